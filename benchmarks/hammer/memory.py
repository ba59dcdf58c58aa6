"""Memory over 200,000 requests of one worker that is never recycled."""

import http.client
import json
import re
from collections.abc import Iterator
from pathlib import Path
from threading import Thread
from urllib.parse import urlsplit

from benchmarks.hammer.finding import Finding
from benchmarks.hammer.staying_up import run
from benchmarks.load import Request
from benchmarks.serving import System, serving

REQUESTS, WARM_UP, CALLERS = 200_000, 20_000, 4
MOST_GROWTH = 0.05
GATEWAY = "/api/v1/gateway/auth"
MIX: list[Request] = [
    ("GET", "/auth-health", None),
    ("GET", f"{GATEWAY}/search/gig/0/10/forward?query=logo", None),
    ("GET", f"{GATEWAY}/currentuser", None),
    ("PUT", f"{GATEWAY}/forgot-password", json.dumps({"email": "nobody@example.com"}).encode()),
    ("GET", "/signin", None),
]


def attack() -> Iterator[Finding]:
    """The mix, over and over. Raises AssertionError where memory grew by more than a twentieth after the warm-up."""
    with serving("memory", WEB_MAX_REQUESTS="0") as system:
        system.manage("seed_gigs", "--count=1000")
        send(system, WARM_UP)
        before = proportional_memory(system)
        send(system, REQUESTS - WARM_UP)
        after = proportional_memory(system)
    assert after < before * (1 + MOST_GROWTH), (before, after)
    sent = f"{REQUESTS:,} requests of {len(MIX)} kinds to one worker"
    yield Finding("Memory", sent, f"{before:.0f} MB after {WARM_UP:,} requests, {after:.0f} MB after all")


def send(system: System, count: int) -> None:
    """Sends so many requests of the mix, by a few callers at once."""

    def call() -> None:
        connection = http.client.HTTPConnection(urlsplit(system.url).netloc, timeout=60)
        for number in range(count // CALLERS):
            method, path, body = MIX[number % len(MIX)]
            connection.request(method, path, body, {"Content-Type": "application/json"} if body else {})
            answer = connection.getresponse()
            answer.read()
            assert answer.status < 500, (path, answer.status)

    run([Thread(target=call) for _ in range(CALLERS)])


def proportional_memory(system: System) -> float:
    """The worker's memory in MB, what it shares counted in part (PSS)."""
    [worker] = system.workers
    rollup = Path(f"/proc/{worker}/smaps_rollup").read_text()
    return int(re.search(r"^Pss:\s+(\d+) kB", rollup, re.MULTILINE)[1]) / 1024
