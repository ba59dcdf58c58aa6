"""Memory over 200,000 requests of one worker that is never recycled."""

import http.client
import itertools
import json
import random
from collections.abc import Iterator
from urllib.parse import urlsplit

from benchmarks.hammer.callers import CHROME, GATEWAY, Person
from benchmarks.hammer.finding import Finding
from benchmarks.hammer.staying_up import run
from benchmarks.load import Request
from benchmarks.process import memory_mb
from benchmarks.serving import PRODUCTION, System, serving

# the first is the warm-up; memory is looked at after each
COUNTS = [20_000, 60_000, 60_000, 60_000]
CALLERS = 4
MOST_GROWTH = 0.05
# how many of each in two hundred requests; bcrypt would take all the time if there were more of the last
MIX: dict[Request, int] = {
    ("GET", "/auth-health", None): 120,
    ("GET", f"{GATEWAY}/currentuser", None): 60,
    ("GET", f"{GATEWAY}/search/gig/0/10/forward?query=logo", None): 8,
    ("GET", "/signin", None): 6,
    ("GET", "/api/nowhere", None): 4,
    ("PUT", f"{GATEWAY}/forgot-password", json.dumps({"email": "nobody@example.com"}).encode()): 1,
    ("POST", f"{GATEWAY}/signin", json.dumps({"username": "nobody", "password": "wrong-word", **CHROME}).encode()): 1,
}


def attack() -> Iterator[Finding]:
    """The mix, over and over. Raises AssertionError where memory grew by more than a twentieth after the warm-up."""
    # under DEBUG Django remembers thousands of SQL texts for each thread
    with serving("memory", **PRODUCTION) as system:
        system.manage("collectstatic", "--noinput")
        member = Person(system.url)
        assert member.sign_up("ada love", "ada@example.com").status == 201
        system.manage("seed_gigs", "--count=1000")
        sizes = [size_after(system, member, count) for count in COUNTS]
    own = [size for size, _ in sizes]
    assert max(own) < own[0] * (1 + MOST_GROWTH), sizes
    told = ", ".join(f"{size:.1f} ({whole:.1f})" for size, whole in sizes)
    after = ", ".join(f"{count:,}" for count in itertools.accumulate(COUNTS))
    yield Finding(
        "Memory",
        f"{sum(COUNTS):,} requests of {len(MIX)} kinds to one worker",
        f"data (and files) of {told} MB, PSS, after {after}",
    )


def size_after(system: System, member: Person, count: int) -> tuple[float, float]:
    """The worker's memory in MB after so many requests more: its data, and all of it."""
    each = [request for request, share in MIX.items() for _ in range(share)]
    random.shuffle(each)

    def call() -> None:
        connection = http.client.HTTPConnection(urlsplit(system.url).netloc, timeout=60)
        for method, path, body in itertools.islice(itertools.cycle(each), count // CALLERS):
            connection.request(method, path, body, {"Content-Type": "application/json", **member.cookie_header()})
            answer = connection.getresponse()
            answer.read()
            assert answer.status < 500, (path, answer.status)
        connection.close()

    run(call, callers=CALLERS)
    return memory_mb(system.pid, "Pss_Anon"), memory_mb(system.pid)
