"""Whether current user stays quick while 64 callers sign in at once, each again as soon as it is answered."""

import contextlib
import threading
from collections.abc import Iterator
from dataclasses import asdict
from operator import itemgetter
from typing import Any

from benchmarks.accounts import Accounts
from benchmarks.load import measure_each
from benchmarks.wrk import Load

CALLERS, ROUNDS = 64, 3
SETTLE_SECONDS = 2


def storm_row(url: str, accounts: Accounts, current_user: Load, seconds: float) -> dict[str, Any]:
    """Current user's figures at one caller in peace and under the storm: of the round whose ratio is the median."""
    rounds = sorted((in_turn(url, accounts, current_user, seconds) for _ in range(ROUNDS)), key=itemgetter("ratio"))
    return rounds[ROUNDS // 2]


def in_turn(url: str, accounts: Accounts, current_user: Load, seconds: float) -> dict[str, Any]:
    """The same of one round."""
    peace, _ = current_user(1, seconds)
    with storm(url, accounts, seconds + 2 * SETTLE_SECONDS):
        under_storm, _ = current_user(1, seconds)
    return {"peace": asdict(peace), "storm": asdict(under_storm), "ratio": under_storm.p99 / peace.p99}


@contextlib.contextmanager
def storm(url: str, accounts: Accounts, seconds: float) -> Iterator[None]:
    """Sign-ins for that long; those that find the queue full come back when the program says so."""
    bodies = accounts.signins(20_000)
    calling = threading.Thread(target=lambda: measure_each(url, bodies, callers=CALLERS, seconds=seconds))
    calling.start()
    try:
        calling.join(SETTLE_SECONDS)  # until the queue is full
        yield
    finally:
        calling.join()
