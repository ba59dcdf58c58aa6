"""Guesses at the second factor by somebody who has the password, and right codes used by many at once.

The owner's events tell how many guesses were held against the real codes: each that was is there as refused.
"""

import itertools
import secrets
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial

import pyotp

from benchmarks.hammer.callers import CHROME, PASSWORD, Answer, Person, at_once
from benchmarks.hammer.finding import Finding
from benchmarks.serving import System, serving

AT_ONCE = 50
GUESSES = 500
SIGNINS = 10
# RATES: "code of an account", and OTP_TRIES of one sign-in
ALLOWED, OF_ONE_SIGNIN = 20, 5
STEP_SECONDS = 30
FORMS = {"app": lambda: f"{secrets.randbelow(10**6):06}", "recovery": lambda: "-".join([secrets.token_hex(2)] * 3)}


@dataclass
class Owner:
    """Somebody with the second factor: the browser that set it up, and the codes."""

    browser: Person
    name: str
    secret: str = ""
    recovery_codes: list[str] = field(default_factory=list)

    def code(self) -> str:
        """One that the app shows next, so that its time step was not used by setting up."""
        return pyotp.TOTP(self.secret).at(int(time.time()) + STEP_SECONDS)

    def refused(self) -> int:
        """How many codes were compared and refused."""
        events = self.browser.call("GET", "/events").body["events"]
        return sum(event["type"] == "code-refused" for event in events)


def attack() -> Iterator[Finding]:
    """Raises AssertionError where more guesses than the allowed ones are compared, or a code works twice."""
    with serving("second factor", THROTTLE_ENABLED="1", TRUSTED_PROXIES="127.0.0.1") as system:
        yield one_signin(system)
        for kind in FORMS:
            yield guesses(system, kind)
    with serving("second factor", WEB_THREADS=str(AT_ONCE)) as system:
        yield from once(system)


def one_signin(system: System) -> Finding:
    """Guesses that all come with one pending sign-in."""
    owner = with_second_factor(system, "one")
    pending = waiting(system, owner, "203.0.113.1")
    assert set(guess(system, [pending], AT_ONCE, "app")) == {400, 429}
    assert owner.refused() == OF_ONE_SIGNIN, owner.refused()
    return Finding(
        "Guessing the app's code of one sign-in", f"{AT_ONCE} at once", f"{OF_ONE_SIGNIN} were compared, none got in"
    )


def guesses(system: System, kind: str) -> Finding:
    """Guesses that come with as many pending sign-ins as an account may have."""
    owner = with_second_factor(system, kind)
    pending = [waiting(system, owner, f"203.0.113.{number}") for number in range(SIGNINS)]
    statuses: Counter[int] = Counter()
    for _ in range(GUESSES // AT_ONCE):
        statuses += guess(system, pending, AT_ONCE, kind)
    assert statuses == {400: ALLOWED, 429: GUESSES - ALLOWED}, statuses
    compared = owner.refused()
    assert 0 < compared <= ALLOWED, compared
    return Finding(
        f"Guessing a code ({kind}) with the password known",
        f"{GUESSES} with {SIGNINS} sign-ins, {AT_ONCE} at once, each from an address of its own",
        f"{compared} were compared, {statuses[429]} told to wait (429), none got in",
    )


def guess(system: System, pending: list[Person], count: int, kind: str) -> Counter[int]:
    """The statuses of so many guesses at once."""
    network = f"198.18.{secrets.randbelow(256)}."
    return Counter(
        at_once(
            [
                partial(verify, system, who, FORMS[kind](), f"{network}{number}")
                for number, who in zip(range(count), itertools.cycle(pending))
            ]
        )
    )


def once(system: System) -> Iterator[Finding]:
    """The right code with as many pending sign-ins, all at once."""
    for kind, right in {"app": Owner.code, "recovery": lambda owner: owner.recovery_codes[0]}.items():
        owner = with_second_factor(system, kind)
        pending = [waiting(system, owner) for _ in range(AT_ONCE)]
        code = right(owner)
        statuses = Counter(at_once([partial(verify, system, who, code) for who in pending]))
        assert statuses == {200: 1, 400: AT_ONCE - 1}, statuses
        yield Finding(f"One right code ({kind}) of many sign-ins", f"{AT_ONCE} at once", "one got in")


def with_second_factor(system: System, name: str) -> Owner:
    """Somebody new, whose second factor is on."""
    owner = Owner(Person(system.url), f"{name} owner"[:12])
    assert owner.browser.sign_up(owner.name, f"{name}@example.com").status == 201
    owner.secret = owner.browser.call("POST", "/totp", {"currentPassword": PASSWORD}).body["secret"]
    code = pyotp.TOTP(owner.secret).now()
    answer = owner.browser.call("PUT", "/totp", {"currentPassword": PASSWORD, "code": code})
    assert answer.status == 200, answer
    owner.recovery_codes = answer.body["recoveryCodes"]
    return owner


def waiting(system: System, owner: Owner, address: str = "203.0.113.1") -> Person:
    """Somebody elsewhere who gave the right password, and is asked for a code."""
    thief = Person(system.url)
    body = {"username": owner.name, "password": PASSWORD, **CHROME}
    answer = thief.call("POST", "/signin", body, {"X-Forwarded-For": address})
    assert answer.body.get("method") == "totp", answer
    return thief


def verify(system: System, pending: Person, code: str, address: str = "203.0.113.1") -> Answer:
    """The answer to a code, whose cookies count for nobody else."""
    thief = Person(system.url, dict(pending.cookies))
    return thief.call("PUT", f"/verify-otp/{code}", CHROME, {"X-Forwarded-For": address})
