"""Throttling: how often something may be asked for, counted by all processes together where there is Redis.

A request is counted before it is done, and atomically, so that of many at once no more than the rate get through.
"""

import time
from functools import cache, lru_cache
from math import ceil

from django.conf import settings
from limits import RateLimitItem, parse_many
from limits.storage import RedisStorage
from limits.strategies import MovingWindowRateLimiter

from jobber.exceptions import TooManyRequests
from jobber.metrics import throttled
from jobber.moving_windows import MovingWindows
from jobber.redis_or_memory import first, pool

KEY_PREFIX = "jobber-throttle"


def take(rule: str, *whose: str | int) -> None:
    """Counts one more of `rule`'s requests, all of `whose` together. Raises TooManyRequests past its rate."""
    if not settings.THROTTLE_ENABLED:
        return
    wait = seconds_to_wait(rule, *(str(who) for who in whose))
    if wait:
        throttled.labels(rule).inc()
        raise TooManyRequests(retry_after=wait)


def seconds_to_wait(rule: str, *whose: str) -> int:
    """0 where the request is within the rule's rates, and counted; else when one will be again."""
    if settings.REDIS_HOST:
        return first(lambda: hit(in_redis(), rule, *whose), lambda: hit(in_memory(), rule, *whose))
    return hit(in_memory(), rule, *whose)


def hit(limiter: MovingWindowRateLimiter, rule: str, *whose: str) -> int:
    """The same, by that limiter."""
    for rate in rates(settings.RATES[rule]):
        if not limiter.hit(rate, rule, *whose):
            return max(1, ceil(limiter.get_window_stats(rate, rule, *whose).reset_time - time.time()))
    return 0


@lru_cache
def rates(text: str) -> list[RateLimitItem]:
    """The rates that a setting writes."""
    return parse_many(text)


@cache
def in_memory() -> MovingWindowRateLimiter:
    """The windows of this process alone."""
    return MovingWindowRateLimiter(MovingWindows())


@cache
def in_redis() -> MovingWindowRateLimiter:
    """The windows that all processes share."""
    storage = RedisStorage(settings.REDIS_HOST, connection_pool=pool(settings.REDIS_HOST), key_prefix=KEY_PREFIX)
    return MovingWindowRateLimiter(storage)


def forget_all() -> None:
    """Begins to count anew."""
    in_memory().storage.reset()
    if settings.REDIS_HOST:
        first(in_redis().storage.reset, lambda: None)
