"""Whether a request costs more where there is more: users, sessions of one user, rows in the outbox."""

import subprocess
import sys
from collections.abc import Callable
from statistics import median
from typing import Any

from benchmarks import filling
from benchmarks.accounts import GATEWAY, sign_up, signin
from benchmarks.load import measure_each
from benchmarks.serving import ROOT, System
from benchmarks.wrk import by_wrk

MANY, SESSIONS, SIGNINS, ROUNDS = 1_000_000, 1_000, 100, 3
NUMBER = 900_000
Cost = dict[str, float]


def rows_of(system: System, cursor: Any, seconds: float) -> list[dict[str, Any]]:
    """Each kind of work where there is little, and where there is much."""
    user, cookies = sign_up(system, number=NUMBER)
    key = user["user"]["id"]

    def current_user() -> tuple[float, int]:
        figures, count = by_wrk(f"{system.url}{GATEWAY}/currentuser", Cookie=cookies)(1, seconds)
        return figures.p50, count

    def sign_in() -> tuple[float, int]:
        figures, count = measure_each(system.url, [signin(f"Bench {NUMBER}")] * SIGNINS, callers=1, seconds=60)
        return figures.p50, count

    def claim() -> tuple[float, int]:
        command = [sys.executable, "-m", "benchmarks.claim"]
        said = subprocess.run(command, cwd=ROOT, env=system.environment, check=True, capture_output=True, text=True)
        return float(said.stdout), 1

    asked = {"current user": current_user, "sign-in": sign_in}
    filling.add_messages(cursor, 1_000, state="waiting")
    steps: list[tuple[str, dict[str, Callable[[], tuple[float, int]]], Callable[[], None]]] = [
        (f"{SESSIONS:,} sessions of the user", asked, lambda: filling.add_sessions(cursor, SESSIONS, user=key)),
        (f"{MANY:,} users", asked, lambda: filling.add_users(cursor, MANY)),
        (f"{MANY:,} sent messages", {"claim": claim}, lambda: filling.add_messages(cursor, MANY, state="sent")),
        (f"{MANY:,} waiting messages", {"claim": claim}, lambda: filling.add_messages(cursor, MANY, state="waiting")),
    ]
    rows = []
    for beside, work, fill in steps:
        analyse(cursor)
        before = {name: cost(run, cursor) for name, run in work.items()}
        fill()
        analyse(cursor)
        rows += [{"work": name, "beside": beside, "little": before[name], "much": cost(run, cursor)}
                 for name, run in work.items()]  # fmt: skip
    return rows


def analyse(cursor: Any) -> None:
    """Lets the server know how many rows there are: it would find out by itself, but later."""
    cursor.execute("ANALYZE TABLE auth_service_user, auth_service_session, auth_service_outboxmessage")
    cursor.fetchall()


def cost(run: Callable[[], tuple[float, int]], cursor: Any) -> Cost:
    """The median milliseconds of a few rounds, and what the database reads for a request, which no noise changes."""
    run()
    before = filling.rows_read(cursor)
    found = [run() for _ in range(ROUNDS)]
    read = (filling.rows_read(cursor) - before) / sum(count for _, count in found)
    return {"ms": median(ms for ms, _ in found), "rows_read": read}
