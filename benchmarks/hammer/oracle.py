"""Whether the time of an answer tells if an account exists: a known and an unknown name in each pair, in random order.

The same must find an oracle that is planted: a web process that waits before it answers for known names.
"""

import random
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import ceil

from benchmarks.callers import Caller
from benchmarks.hammer.callers import Person
from benchmarks.hammer.finding import Finding
from benchmarks.hammer.paired import Verdict, verdict
from benchmarks.serving import System, serving

LEAST_MS = 2
# some known and as many unknown names, each asked for as often, so that what the program counts is the same for both
KNOWN = [f"person {number}" for number in range(8)]
UNKNOWN = [f"nobody {number}" for number in range(8)]
WARM_UP = 5


@dataclass(frozen=True)
class Stranger:
    """Who asks: signed in as somebody else, with that id."""

    caller: Caller
    id: int


Ask = Callable[[Stranger, str], int]


@dataclass(frozen=True)
class Door:
    """A way to ask about a name: its title, how to ask, the status of every answer, and how many pairs to ask for."""

    title: str
    ask: Ask
    status: int
    pairs: int


def attack() -> Iterator[Finding]:
    """Raises AssertionError where known names take another time than unknown ones, or the planted oracle hides."""
    with serving("oracle") as system:
        stranger = with_accounts(system)
        honest = [verdict(differences(door, stranger)) for door in DOORS]
    for door, found in zip(DOORS, honest, strict=True):
        # half as much again as would show, which hangs on what else the machine does; no less than `LEAST_MS`
        planted = max(LEAST_MS, ceil(found.smallest * 1.5))
        application = "benchmarks.planted:application"
        with serving("planted oracle", application=application, PLANTED_MS=str(planted)) as system:
            yield judged(door, found, verdict(differences(door, with_accounts(system))), planted)


def judged(door: Door, honest: Verdict, lying: Verdict, planted: int) -> Finding:
    """What a door's two verdicts mean. Raises AssertionError."""
    assert lying.shows, f"{door.title}: {planted} ms planted were not found: {lying}"
    assert not honest.shows, f"{door.title}: known names show: {honest}"
    return Finding(
        f"Who has an account, by the time of {door.title}",
        f"{door.pairs} pairs of a known and an unknown name",
        f"no difference ({honest.shift:+.2f} ms, p = {honest.p:.2f}); from {honest.smallest:.2f} ms on it would show; "
        f"{planted} ms planted in the program do ({lying.shift:+.2f} ms, p = {lying.p:.0e})",
    )


def with_accounts(system: System) -> Stranger:
    """The stranger, where the known names have accounts."""
    caller, person = Caller(system), Person(system.url)
    for name in KNOWN:
        assert person.sign_up(name, email_of(name)).status == 201
    own = person.sign_up("ada love", "ada@example.com").body["user"]["id"]
    caller.cookies = person.cookies
    return Stranger(caller, own)


def differences(door: Door, stranger: Stranger) -> list[float]:
    """By how many ms the known name of each pair took longer than the unknown one."""
    stranger.caller.connection.close()  # which the program did, if the door before took long
    for name in (KNOWN + UNKNOWN) * WARM_UP:
        door.ask(stranger, name)
    return [pair(door, stranger) for _ in range(door.pairs)]


def pair(door: Door, stranger: Stranger) -> float:
    """The difference of one pair."""
    took = {}
    for names in random.sample([KNOWN, UNKNOWN], 2):
        name = random.choice(names)
        began = time.perf_counter()
        status = door.ask(stranger, name)
        took[names is KNOWN] = time.perf_counter() - began
        assert status == door.status, f"{door.title}: {status} for {name}"
    return (took[True] - took[False]) * 1000


def email_of(name: str) -> str:
    """The address of whoever has, or would have, that name."""
    return f"{name.replace(' ', '.')}@example.com"


def sign_in(stranger: Stranger, name: str) -> int:
    """With a wrong password."""
    return stranger.caller.ask("POST", "/auth/signin", {"username": name, "password": "wrong-word"})


def forgot_password(stranger: Stranger, name: str) -> int:
    """For that name's address."""
    return stranger.caller.ask("PUT", "/auth/forgot-password", {"email": email_of(name)})


def resend_email(stranger: Stranger, name: str) -> int:
    """For that name's address."""
    return stranger.caller.ask("POST", "/auth/resend-email", {"userId": stranger.id, "email": email_of(name)})


DOORS = [
    Door("sign-in with a wrong password", sign_in, 400, 300),
    Door("forgot-password", forgot_password, 200, 600),
    Door("resend-email", resend_email, 400, 600),
]
