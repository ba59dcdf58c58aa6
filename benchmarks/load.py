"""Callers over HTTP: each keeps its connection and sends its next request when the answer is there."""

import http.client
import json
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from statistics import quantiles
from urllib.parse import urlsplit

Request = tuple[str, str, bytes | None]


@dataclass(frozen=True)
class Figures:
    """What a load measured: times in milliseconds, requests a second, and how many answers were no success."""

    p50: float
    p99: float
    per_second: float
    failed: int


def measure(url: str, requests: Sequence[Request], *, callers: int, seconds: float) -> Figures:
    """The requests, over and over, by so many callers at once for that long, after one caller has warmed up."""
    warm = time.perf_counter() + seconds
    run(url, requests, until=lambda sent, now: sent >= len(requests) or now > warm)
    deadline = time.perf_counter() + seconds
    times: list[float] = []
    failures: list[int] = []
    began = time.perf_counter()

    def call(start: int) -> None:
        mine = [*requests[start:], *requests[:start]]
        spent, failed = run(url, mine, until=lambda _, now: now > deadline)
        times.extend(spent)
        failures.append(failed)

    threads = [threading.Thread(target=call, args=(7 * n % len(requests),)) for n in range(callers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return summary(times, elapsed=time.perf_counter() - began, failed=sum(failures))


def measure_each(url: str, requests: Sequence[Request], *, callers: int, seconds: float) -> tuple[Figures, int]:
    """Each request once, by so many callers, until that long is over or none is left; and how many succeeded.

    The times and the speed are those of the successes: to refuse is quick. Whoever is told to wait does.
    """
    deadline = time.perf_counter() + seconds
    left, times, failures = deque(requests), list[float](), list[int]()
    began = time.perf_counter()

    def call() -> None:
        connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=60)
        while left and (now := time.perf_counter()) < deadline:
            answer = ask(connection, left.popleft())
            if answer.status // 100 == 2:
                times.append(time.perf_counter() - now)
            else:
                failures.append(answer.status)
                wait = float(answer.headers.get("Retry-After", 0))
                time.sleep(max(0.0, min(wait, deadline - time.perf_counter())))
        connection.close()

    with ThreadPoolExecutor(callers) as pool:
        for caller in [pool.submit(call) for _ in range(callers)]:
            caller.result()
    return summary(times, elapsed=time.perf_counter() - began, failed=len(failures)), len(times)


def ask(connection: http.client.HTTPConnection, request: Request) -> http.client.HTTPResponse:
    """The answer, read to its end."""
    method, path, body = request
    connection.request(method, path, body, {"Content-Type": "application/json"} if body else {})
    answer = connection.getresponse()
    answer.read()
    return answer


def summary(times: Sequence[float], *, elapsed: float, failed: int) -> Figures:
    """The figures of so many answers, whose times are in seconds."""
    percentiles = quantiles(times, n=100) if len(times) > 1 else [*times, 0.0][:1] * 99
    return Figures(percentiles[49] * 1000, percentiles[98] * 1000, len(times) / elapsed, failed)


def run(url: str, requests: Sequence[Request], *, until: Callable[[int, float], bool]) -> tuple[list[float], int]:
    """One caller's times in seconds, and how many answers were no success."""
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=60)
    times: list[float] = []
    failed = 0
    while not until(len(times), time.perf_counter()):
        began = time.perf_counter()
        answer = ask(connection, requests[len(times) % len(requests)])
        times.append(time.perf_counter() - began)
        failed += answer.status // 100 != 2
    connection.close()
    return times, failed


def posts(path: str, bodies: Sequence[object]) -> list[Request]:
    """A POST of each body, as JSON."""
    return [("POST", path, json.dumps(body).encode()) for body in bodies]
