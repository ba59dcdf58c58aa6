"""Pictures made to take memory or time, by many at once: what the web process takes, and whether others are served."""

import re
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import cycle, islice
from pathlib import Path

from benchmarks.callers import Caller, member
from benchmarks.hammer.finding import Finding
from benchmarks.hammer.storm import timed
from benchmarks.serving import System, serving
from tests.bombs import chunk, data_uri, deflated, encoded, jpeg_of_many_scans, png, whole_png

CALLERS, EACH = 24, 12
MOST_MB = 1000
READS = "/auth/currentuser"


def bombs() -> list[str]:
    """The dearest pictures that are taken, and some that are not."""
    text = chunk(b"zTXt", b"x\0\0" + deflated(1_000_000))
    pictures = [
        encoded("WEBP", "RGBA", (4096, 4096), lossless=True, method=0),
        whole_png(4096, depth=16),
        encoded("JPEG", "RGB", (8000, 5000), progressive=True),
        jpeg_of_many_scans(8000, 5000, 10_000),
        png(100_000, 100_000, pixels=deflated(200_000_000)),
        png(8, 8, text * 60, pixels=deflated(200)),
    ]
    return [data_uri(data) for data in pictures]


def attack() -> Iterator[Finding]:
    """Raises AssertionError where memory passes the bound, or anything else than 200, 400 and 503 is answered."""
    uris = bombs()
    answers: Counter[int] = Counter()
    with serving("pictures") as system:
        reader, *senders = [member(system, f"user {number:02}") for number in range(CALLERS + 1)]
        before = peak_mb(system)
        with ThreadPoolExecutor(CALLERS) as pool:
            sending = [pool.submit(send, sender, uris, answers) for sender in senders]
            times = timed(reader, READS)
        for each in sending:
            each.result()
        after = peak_mb(system)
    assert set(answers) == {200, 400, 503}, answers
    assert after < MOST_MB, f"{after:.0f} MB"
    sent = f"{answers.total()}, {CALLERS} at once: of 40 megapixels, 10,000 scans, 60 MB of text, 100,000 x 100,000"
    told = f"{answers[200]} stored, {answers[400]} refused, {answers[503]} told to come back (503)"
    memory = f"the web process took {after:.0f} MB at most ({before:.0f} MB before)"
    yield Finding("Picture bombs", sent, f"{told}; {memory}; {READS} answered within {max(times) * 1000:.0f} ms")


def send(caller: Caller, uris: list[str], answers: Counter[int]) -> None:
    """One caller's pictures, one after the other."""
    for uri in islice(cycle(uris), EACH):
        answers[caller.ask("PUT", "/auth/profile", {"profilePicture": uri})] += 1


def peak_mb(system: System) -> float:
    """The most memory that the worker has had so far, in MB."""
    [worker] = system.workers
    return int(re.search(r"^VmHWM:\s+(\d+) kB", Path(f"/proc/{worker}/status").read_text(), re.MULTILINE)[1]) / 1024
