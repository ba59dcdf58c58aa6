"""Throttling across processes: Redis holds the counts of all; where it is away, each process counts on by itself."""

import json
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from itertools import cycle
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from limits import parse

from jobber import throttle
from jobber.exceptions import TooManyRequests
from jobber.redis_or_memory import breaker
from tests.callers import GATEWAY
from tests.servers import frozen, killed, web

pytestmark = pytest.mark.skipif(not settings.REDIS_HOST, reason="needs the real servers")
BEHIND_A_PROXY = {"TRUSTED_PROXIES": "127.0.0.1"}


def guess(url, address):
    """The status of a wrong sign-in from that address, through a proxy that the program trusts."""
    body = json.dumps({"username": "nobody", "password": "wrong-word"}).encode()
    headers = {"Content-Type": "application/json", "X-Forwarded-For": address}
    try:
        with urlopen(Request(f"{url}{GATEWAY}/auth/signin", body, headers), timeout=30) as answer:
            return answer.status
    except HTTPError as error:
        return error.code


def guesses(urls, count):
    """So many at once, each from an address of its own, over the processes in turns."""
    targets = [(url, f"203.0.{n // 250}.{n % 250 + 1}") for n, url in zip(range(count), cycle(urls), strict=False)]
    with ThreadPoolExecutor(50) as pool:
        return Counter(pool.map(lambda target: guess(*target), targets))


@pytest.fixture
def two_processes():
    """Two web processes on the same servers."""
    with web(**BEHIND_A_PROXY) as one, web(**BEHIND_A_PROXY) as other:
        yield one, other


@pytest.mark.skipif(connection.vendor != "mysql", reason="needs MariaDB")
@pytest.mark.django_db(transaction=True)
def test_of_two_hundred_guesses_at_two_processes_ten_are_tried(two_processes):
    assert guesses(two_processes, 200) == {400: 10, 429: 190}


@pytest.mark.skipif(connection.vendor != "mysql", reason="needs MariaDB")
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("fault", [killed, frozen])
def test_while_redis_is_away_each_process_counts_by_itself(two_processes, fault):
    with fault("redis"):
        assert guesses(two_processes, 100) == {400: 20, 429: 80}


@pytest.mark.parametrize("fault", [killed, frozen])
def test_counts_are_shared_again_once_redis_is_back(fault):
    with fault("redis"):
        throttle.take("code of an account", 1)
        assert breaker.resting_until
    give_up = time.monotonic() + 30
    while breaker.resting_until:
        assert time.monotonic() < give_up, "waited in vain"
        cache.get("anything")

    throttle.take("code of an account", 2)
    assert throttle.in_redis.get_window_stats(parse("20/5 minutes"), "code of an account", "2").remaining == 19


def test_all_of_a_day_is_remembered_by_redis(settings, later):
    settings.RATES = {**settings.RATES, "code of an account": "1/day"}
    throttle.take("code of an account", 1)
    throttle.in_memory.storage.reset()

    later(hours=23)
    with pytest.raises(TooManyRequests):
        throttle.take("code of an account", 1)
    later(hours=1, seconds=1)
    throttle.take("code of an account", 1)
