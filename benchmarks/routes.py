"""How fast each main route is, beside its limit on the same machine: `make bench`. Needs MariaDB, RabbitMQ, Redis, wrk.

GETs are asked by wrk, what changes rows by benchmarks/load.py, each body once. Writes a JSON file for the run, which
`benchmarks/compare.py` holds against another's, and `benchmarks/report_routes.py` puts into the README.
"""

import argparse
import contextlib
import json
import os
import re
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any

import jwt
from rich.console import Console

from benchmarks import hashing, process
from benchmarks.accounts import AUTH, GATEWAY, Accounts, sign_up
from benchmarks.databases import own_database, statements
from benchmarks.instructions import BARE, get, instructions
from benchmarks.load import Request, measure_each
from benchmarks.peace import storm_row
from benchmarks.runs import new_run, path_of
from benchmarks.serving import PRODUCTION, System, serving
from benchmarks.shares import shares, speed_of
from benchmarks.wrk import Load, by_wrk, need_wrk

CALLERS = (1, 16, 64)
LIMIT, CURRENT_USER, SERVICE = "bare WSGI", "current user", "the service over HTTP"
HASHES = "hashes alone"
ROUNDS, ROUND_SECONDS = 7, 2
HASH_ROUNDS, HASH_ROUND_SECONDS = 4, 5
# as the README says to deploy it
PROCESSES = {"WEB_PROCESSES": str(os.cpu_count())}
WARM_UP_SECONDS = 2
say = Console(stderr=True).print


@dataclass(frozen=True)
class Route:
    """What is measured: a name, the web process that answers, and what prepares a load, which costs nothing then."""

    name: str
    pid: int
    prepare: Callable[[], Load]


def by_bodies(url: str, bodies: Callable[[], list[Request]]) -> Callable[[], Load]:
    """Requests that each go once."""

    def prepare() -> Load:
        requests = bodies()
        return lambda callers, seconds: measure_each(url, requests, callers=callers, seconds=seconds)

    return prepare


def measured(route: Route, cursor: Any, seconds: float) -> dict[str, Any]:
    """The route's figures at each number of callers, and what a request of it costs."""
    route.prepare()(1, min(seconds, WARM_UP_SECONDS))
    rows, sent, spent, asked = {}, 0, 0.0, 0
    for callers in CALLERS:
        load = route.prepare()
        cpu, queries = process.cpu_seconds(route.pid), statements(cursor)
        figures, count = load(callers, seconds)
        spent += process.cpu_seconds(route.pid) - cpu
        asked += statements(cursor) - queries
        rows[str(callers)] = asdict(figures)
        sent += count
    row = {
        "callers": rows,
        "requests": sent,
        "cpu_seconds_per_1000": spent / sent * 1000,
        "queries": asked / sent,
        "memory_mb": process.memory_mb(route.pid),
    }
    say(f"{route.name:<22} {rows['16']['per_second']:>8,.0f}/s  {row['cpu_seconds_per_1000']:.3f} s / 1,000"
        f"  {row['queries']:.1f} queries  {rows['16']['failed']} failed")  # fmt: skip
    return row


def gets_of(system: System, cookies: str) -> dict[str, tuple[str, dict[str, str]]]:
    """The main routes that change nothing, and the auth service's own current user: paths and headers."""
    token = jwt.encode({"id": "auth"}, PRODUCTION["GATEWAY_JWT_TOKEN"], "HS256")
    by_service, _ = sign_up(system, AUTH, number=900_001, gatewaytoken=token)
    return {
        "health": ("/gateway-health", {}),
        CURRENT_USER: (f"{GATEWAY}/currentuser", {"Cookie": cookies}),
        SERVICE: (f"{AUTH}/currentuser", {"Authorization": f"Bearer {by_service['token']}", "gatewaytoken": token}),
        "search": (f"{GATEWAY}/search/gig/0/10/forward?query=logo", {}),
    }


def routes_of(system: System, accounts: Accounts, loads: dict[str, Load]) -> list[Route]:
    """Those, and the main routes that change something."""
    bodies = {"sign-up": accounts.signups, "sign-in": accounts.signins, "verify": accounts.confirmations}
    return [
        *(Route(name, system.pid, lambda load=load: load) for name, load in loads.items()),
        *(Route(name, system.pid, by_bodies(system.url, made)) for name, made in bodies.items()),
    ]


def newest_sid(cursor: Any) -> str:
    """What the bare function looks for."""
    cursor.execute("SELECT sid FROM auth_service_session ORDER BY id DESC LIMIT 1")
    return str(cursor.fetchone()[0])


@contextlib.contextmanager
def bare(database: str, cursor: Any) -> Iterator[System]:
    """The limit of current user: the same question for the newest session, without the program."""
    # with RabbitMQ no worker has a thread that sends mails
    servers = {"MYSQL_DB": database, "RABBITMQ_ENDPOINT": os.environ["RABBITMQ_ENDPOINT"]}
    variables = {"BARE_SID": newest_sid(cursor), **servers, **PRODUCTION, **PROCESSES}
    with serving("bare", application="benchmarks.bare:application", **variables) as limit:
        yield limit


def shares_of_bare(limit: Load, loads: dict[str, Load]) -> dict[str, float]:
    """What current user has of the bare function's speed, asked either way."""
    speeds = {name: speed_of(lambda load=loads[name]: load, ROUND_SECONDS) for name in (CURRENT_USER, SERVICE)}
    return shares(speed_of(lambda: limit, ROUND_SECONDS), speeds, rounds=ROUNDS)


def shares_of_bcrypt(url: str, accounts: Accounts) -> dict[str, float]:
    """What sign-up, sign-in and the program's hashes alone have of bcrypt's speed."""
    made = {"sign-up": lambda: accounts.signups(200), "sign-in": lambda: accounts.signins(400)}
    speeds = {name: speed_of(by_bodies(url, bodies), HASH_ROUND_SECONDS) for name, bodies in made.items()}
    speeds[HASHES] = partial(hashing.by_processes, HASH_ROUND_SECONDS)
    return shares(partial(hashing.by_module, HASH_ROUND_SECONDS), speeds, rounds=HASH_ROUNDS)


def run(seconds: float, only: str) -> dict[str, Any]:
    """Measures the limits, and the routes whose names match."""
    servers = {name: os.environ[name] for name in ("RABBITMQ_ENDPOINT", "REDIS_HOST")}
    hashes = {"bcrypt_per_second": hashing.by_module(seconds), "hash_cpu_seconds": hashing.cpu_seconds_per_hash()}
    results = {**new_run(), "seconds": seconds, **hashes, "routes": {}}
    web = {**servers, **PRODUCTION, **PROCESSES}
    with own_database() as (database, cursor), serving("web", MYSQL_DB=database, **web) as system:
        _, cookies = sign_up(system, number=900_000)
        system.manage("seed_gigs")
        accounts, gets = Accounts(cursor), gets_of(system, cookies)
        loads = {name: by_wrk(system.url + path, **headers) for name, (path, headers) in gets.items()}
        with bare(database, cursor) as limit:
            asked = by_wrk(limit.url)
            results["routes"][LIMIT] = measured(Route(LIMIT, limit.pid, lambda: asked), cursor, seconds)
            results["shares"] = shares_of_bare(asked, loads)
        results["instructions"] = instructions(
            {name: get(path, **headers) for name, (path, headers) in gets.items()} | {LIMIT: get("/", BARE)},
            {**system.environment, "BARE_SID": newest_sid(cursor)},
        )
        for route in routes_of(system, accounts, loads):
            if re.search(only, route.name):
                results["routes"][route.name] = measured(route, cursor, seconds)
        if not only:
            results["shares"] |= shares_of_bcrypt(system.url, accounts)
            results["storm"] = storm_row(system.url, accounts, loads[CURRENT_USER], seconds)
    return results


def main() -> None:
    """Measures, and writes the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=15, help="for each route and number of callers")
    parser.add_argument("--only", default="", help="a regular expression for the routes' names")
    parser.add_argument("--output", type=Path, help="instead of a file in benchmarks/results")
    options = parser.parse_args()
    need_wrk()
    results = run(options.seconds, options.only)
    path = options.output or path_of("routes", results)
    path.write_text(json.dumps(results, indent=1) + "\n")
    say(f"written: {path}")


if __name__ == "__main__":
    main()
