"""The moving windows of `limits`, in this process's memory.

`limits` has a storage for them, whose thread walks all keys after each request (with 20,000 keys, which a guesser soon
makes, 7 ms of processor time) and which forgets no key.
"""

import threading
import time
from collections import deque

from limits.storage import MemoryStorage

FEWEST_TO_SWEEP = 1_000


class MovingWindows(MemoryStorage):
    """For each key, when it was taken. Keys whose windows are empty go whenever the number of keys has doubled."""

    STORAGE_SCHEME = ["moving-windows"]  # noqa: RUF012 - the library declares it so

    def __init__(self) -> None:
        super().__init__()
        self.lock = threading.Lock()
        self.taken: dict[str, deque[float]] = {}
        self.ends: dict[str, float] = {}
        self.sweep_at = FEWEST_TO_SWEEP

    def acquire_entry(self, key: str, limit: int, expiry: int, amount: int = 1) -> bool:
        """Whether `key` may be taken once more; if so, it is."""
        now = time.time()
        with self.lock:
            taken = self.taken.setdefault(key, deque())
            forget_until(taken, now - expiry)
            if len(taken) + amount > limit:
                return False
            taken.extend([now] * amount)
            self.ends[key] = now + expiry
            self.sweep(now)
            return True

    def get_moving_window(self, key: str, limit: int, expiry: int) -> tuple[float, int]:
        """When the window's oldest entry was taken, and how many it holds."""
        now = time.time()
        with self.lock:
            taken = self.taken.get(key, deque())
            forget_until(taken, now - expiry)
            return (taken[0] if taken else now), len(taken)

    def sweep(self, now: float) -> None:
        """Forgets the keys whose windows are empty."""
        if len(self.taken) < self.sweep_at:
            return
        for key in [key for key, end in self.ends.items() if end < now]:
            del self.taken[key], self.ends[key]
        self.sweep_at = max(FEWEST_TO_SWEEP, 2 * len(self.taken))

    def reset(self) -> int:
        """Forgets everything."""
        with self.lock:
            count = len(self.taken)
            self.taken.clear()
            self.ends.clear()
            return count


def forget_until(taken: deque[float], moment: float) -> None:
    """Drops what was taken before `moment`."""
    while taken and taken[0] < moment:
        taken.popleft()
