"""The limit of sign-in and sign-up: bcrypt itself on all cores."""

import os
import threading
import time

import bcrypt

PASSWORD = b"s3cret-word"
COST = 10


def hashes_per_second(seconds: float) -> float:
    """How many passwords all cores together check, by bcrypt alone, which lets go of Python's lock."""
    hashed = bcrypt.hashpw(PASSWORD, bcrypt.gensalt(COST))
    counts: list[int] = []
    until = time.perf_counter() + seconds

    def check() -> None:
        count = 0
        while time.perf_counter() < until:
            bcrypt.checkpw(PASSWORD, hashed)
            count += 1
        counts.append(count)

    threads = [threading.Thread(target=check) for _ in range(os.cpu_count() or 1)]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(counts) / (time.perf_counter() - began)


def cpu_seconds_per_hash(count: int = 20) -> float:
    """The processor time of one, whatever else the machine does."""
    hashed = bcrypt.hashpw(PASSWORD, bcrypt.gensalt(COST))
    began = time.thread_time()
    for _ in range(count):
        bcrypt.checkpw(PASSWORD, hashed)
    return (time.thread_time() - began) / count
