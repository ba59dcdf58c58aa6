"""Holds the figures of two runs of benchmarks/routes.py against each other: `make bench-compare A=… B=…`."""

import json
import sys
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table


def ratio(before: float | None, after: float | None) -> str:
    """The second as a share of the first; a dash where one of them is not known."""
    return f"{after / before:.2f}" if before and after else "–"


def line(name: str, before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    """A route's figures in the second run, each over that in the first."""
    pairs = [(before["callers"][callers], after["callers"][callers]) for callers in before["callers"]]
    speeds = [ratio(one["per_second"], other["per_second"]) for one, other in pairs]
    costs = [ratio(before[what], after[what]) for what in ("cpu_seconds_per_1000", "queries", "memory_mb")]
    return [name, *speeds, *costs]


def main() -> None:
    """Prints a line for each route that both runs have."""
    runs = [json.loads(Path(name).read_text()) for name in sys.argv[1:3]]
    first, second = (run["routes"] for run in runs)
    counted, again = (run.get("instructions", {}) for run in runs)
    speeds = [f"requests/s, {callers} callers" for callers in next(iter(first.values()))["callers"]]
    table = Table("B / A", *speeds, "processor time", "queries", "memory", "instructions")
    for name in first:
        if name in second:
            table.add_row(*line(name, first[name], second[name]), ratio(counted.get(name), again.get(name)))
    Console().print(table)


if __name__ == "__main__":
    main()
