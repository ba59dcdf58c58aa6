"""How the program grows: a second process, more rows, and a long life: `make bench-scale`.

Needs MariaDB, RabbitMQ, Redis, wrk and nginx. Writes a JSON file for the run; `benchmarks/report_scale.py` puts it into
the README. The callers and the servers take cores too: how many cores each part kept busy is written beside the speed.
"""

import argparse
import json
import os
from pathlib import Path
from typing import Any

from rich.console import Console

from benchmarks import growth, process, replicas
from benchmarks.accounts import GATEWAY, sign_up
from benchmarks.databases import own_database, server_pid
from benchmarks.runs import new_run, path_of
from benchmarks.serving import PRODUCTION, System, serving
from benchmarks.wrk import by_wrk, need_wrk

LIFE_REQUESTS, LIFE_PARTS, STARTS = 100_000, 4, 5
say = Console(stderr=True).print


def seconds_to_start(start: replicas.Start) -> list[float]:
    """How long it took until it answered, each time anew."""
    took = []
    for _ in range(STARTS):
        with start() as system:
            took.append(system.ready_seconds)
    say(f"ready after: {', '.join(f'{seconds:.2f}' for seconds in took)} s")
    return took


def memory_of(system: System, cookies: str) -> dict[str, float]:
    """Its memory as the requests go by: three kinds in turns."""
    urls = ["/gateway-health", f"{GATEWAY}/currentuser", f"{GATEWAY}/search/gig/0/10/forward?query=logo"]
    loads = [by_wrk(system.url + path, Cookie=cookies) for path in urls]
    memory, sent = {"0": process.memory_mb(system.pid)}, 0
    for part in range(1, LIFE_PARTS + 1):
        while sent < LIFE_REQUESTS * part / LIFE_PARTS:
            sent += sum(load(replicas.CALLERS, 3)[1] for load in loads)
        memory[str(sent)] = process.memory_mb(system.pid)
    say(f"MB by requests: {memory}")
    return memory


def run(seconds: float) -> dict[str, Any]:
    """Measures all of it, each part on a database of its own."""
    servers = {name: os.environ[name] for name in ("RABBITMQ_ENDPOINT", "REDIS_HOST")}
    results: dict[str, Any] = new_run()
    with own_database() as (database, cursor):
        start = lambda: serving("web", MYSQL_DB=database, **servers, **PRODUCTION)  # noqa: E731
        results |= replicas.rows(start, seconds, database=server_pid(cursor))
        with start() as system:
            _, cookies = sign_up(system, number=800_000)
            system.manage("seed_gigs")
            results["life"] = {"ready_seconds": seconds_to_start(start), "memory_mb": memory_of(system, cookies)}
    with own_database() as (database, cursor), serving("web", MYSQL_DB=database, **servers, **PRODUCTION) as system:
        results["growth"] = growth.rows_of(system, cursor, min(seconds, 5))
    return results


def main() -> None:
    """Measures, and writes the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=15, help="for each number of processes")
    parser.add_argument("--output", type=Path, help="instead of a file in benchmarks/results")
    options = parser.parse_args()
    need_wrk()
    results = run(options.seconds)
    path = options.output or path_of("scale", results)
    path.write_text(json.dumps(results, indent=1) + "\n")
    say(f"written: {path}")


if __name__ == "__main__":
    main()
