"""A storm of sign-ins: whether the rest of the program stays quick.

Many callers make a queue, whatever they ask for, so the same crowd asks for something that hashes nothing as well.
"""

import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from statistics import median, quantiles

from benchmarks.callers import Caller, member
from benchmarks.hammer.finding import Finding
from benchmarks.serving import System, serving

CALLERS = 32
SECONDS = 5
MOST_SECONDS = 0.5
READS = {"currentuser": "/auth/currentuser", "search": "/auth/search/gig/0/10/forward?query=logo"}
Asked = tuple[str, str, object]
SIGN_IN: Asked = ("POST", "/auth/signin", {"username": "nobody", "password": "wrong-word"})
NO_HASH: Asked = ("GET", "/auth/currentuser", None)
Times = dict[str, list[float]]


def attack() -> Iterator[Finding]:
    """Sign-ins as fast as so many callers can ask, and one person who reads meanwhile. Raises AssertionError."""
    with serving("storm") as system:
        reader = member(system)
        in_peace = reads(reader)
        _, in_crowd = amid(system, reader, NO_HASH)
        answers, in_storm = amid(system, reader, SIGN_IN)
    assert set(answers) == {400, 503}, answers
    sent = f"{answers.total():,} sign-ins in {SECONDS * len(READS)} s, {CALLERS} at once"
    yield Finding(
        "A storm of sign-ins", sent, f"{answers[400]:,} were hashed, {answers[503]:,} told to come back (503)"
    )
    for name, times in in_storm.items():
        happened = f"all answered; {told(times)}; amid as many callers who hash nothing {told(in_crowd[name])}"
        yield Finding(
            f"{name} during the storm", f"{len(times):,} requests", f"{happened}; alone {told(in_peace[name])}"
        )
        assert median(times) < MOST_SECONDS, f"{name} took {median(times):.2f} s"


def amid(system: System, reader: Caller, asked: Asked) -> tuple[Counter[int], Times]:
    """The answers that the crowd got, and how long the reader's requests took meanwhile."""
    answers: Counter[int] = Counter()
    stopping = threading.Event()
    with ThreadPoolExecutor(CALLERS) as pool:
        crowd = [pool.submit(keep_asking, system, asked, answers, stopping) for _ in range(CALLERS)]
        try:
            times = reads(reader)
        finally:
            stopping.set()
    for caller in crowd:
        caller.result()
    return answers, times


def keep_asking(system: System, asked: Asked, answers: Counter[int], stopping: threading.Event) -> None:
    """One caller's requests, until it is told to stop."""
    caller = Caller(system)
    while not stopping.is_set():
        answers[caller.ask(*asked)] += 1


def reads(reader: Caller) -> Times:
    """How long each of the reader's requests took, one after the other, all answered 200."""
    return {name: timed(reader, path) for name, path in READS.items()}


def timed(caller: Caller, path: str) -> list[float]:
    """How long each request for that path took."""
    times, deadline = [], time.perf_counter() + SECONDS
    while time.perf_counter() < deadline:
        began = time.perf_counter()
        assert caller.ask("GET", path) == 200
        times.append(time.perf_counter() - began)
    return times


def told(times: list[float]) -> str:
    """The times in words."""
    return f"p50 {median(times) * 1000:.0f}, p99 {quantiles(times, n=100)[98] * 1000:.0f} ms"
