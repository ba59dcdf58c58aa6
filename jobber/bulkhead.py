"""Bulkheads: a slow part may hold half of a process's threads at most, so that the rest of the program goes on."""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore

from django.conf import settings

from jobber.exceptions import Unavailable

# Long enough for a burst of quick calls to pass, short enough to be no hold on the thread itself.
WAIT_SECONDS = 0.1
# One of these by chance: a crowd that was refused at one moment does not come back at one moment.
RETRY_AFTER_SECONDS = range(1, 5)


def threads(share: float = 1 / 2) -> int:
    """How many that share of a process's threads are."""
    return max(1, int(settings.WEB_THREADS * share))


class Bulkhead:
    """The places that calls to one part have: that share of the threads."""

    def __init__(self, share: float = 1 / 2) -> None:
        self.places = BoundedSemaphore(threads(share))

    @contextmanager
    def place(self) -> Iterator[None]:
        """Runs the block in a place of its own. Raises Unavailable where none gets free in time."""
        with held(self.places, wait=WAIT_SECONDS):
            yield


class Queue:
    """Few places, and a queue for them in the threads that a part may hold: whoever finds it full is told at once.

    A queue `beside` another shares its threads, so that both together leave the rest of the program its own.
    """

    def __init__(self, *, places: int, wait: float, beside: "Queue | None" = None) -> None:
        self.places = BoundedSemaphore(min(places, threads()))
        self.threads: BoundedSemaphore = beside.threads if beside else BoundedSemaphore(threads())
        self.wait = wait

    @contextmanager
    def place(self) -> Iterator[None]:
        """Runs the block in a place of its own. Raises Unavailable where the queue is full, or too slow."""
        with held(self.threads, wait=0), held(self.places, wait=self.wait):
            yield

    def refuse_if_full(self) -> None:
        """Raises Unavailable where `place` would at this moment, before anything was done in vain."""
        with held(self.threads, wait=0):
            return


@contextmanager
def held(semaphore: BoundedSemaphore, *, wait: float) -> Iterator[None]:
    """Runs the block with one of the semaphore's places. Raises Unavailable where none gets free within `wait`."""
    if not semaphore.acquire(timeout=wait):
        raise Unavailable(retry_after=random.choice(RETRY_AFTER_SECONDS))  # noqa: S311 - no secret
    try:
        yield
    finally:
        semaphore.release()
