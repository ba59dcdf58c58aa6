"""Whether the time an answer takes tells if an account exists: known and unknown names in turns, and a rank test.

The test must also find an oracle that is planted: a caller's wait that is a little longer for known names, as a proxy
before the program would make it.
"""

import math
import random
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import groupby
from statistics import NormalDist, median

from benchmarks.hammer.callers import Answer, Person
from benchmarks.hammer.finding import Finding
from benchmarks.serving import serving

ROUNDS = 400
PEOPLE = 8
# one false alarm in a hundred thousand runs; what is planted lies far beyond it
SIGNIFICANT = 1e-5
Ask = Callable[[str], Answer]


@dataclass(frozen=True)
class Door:
    """A way to ask for a name: its title, how to ask, the e-mails' domain, and the delay planted, in seconds."""

    title: str
    ask: Ask
    planted: float


@dataclass(frozen=True)
class Verdict:
    """How likely times so different are where there is no difference, and how far the medians lie apart in ms."""

    p: float
    apart: float


def attack() -> Iterator[Finding]:
    """Raises AssertionError where known names take another time than unknown ones, or the planted oracle hides."""
    with serving("oracle") as system:
        people = [f"person {number}" for number in range(PEOPLE)]
        for name in people:
            assert Person(system.url).sign_up(name, email_of(name)).status == 201
        for door in doors(system.url):
            plain, planted = verdict(door, people), verdict(door, people, planted=door.planted)
            assert plain.p > SIGNIFICANT, f"{door.title}: known names show, p = {plain.p:.1e}, {plain.apart:+.2f} ms"
            assert planted.p < SIGNIFICANT, f"{door.title}: the planted oracle was not found, p = {planted.p:.1e}"
            yield Finding(
                f"who has an account, by the time of {door.title}",
                f"{ROUNDS} known and {ROUNDS} unknown names in turns",
                f"no difference (p = {plain.p:.2f}, medians {plain.apart:+.2f} ms apart); "
                f"{door.planted * 1000:g} ms planted are found (p = {planted.p:.0e})",
            )


def doors(url: str) -> list[Door]:
    """The ways to ask."""
    return [
        Door("sign-in", lambda name: Person(url).sign_in(name, "wrong-word"), 0.005),
        Door(
            "forgot-password",
            lambda name: Person(url).call("PUT", "/forgot-password", {"email": email_of(name)}),
            0.002,
        ),
    ]


def email_of(name: str) -> str:
    """The address of the person of that name."""
    return f"{name.replace(' ', '')}@example.com"


def verdict(door: Door, people: list[str], *, planted: float = 0) -> Verdict:
    """Asks for a known and an unknown name in each round, in random order, and compares the times."""
    known, unknown = [], []
    for number in range(ROUNDS):
        turns = [(random.choice(people), known, planted), (f"nobody {number:04}"[:12], unknown, 0.0)]
        for name, times, delay in random.sample(turns, 2):
            began = time.perf_counter()
            door.ask(name)
            time.sleep(delay)
            times.append(time.perf_counter() - began)
    return Verdict(mann_whitney(known, unknown), (median(known) - median(unknown)) * 1000)


def mann_whitney(left: list[float], right: list[float]) -> float:
    """The two-sided p of the Mann-Whitney U test, by its normal approximation (ties get their mean rank)."""
    values = sorted([(value, 0) for value in left] + [(value, 1) for value in right])
    ranks = rank = 0.0
    for _, group in groupby(values, key=lambda pair: pair[0]):
        tied = list(group)
        ranks += sum(side == 0 for _, side in tied) * (rank + (len(tied) + 1) / 2)
        rank += len(tied)
    n, m = len(left), len(right)
    u = ranks - n * (n + 1) / 2
    z = (u - n * m / 2) / math.sqrt(n * m * (n + m + 1) / 12)
    return 2 * NormalDist().cdf(-abs(z))
