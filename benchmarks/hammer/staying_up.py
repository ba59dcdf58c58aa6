"""Workers that are recycled or killed while requests are in flight."""

import http.client
import os
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

from benchmarks.hammer.finding import Finding
from benchmarks.held import HeldRequest
from benchmarks.serving import System, serving

HEALTH = "/auth-health"


def attack() -> Iterator[Finding]:
    """Dozens of recycled workers, then some that are killed."""
    with serving("recycling", WEB_MAX_REQUESTS="100", WEB_PROCESSES="2") as system:
        statuses, workers = recycle(system, callers=8, requests=1000)
    assert set(statuses) == {200}, statuses
    sent = f"{statuses[200]:,} requests over kept connections, a worker recycled every hundred or so"
    yield Finding("Recycling workers", sent, f"{workers} workers served them, every request was answered")
    with serving("killing", WEB_PROCESSES="2") as system:
        held, lost = (sum(figures) for figures in zip(*(kill_one(system, requests=8) for _ in range(15)), strict=True))
    sent = f"SIGKILL to one of two workers, 15 times, {held} requests in flight"
    yield Finding("Killing workers", sent, f"the {lost} of the killed workers were lost, all others answered")


def recycle(system: System, *, callers: int, requests: int) -> tuple[Counter[int], int]:
    """The statuses of so many requests of each caller, and how many workers there were meanwhile."""
    statuses: Counter[int] = Counter()
    workers: set[int] = set()

    def call() -> None:
        connection = http.client.HTTPConnection(urlsplit(system.url).netloc, timeout=60)
        for _ in range(requests):
            connection.request("GET", HEALTH)
            answer = connection.getresponse()
            answer.read()
            statuses[answer.status] += 1
            workers.update(system.workers)

    run(call, callers=callers)
    return statuses, len(workers)


def kill_one(system: System, *, requests: int) -> tuple[int, int]:
    """Kills a worker with requests in flight in each: how many there were, and how many of them were its own.

    Raises AssertionError where another request than its own was lost, or new ones are not answered.
    """
    while len(system.workers) < 2:
        time.sleep(0.01)
    held = [HeldRequest(system.url) for _ in range(requests)]
    victim = next(pid for pid in system.workers if held[0].is_held_by(pid))
    own = [request for request in held if request.is_held_by(victim)]
    others = [request for request in held if request not in own]
    os.kill(victim, signal.SIGKILL)
    assert HeldRequest(system.url).finish() == 200
    assert {request.finish() for request in others} <= {200}
    assert {request.finish() for request in own} == {0}
    return len(held), len(own)


def run(call: Callable[[], None], *, callers: int) -> None:
    """Calls it by so many threads at once, and returns when all are done. Raises what one of them raised."""
    with ThreadPoolExecutor(callers) as pool:
        for each in [pool.submit(call) for _ in range(callers)]:
            each.result()
