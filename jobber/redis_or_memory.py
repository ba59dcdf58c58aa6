"""Redis, and memory while Redis is away: nothing that is kept there is worth a failed request, or a slow one."""

import logging
import threading
import time
from collections.abc import Callable
from typing import ParamSpec, TypeVar

from redis import BlockingConnectionPool
from redis.exceptions import RedisError

from jobber.metrics import parts_away

log = logging.getLogger(__name__)
TIMEOUT_SECONDS = 0.2
REST_SECONDS = 5.0
MAX_CONNECTIONS = 20
POOL = {
    "max_connections": MAX_CONNECTIONS,
    "timeout": TIMEOUT_SECONDS,
    "socket_timeout": TIMEOUT_SECONDS,
    "socket_connect_timeout": TIMEOUT_SECONDS,
}

P = ParamSpec("P")
R = TypeVar("R")


class Breaker:
    """Whether Redis rests, for all threads of the process and all that is kept there."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.resting_until = 0.0

    @property
    def is_open(self) -> bool:
        """Whether Redis is not to be tried now."""
        return time.monotonic() < self.resting_until

    def open(self, error: RedisError) -> None:
        """Redis failed: its going is told once."""
        with self.lock:
            if not self.resting_until:
                log.warning("Redis is away (%s): memory serves", type(error).__name__)
                parts_away.labels("redis").set(1)
            self.resting_until = time.monotonic() + REST_SECONDS

    def close(self) -> None:
        """Redis answered: its coming back is told once."""
        with self.lock:
            if self.resting_until:
                log.warning("Redis is back")
                parts_away.labels("redis").set(0)
            self.resting_until = 0.0


breaker = Breaker()


def pool(url: str) -> BlockingConnectionPool:
    """Connections that give up soon; a thread that finds none free waits no longer than for an answer."""
    return BlockingConnectionPool.from_url(url, **POOL)


def first(redis: Callable[P, R], memory: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """What Redis says; where it is away, what memory says, for `REST_SECONDS` without asking Redis."""
    if breaker.is_open:
        return memory(*args, **kwargs)
    try:
        result = redis(*args, **kwargs)
    except RedisError as error:
        breaker.open(error)
        return memory(*args, **kwargs)
    breaker.close()
    return result
