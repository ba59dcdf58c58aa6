"""Web processes behind nginx on one database: as many as cores that everything has, and on all cores."""

import contextlib
import itertools
import os
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack
from operator import itemgetter
from pathlib import Path
from subprocess import PIPE, Popen
from typing import Any

from rich.console import Console

from benchmarks import nginx, process
from benchmarks.accounts import GATEWAY, sign_up
from benchmarks.serving import System
from benchmarks.wrk import by_wrk

CALLERS, ROUNDS = 16, 3
LOOP = """
from time import perf_counter
turns, began = 0, perf_counter()
while perf_counter() < began + 2:
    for _ in range(10_000):
        turns += 1
print(turns / (perf_counter() - began))
"""
numbers = itertools.count(900_000)
Start = Callable[[], AbstractContextManager[System]]
say = Console(stderr=True).print


def rows(start: Start, seconds: float, *, database: int) -> dict[str, Any]:
    """One process and two, asked in turns. First each has a core that callers and servers share, and no other is there.

    So the second process comes with a second core, as a second machine would. Then all cores are there for one too. A
    loop that does nothing tells how much of a second core there is: on a virtual machine often not a whole one.
    """
    cores = [{core} for core in sorted(os.sched_getaffinity(0))]
    everywhere = set().union(*cores)
    found: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for _ in range(ROUNDS):
        for count in (1, 2):
            for name, places in {"replicas": cores[:count], "on_all_cores": [everywhere] * count}.items():
                found[name, str(count)].append(measured(start, places, seconds / ROUNDS, database=database))
            found["loops", str(count)].append({"per_second": loops_per_second(cores[:count])})
    results: dict[str, Any] = defaultdict(dict)
    for (name, counted), of_rounds in found.items():
        results[name][counted] = sorted(of_rounds, key=itemgetter("per_second"))[ROUNDS // 2]
    return dict(results)


def loops_per_second(cores: list[set[int]]) -> float:
    """How often a process on each of those cores turns round in a loop, together."""
    with ExitStack() as stack:
        loops = []
        for own in cores:
            with on(own, os.getpid()):
                loops.append(stack.enter_context(Popen([sys.executable, "-c", LOOP], stdout=PIPE)))
        return sum(float(loop.communicate()[0]) for loop in loops)


def measured(start: Start, cores: list[set[int]], seconds: float, *, database: int) -> dict[str, Any]:
    """Current user's speed with a process for each of those sets of cores, and who took how much of them."""
    with ExitStack() as stack:
        stack.enter_context(on(set().union(*cores), os.getpid(), database))
        systems = []
        for own in cores:
            with on(own, os.getpid()):
                systems.append(stack.enter_context(start()))
        url, proxy = stack.enter_context(nginx.before(systems))
        _, cookies = sign_up(systems[0], number=next(numbers))
        load = by_wrk(f"{url}{GATEWAY}/currentuser", Cookie=cookies)
        load(CALLERS, 2)
        parts = {"web": [system.pid for system in systems], "nginx": [proxy], "MariaDB": [database]}
        spent, busy, began = cpu_of(parts), process.busy_seconds(), time.perf_counter()
        figures, sent = load(CALLERS, seconds)
        elapsed = time.perf_counter() - began
        used = {name: after - spent[name] for name, after in cpu_of(parts).items()}
        all_busy = process.busy_seconds() - busy
    row = {
        "per_second": figures.per_second,
        "p50": figures.p50,
        "p99": figures.p99,
        "failed": figures.failed,
        "cores": {**{name: took / elapsed for name, took in used.items()}, "whole machine": all_busy / elapsed},
        "web_cpu_seconds_per_1000": used["web"] / sent * 1000,
    }
    busy_cores = ", ".join(f"{name} {took:.2f}" for name, took in row["cores"].items())
    say(f"{len(cores)} behind nginx on {cores}: {figures.per_second:,.0f}/s, cores busy: {busy_cores}")
    return row


@contextlib.contextmanager
def on(cores: set[int], *pids: int) -> Iterator[None]:
    """Keeps those processes, and what they start meanwhile, on those cores."""
    before = {pid: os.sched_getaffinity(pid) for pid in pids}
    try:
        move(dict.fromkeys(pids, cores))
        yield
    finally:
        move(before)


def move(places: dict[int, set[int]]) -> None:
    """Puts all threads of each process on its cores; Linux knows no other way."""
    for pid, cores in places.items():
        for thread in Path(f"/proc/{pid}/task").iterdir():
            os.sched_setaffinity(int(thread.name), cores)


def cpu_of(parts: dict[str, list[int]]) -> dict[str, float]:
    """The processor time of each part so far."""
    return {name: sum(map(process.cpu_seconds, pids)) for name, pids in parts.items()}
