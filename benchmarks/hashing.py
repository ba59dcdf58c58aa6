"""The limit of sign-in and sign-up: bcrypt itself on all cores, by its module, and in the program's own processes."""

import contextlib
import os
import threading
import time
from collections.abc import Callable, Iterator

import bcrypt

from auth_service.hash_pool import HashProcess
from benchmarks import process

PASSWORD, SALT = b"s3cret-word", bcrypt.gensalt(10)
CORES = os.cpu_count() or 1
Hash = Callable[[bytes, bytes], bytes]


def by_module(seconds: float) -> float:
    """How many hashes a second all cores together make by the bcrypt module, which lets go of Python's lock."""
    return per_second([bcrypt.hashpw] * CORES, seconds)


def by_processes(seconds: float) -> float:
    """The same in the processes that the program hashes in, without the program."""
    with hash_processes(CORES) as processes:
        return per_second([each.hashpw for each in processes], seconds)


def cpu_seconds_per_hash(count: int = 20) -> float:
    """The processor time of one in such a process."""
    with hash_processes(1) as (hashing,):
        hashing.hashpw(PASSWORD, SALT)
        began = process.cpu_seconds(hashing.process.pid)
        for _ in range(count):
            hashing.hashpw(PASSWORD, SALT)
        return (process.cpu_seconds(hashing.process.pid) - began) / count


@contextlib.contextmanager
def hash_processes(count: int) -> Iterator[list[HashProcess]]:
    """So many, until the block ends."""
    with contextlib.ExitStack() as stack:
        processes = [HashProcess() for _ in range(count)]
        for each in processes:
            stack.callback(each.end)
        yield processes


def per_second(hashes: list[Hash], seconds: float) -> float:
    """How many they make in that time, each in a thread."""
    counts: list[int] = []
    until = time.perf_counter() + seconds

    def work(hashpw: Hash) -> None:
        count = 0
        while time.perf_counter() < until:
            hashpw(PASSWORD, SALT)
            count += 1
        counts.append(count)

    threads = [threading.Thread(target=work, args=[hashpw]) for hashpw in hashes]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(counts) / (time.perf_counter() - began)
