"""A storm of sign-ins: whether the rest of the program stays quick."""

import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from statistics import median, quantiles

from benchmarks.callers import Caller, account
from benchmarks.hammer.finding import Finding
from benchmarks.serving import System, serving

CALLERS = 64
SECONDS = 10
MOST_SECONDS = 0.5
READS = {"currentuser": "/auth/currentuser", "search": "/auth/search/gig/0/10/forward?query=logo"}


def attack() -> Iterator[Finding]:
    """Sign-ins as fast as so many callers can ask, and one person who reads meanwhile."""
    with serving("storm") as system:
        member = Caller(system)
        assert member.ask("POST", "/auth/signup", account("ada love", "s3cret-word")) == 201
        calm = {name: timed(member, path) for name, path in READS.items()}
        answers: Counter[int] = Counter()
        stopping = threading.Event()
        with ThreadPoolExecutor(CALLERS) as pool:
            callers = [pool.submit(storm, system, answers, stopping) for _ in range(CALLERS)]
            try:
                during = {name: timed(member, path) for name, path in READS.items()}
            finally:
                stopping.set()
        for caller in callers:
            caller.result()
    assert set(answers) == {400, 503}, answers
    sent = f"{answers.total():,} sign-ins in {SECONDS * len(READS)} s, {CALLERS} at once"
    yield Finding(
        "A storm of sign-ins", sent, f"{answers[400]:,} were hashed, {answers[503]:,} told to come back (503)"
    )
    for name, times in during.items():
        assert median(times) < MOST_SECONDS, f"{name} took {median(times):.2f} s"
        in_peace = f"{median(calm[name]) * 1000:.0f} ms in peace"
        happened = f"all answered; p50 {median(times) * 1000:.0f} ms, p99 {quantiles(times, n=100)[98] * 1000:.0f} ms"
        yield Finding(f"{name} during the storm", f"{len(times):,} requests", f"{happened} (p50 {in_peace})")


def storm(system: System, answers: Counter[int], stopping: threading.Event) -> None:
    """One caller's sign-ins, until it is told to stop."""
    caller = Caller(system)
    while not stopping.is_set():
        answers[caller.ask("POST", "/auth/signin", {"username": "nobody", "password": "wrong-word"})] += 1


def timed(caller: Caller, path: str) -> list[float]:
    """How long each of the caller's requests took, one after the other, all answered 200."""
    times, deadline = [], time.perf_counter() + SECONDS
    while time.perf_counter() < deadline:
        began = time.perf_counter()
        assert caller.ask("GET", path) == 200
        times.append(time.perf_counter() - began)
    return times
