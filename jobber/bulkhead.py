"""Bulkheads: a slow part may hold half of a process's threads at most, so that the rest of the program goes on."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore

from django.conf import settings

from jobber.exceptions import Unavailable

# Long enough for a burst of quick calls to pass, short enough to be no hold on the thread itself.
WAIT_SECONDS = 0.1
RETRY_AFTER_SECONDS = 2


class Bulkhead:
    """The places that calls to one part have: that share of the threads."""

    def __init__(self, share: float = 1 / 2) -> None:
        self.places = BoundedSemaphore(max(1, int(settings.WEB_THREADS * share)))

    @contextmanager
    def place(self) -> Iterator[None]:
        """Runs the block in a place of its own. Raises Unavailable where none gets free in time."""
        if not self.places.acquire(timeout=WAIT_SECONDS):
            raise Unavailable(retry_after=RETRY_AFTER_SECONDS)
        try:
            yield
        finally:
            self.places.release()
