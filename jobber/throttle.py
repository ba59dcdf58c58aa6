"""Throttling: how often something may be asked for, counted by all processes together where there is Redis.

A request is counted before it is done, and atomically, so that of many at once no more than the rate get through.
"""

import time
from functools import lru_cache, partial
from math import ceil

from django.conf import settings
from limits import RateLimitItem, parse_many
from limits.storage import RedisStorage
from limits.strategies import MovingWindowRateLimiter

from jobber.exceptions import TooManyRequests
from jobber.metrics import throttled
from jobber.moving_windows import MovingWindows
from jobber.redis_or_memory import first, pool


def at_redis(url: str) -> MovingWindowRateLimiter:
    """The windows that all processes share; no connection is made yet."""
    return MovingWindowRateLimiter(RedisStorage(url, connection_pool=pool(url), key_prefix="jobber-throttle"))


# made before any thread counts: two that made the windows of a process at once would count in one each
in_memory = MovingWindowRateLimiter(MovingWindows())
in_redis = at_redis(settings.REDIS_HOST) if settings.REDIS_HOST else in_memory


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
    if in_redis is in_memory:
        return hit(in_memory, rule, *whose)
    return first(partial(hit, in_redis), partial(hit, in_memory), rule, *whose)


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


def forget_all() -> None:
    """Begins to count anew."""
    in_memory.storage.reset()
    if in_redis is not in_memory:
        first(in_redis.storage.reset, in_memory.storage.reset)
