"""How fast the relay sends a full outbox to RabbitMQ, confirmed, and how soon a new row of an idle system.

`make bench-relay`. Needs MariaDB and RabbitMQ.
"""

import argparse
import contextlib
import json
import os
import random
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from statistics import quantiles
from typing import Any

import pika
from rich.console import Console

from benchmarks.databases import own_database
from benchmarks.filling import add_messages
from benchmarks.process import cpu_seconds
from benchmarks.runs import RESULTS
from benchmarks.serving import ROOT, System, serving

BODY = json.dumps({"type": "auth", "username": "Somebody", "email": "somebody@example.com", "country": "England",
        "profilePicture": "https://example.com/picture.jpg", "createdAt": "2026-01-01T00:00:00.000000Z"})  # fmt: skip
QUEUE = "user-buyer-queue"
IDLE_SECONDS, GIVE_UP_SECONDS, LONGEST_PAUSE = 10, 30, 0.2
say = Console(stderr=True).print


def main() -> None:
    """Measures both, and writes the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=int, default=50_000)
    parser.add_argument("--new", type=int, default=200, help="rows that come one by one")
    arguments = parser.parse_args()
    with own_database() as (database, cursor):
        servers = {"MYSQL_DB": database, "RABBITMQ_ENDPOINT": os.environ["RABBITMQ_ENDPOINT"]}
        with serving("relay", **servers) as system:
            figures = full(system, cursor, arguments.messages) | idle(system, cursor, arguments.new)
    say(f"{figures['messages']:,} messages: {figures['per_second']:,.0f}/s, "
        f"{figures['cpu_seconds_per_1000'] * 1000:.0f} µs of the relay each")  # fmt: skip
    say(f"a new row arrives after {figures['p50']:.0f} / {figures['p99']:.0f} ms (p50 / p99); "
        f"an idle relay takes {figures['idle_percent']:.1f} % of a core")  # fmt: skip
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "relay.json").write_text(json.dumps(figures, indent=1))


def full(system: System, cursor: Any, count: int) -> dict[str, float]:
    """How fast that many waiting messages are drained; the command's start, measured without any, does not count."""
    system.manage("relay", "--drain")
    start, start_cpu = drained(system)
    add_messages(cursor, count, state="waiting", body=BODY)
    elapsed, cpu = drained(system)
    per_second = count / (elapsed - start)
    return {"messages": count, "per_second": per_second, "cpu_seconds_per_1000": (cpu - start_cpu) / count * 1000}


def drained(system: System) -> tuple[float, float]:
    """The seconds that one `relay --drain` takes, and its processor time."""
    began, spent = time.perf_counter(), children_seconds()
    system.manage("relay", "--drain")
    return time.perf_counter() - began, children_seconds() - spent


def children_seconds() -> float:
    """The processor time of the commands that have ended."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def idle(system: System, cursor: Any, count: int) -> dict[str, float]:
    """How long new rows take from their commit to a consumer, one by one, and what the relay costs without any."""
    with arriving() as arrivals, relaying(system) as relay:
        delay(cursor, arrivals)  # the relay is ready after its first message
        times = [delay(cursor, arrivals) * 1000 for _ in range(count)]
        before = cpu_seconds(relay.pid)
        time.sleep(IDLE_SECONDS)
        spent = cpu_seconds(relay.pid) - before
    percentiles = quantiles(times, n=100)
    return {"p50": percentiles[49], "p99": percentiles[98], "idle_percent": spent / IDLE_SECONDS * 100}


@contextlib.contextmanager
def relaying(system: System) -> Iterator[subprocess.Popen[bytes]]:
    """A relay that runs meanwhile."""
    process = subprocess.Popen([sys.executable, "manage.py", "relay"], cwd=ROOT, env=system.environment,
                               stdout=subprocess.DEVNULL)  # fmt: skip
    try:
        yield process
    finally:
        process.terminate()
        process.wait()


@contextlib.contextmanager
def arriving() -> Iterator[Iterator[Any]]:
    """What a consumer of the queue, which is emptied first, gets."""
    with pika.BlockingConnection(pika.URLParameters(os.environ["RABBITMQ_ENDPOINT"])) as connection:
        channel = connection.channel()
        channel.queue_purge(QUEUE)
        yield channel.consume(QUEUE, auto_ack=True, inactivity_timeout=GIVE_UP_SECONDS)


def delay(cursor: Any, arrivals: Iterator[Any]) -> float:
    """The seconds from the commit of a new row to its arrival; at any moment of the relay's round."""
    time.sleep(random.uniform(0, LONGEST_PAUSE))
    add_messages(cursor, 1, state="waiting", body=BODY)
    committed = time.perf_counter()
    method, *_ = next(arrivals)
    if method is None:
        raise RuntimeError("The message did not arrive.")
    return time.perf_counter() - committed


if __name__ == "__main__":
    main()
