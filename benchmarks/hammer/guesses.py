"""Password guesses: how many reach the hash, and whether the account's owner still gets in."""

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

from benchmarks.accounts import PASSWORD
from benchmarks.callers import Caller, member
from benchmarks.hammer.finding import Finding
from benchmarks.serving import System, serving

AT_ONCE = 200
ALLOWED = 10
GUESSES = 1_000
SENT = f"{GUESSES:,} sign-ins, {AT_ONCE} at once, each from an address of its own"
OWNER = {"username": "ada love", "password": PASSWORD}
NAMES = {"known": OWNER["username"], "unknown": "nobody"}


def attack() -> Iterator[Finding]:
    """Guesses at the password of an account, and of a name that nobody has."""
    with serving("guesses", THROTTLE_ENABLED="1", TRUSTED_PROXIES="127.0.0.1") as system:
        owner = member(system, OWNER["username"], address="198.51.100.1")
        owner.connection.close()  # the program would, long before the owner comes again
        for kind, name in NAMES.items():
            statuses = guessed(system, name)
            assert set(statuses) <= {400, 429, 503}, statuses
            assert statuses[400] <= ALLOWED, statuses
            told = f"{statuses[429]:,} were told to wait (429), {statuses[503]:,} to come back (503)"
            happened = f"{statuses[400]} of {ALLOWED} were hashed, {told}"
            yield Finding(f"Guessing the password of {kind} names", SENT, happened)
        assert Caller(system, address="198.51.100.2").ask("POST", "/auth/signin", OWNER) == 429
        assert owner.ask("POST", "/auth/signin", OWNER) == 200
        yield Finding("Locking an owner out", SENT, "the browser with the account's cookie signed in")


def guessed(system: System, name: str) -> Counter[int]:
    """The statuses of that many guesses."""

    def guess(number: int) -> int:
        stranger = Caller(system, address=f"203.0.{number // 250}.{number % 250}")
        return stranger.ask("POST", "/auth/signin", {"username": name, "password": f"guess-{number}"})

    with ThreadPoolExecutor(AT_ONCE) as callers:
        return Counter(callers.map(guess, range(GUESSES)))
