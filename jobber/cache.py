"""The cache at Redis, and memory while Redis is away."""

from typing import Any

from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache
from redis import BlockingConnectionPool

from jobber.redis_or_memory import POOL, first


class RedisOrMemoryCache(RedisCache):
    """Django's Redis cache, behind the breaker: Django gives each thread a cache object of its own."""

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(server, {**params, "OPTIONS": {"pool_class": BlockingConnectionPool, **POOL}})
        self.memory = LocMemCache("while-redis-is-away", params)

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        """See Django."""
        return first(super().get, self.memory.get, key, default, version)

    def set(self, key: Any, value: Any, timeout: Any = 300, version: int | None = None) -> None:
        """See Django."""
        first(super().set, self.memory.set, key, value, timeout, version)

    def delete(self, key: Any, version: int | None = None) -> bool:
        """See Django."""
        return bool(first(super().delete, self.memory.delete, key, version))
