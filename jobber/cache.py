"""The cache at Redis, and memory while Redis is away: what is cached is never worth a failed request."""

import logging
import threading
import time
from collections.abc import Callable
from typing import Any

from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache
from redis import BlockingConnectionPool
from redis.exceptions import RedisError

from jobber.metrics import parts_away

log = logging.getLogger(__name__)
TIMEOUT_SECONDS = 0.2
REST_SECONDS = 5.0
MAX_CONNECTIONS = 20


class Breaker:
    """Whether Redis rests, for all threads of the process: Django gives each thread a cache object of its own."""

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
                log.warning("Redis is away (%s): memory serves as the cache", type(error).__name__)
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


class RedisOrMemoryCache(RedisCache):
    """Django's Redis cache; after a failure memory serves for `REST_SECONDS` before Redis is tried again."""

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        options = {
            "pool_class": BlockingConnectionPool,
            "max_connections": MAX_CONNECTIONS,
            "timeout": TIMEOUT_SECONDS,
            "socket_timeout": TIMEOUT_SECONDS,
            "socket_connect_timeout": TIMEOUT_SECONDS,
        }
        super().__init__(server, {**params, "OPTIONS": options})
        self.memory = LocMemCache("while-redis-is-away", params)

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        """See Django."""
        return self.first(super().get, self.memory.get, key, default, version)

    def set(self, key: Any, value: Any, timeout: Any = 300, version: int | None = None) -> None:
        """See Django."""
        self.first(super().set, self.memory.set, key, value, timeout, version)

    def delete(self, key: Any, version: int | None = None) -> bool:
        """See Django."""
        return bool(self.first(super().delete, self.memory.delete, key, version))

    def first(self, redis: Callable[..., Any], memory: Callable[..., Any], *args: Any) -> Any:
        """What Redis says; where it is away, what memory says."""
        if breaker.is_open:
            return memory(*args)
        try:
            result = redis(*args)
        except RedisError as error:
            breaker.open(error)
            return memory(*args)
        breaker.close()
        return result
