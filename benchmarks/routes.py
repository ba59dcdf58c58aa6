"""How fast each main route is, beside its limit on the same machine: `make bench`. Needs MariaDB, RabbitMQ, Redis, wrk.

GETs are asked by wrk, from outside; what changes rows by benchmarks/load.py, each body once. Writes a JSON file, which
`benchmarks/compare.py` holds against another's, and `benchmarks/report.py` puts into the README.
"""

import argparse
import base64
import json
import os
import re
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from hashlib import sha256
from http.client import HTTPConnection
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import bcrypt
import jwt
from PIL import Image
from rich.console import Console

from benchmarks import process
from benchmarks.databases import own_database, statements
from benchmarks.load import Figures, Request, measure_each
from benchmarks.search import RESULTS
from benchmarks.serving import System, serving

GATEWAY, AUTH = "/api/v1/gateway/auth", "/api/v1/auth"
CALLERS = (1, 16, 64)
PASSWORD, SECRET = "s3cret-word", "benchmark-" + "0" * 32
TO_MS = {"us": 0.001, "ms": 1.0, "s": 1000.0, "m": 60_000.0}
say = Console(stderr=True).print
Load = Callable[[int, float], tuple[Figures, int]]


@dataclass(frozen=True)
class Route:
    """What is measured: a name, the web process that answers, and how so many callers ask it for so long."""

    name: str
    pid: int
    load: Load


def by_wrk(url: str, **headers: str) -> Load:
    """A GET over and over."""

    def load(callers: int, seconds: float) -> tuple[Figures, int]:
        named = [part for name, value in headers.items() for part in ("-H", f"{name}: {value}")]
        duration = f"-d{max(1, round(seconds))}s"
        command = ["wrk", "-t1", f"-c{callers}", duration, "--timeout", "30s", "--latency", *named, url]
        said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        return figures_of(said)

    return load


def figures_of(said: str) -> tuple[Figures, int]:
    """What wrk said, and how many requests it sent."""
    times = {share: float(value) * TO_MS[unit] for share, value, unit in re.findall(r"(\d+)% +([\d.]+)([a-z]+)", said)}
    sent = int(found(r"(\d+) requests in", said))
    failed = int(found(r"Non-2xx or 3xx responses: (\d+)", said, "0"))
    return Figures(times["50"], times["99"], float(found(r"Requests/sec: +([\d.]+)", said)), failed), sent


def found(expression: str, text: str, default: str = "") -> str:
    """The expression's group in the text."""
    match = re.search(expression, text)
    return match[1] if match else default


def by_bodies(url: str, bodies: Callable[[], list[Request]]) -> Load:
    """Requests that each go once."""
    return lambda callers, seconds: measure_each(url, bodies(), callers=callers, seconds=seconds)


def picture() -> str:
    """A JPEG of 512 by 512 pixels and about 65 KB, as a data URI: grey noise over a gradient."""
    noise = Image.effect_noise((512, 512), 24)
    out = BytesIO()
    Image.merge("RGB", [noise, Image.linear_gradient("L").resize((512, 512)), noise]).save(out, "JPEG", quality=62)
    return f"data:image/jpeg;base64,{base64.b64encode(out.getvalue()).decode()}"


def account(number: int, image: str) -> dict[str, str]:
    """A sign-up's body."""
    return {
        "username": f"bench {number}", "email": f"bench{number}@example.com", "password": PASSWORD,
        "country": "England", "profilePicture": image, "browserName": "Chrome", "deviceType": "browser",
    }  # fmt: skip


class Accounts:
    """Bodies that no earlier load has sent."""

    def __init__(self, cursor: Any) -> None:
        self.cursor = cursor
        self.image = picture()
        self.made = 0

    def signups(self, count: int = 800) -> list[Request]:
        """New accounts."""
        self.made += count
        numbers = range(self.made - count, self.made)
        bodies = (json.dumps(account(number, self.image)).encode() for number in numbers)
        return [("POST", f"{GATEWAY}/signup", body) for body in bodies]

    def signins(self, count: int = 2000) -> list[Request]:
        """Sign-ins of the accounts that there are, in turns."""
        self.cursor.execute("SELECT username FROM auth_service_user WHERE username LIKE 'Bench %%'")
        names = [name for (name,) in self.cursor.fetchall()]
        client = {"password": PASSWORD, "browserName": "Chrome", "deviceType": "browser"}
        bodies = [json.dumps({"username": name, **client}).encode() for name in names]
        return [("POST", f"{GATEWAY}/signin", bodies[number % len(bodies)]) for number in range(count)]

    def confirmations(self) -> list[Request]:
        """A confirmation link of each account, good again."""
        self.cursor.execute("SELECT id FROM auth_service_user")
        tokens = {str(key): f"token-{key}" for (key,) in self.cursor.fetchall()}
        rows = [(sha256(token.encode()).hexdigest(), key) for key, token in tokens.items()]
        self.cursor.executemany(
            "UPDATE auth_service_user SET email_verified = 0, email_verification_token = %s,"
            " email_verification_expires = NOW() + INTERVAL 1 DAY WHERE id = %s", rows,
        )  # fmt: skip
        return [("PUT", f"{GATEWAY}/verify-email", json.dumps({"token": token}).encode()) for token in tokens.values()]


def sign_up(system: System, path: str, **headers: str) -> tuple[dict[str, Any], str]:
    """A new account's answer, and its cookies."""
    connection = HTTPConnection(urlsplit(system.url).netloc, timeout=60)
    body = json.dumps(account(900_000 + len(path), picture()))
    connection.request("POST", f"{path}/signup", body, {"Content-Type": "application/json", **headers})
    answer = connection.getresponse()
    cookies = [cookie.partition(";")[0] for cookie in answer.headers.get_all("Set-Cookie", [])]
    return json.loads(answer.read()), "; ".join(cookies)


def hashes_per_second(seconds: float) -> float:
    """How many passwords all cores together check, by bcrypt alone."""
    hashed = bcrypt.hashpw(PASSWORD.encode(), bcrypt.gensalt(10))
    counts: list[int] = []
    until = time.perf_counter() + seconds

    def check() -> None:
        count = 0
        while time.perf_counter() < until:
            bcrypt.checkpw(PASSWORD.encode(), hashed)
            count += 1
        counts.append(count)

    threads = [threading.Thread(target=check) for _ in range(os.cpu_count() or 1)]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(counts) / (time.perf_counter() - began)


def measured(route: Route, cursor: Any, seconds: float) -> dict[str, Any]:
    """The route's figures at each number of callers, and what a request of it costs."""
    route.load(1, min(seconds, 2))
    before, spent = statements(cursor), process.cpu_seconds(route.pid)
    rows, sent = {}, 0
    for callers in CALLERS:
        figures, count = route.load(callers, seconds)
        rows[str(callers)] = asdict(figures)
        sent += count
    row = {
        "callers": rows,
        "requests": sent,
        "cpu_seconds_per_1000": (process.cpu_seconds(route.pid) - spent) / sent * 1000,
        "queries": (statements(cursor) - before) / sent,
        "instructions": process.instructions(route.pid, lambda: route.load(1, min(seconds, 3))[1]),
        "memory_mb": process.memory_mb(route.pid),
    }
    say(f"{route.name:<22} {rows['16']['per_second']:>8,.0f}/s  {row['cpu_seconds_per_1000']:.3f} s / 1,000"
        f"  {row['queries']:.1f} queries  {rows['16']['failed']} failed")  # fmt: skip
    return row


def routes_of(system: System, accounts: Accounts, sid: str) -> list[Route]:
    """The main routes, and the auth service's own current user over HTTP."""
    token = jwt.encode({"id": "auth"}, SECRET + "gateway", "HS256")
    by_service, _ = sign_up(system, AUTH, gatewaytoken=token)
    bearer = {"Authorization": f"Bearer {by_service['token']}", "gatewaytoken": token}
    url, pid = system.url, system.pid
    return [
        Route("health", pid, by_wrk(f"{url}/gateway-health")),
        Route("current user", pid, by_wrk(f"{url}{GATEWAY}/currentuser", Cookie=sid)),
        Route("the service over HTTP", pid, by_wrk(f"{url}{AUTH}/currentuser", **bearer)),
        Route("search", pid, by_wrk(f"{url}{GATEWAY}/search/gig/0/10/forward?query=logo")),
        Route("sign-up", pid, by_bodies(url, accounts.signups)),
        Route("sign-in", pid, by_bodies(url, accounts.signins)),
        Route("verify", pid, by_bodies(url, accounts.confirmations)),
    ]


def run(seconds: float, only: str) -> dict[str, Any]:
    """Measures the limits, and the routes whose names match."""
    secrets = {"JWT_TOKEN": SECRET + "user", "GATEWAY_JWT_TOKEN": SECRET + "gateway"}
    servers = {name: os.environ[name] for name in ("RABBITMQ_ENDPOINT", "REDIS_HOST")}
    results: dict[str, Any] = {"routes": {}, "bcrypt_per_second": hashes_per_second(seconds)}
    with own_database() as (database, cursor), serving("web", MYSQL_DB=database, **servers, **secrets) as system:
        _, cookies = sign_up(system, GATEWAY)
        system.manage("seed_gigs")
        cursor.execute("SELECT sid FROM auth_service_session ORDER BY id DESC LIMIT 1")
        bare = {
            "BARE_SID": cursor.fetchone()[0],
            "MYSQL_DB": database,
            "RABBITMQ_ENDPOINT": servers["RABBITMQ_ENDPOINT"],
        }
        with serving("bare", application="benchmarks.bare:application", **bare) as limit:
            route = Route("bare WSGI", limit.pid, by_wrk(limit.url))
            results["routes"][route.name] = measured(route, cursor, seconds)
        for route in (route for route in routes_of(system, Accounts(cursor), cookies) if re.search(only, route.name)):
            results["routes"][route.name] = measured(route, cursor, seconds)
    return results


def main() -> None:
    """Measures, and writes the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=15, help="for each route and number of callers")
    parser.add_argument("--only", default="", help="a regular expression for the routes' names")
    parser.add_argument("--output", type=Path, default=RESULTS / "routes.json")
    options = parser.parse_args()
    if not shutil.which("wrk"):
        sys.exit("bench: wrk is missing (apt install wrk)")
    results = run(options.seconds, options.only)
    options.output.write_text(json.dumps(results, indent=1) + "\n")


if __name__ == "__main__":
    main()
