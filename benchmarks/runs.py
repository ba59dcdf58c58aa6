"""A file of results for each run, named by its time and its commit, so that two commits can be compared."""

import json
import os
import platform
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.serving import ROOT

RESULTS = ROOT / "benchmarks" / "results"


def new_run() -> dict[str, Any]:
    """When, of which commit and on which machine."""
    head = ["git", "rev-parse", "--short", "HEAD"]
    commit = subprocess.run(head, cwd=ROOT, capture_output=True, text=True, check=False)
    now = datetime.now(UTC)
    return {
        "time": now.strftime("%Y%m%dT%H%M"),
        "commit": commit.stdout.strip() or "unknown",
        "machine": {"processor": processor(), "cores": os.cpu_count(), "python": platform.python_version()},
    }


def processor() -> str:
    """What Linux calls the processor."""
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    return next((line.partition(": ")[2] for line in lines if line.startswith("model name")), platform.machine())


def path_of(name: str, run: dict[str, Any]) -> Path:
    """The run's own file."""
    RESULTS.mkdir(exist_ok=True)
    return RESULTS / f"{name}-{run['time']}-{run['commit']}.json"


def newest(name: str) -> dict[str, Any] | None:
    """The newest run; None where there is none."""
    path = max(RESULTS.glob(f"{name}-*T*.json"), default=None)
    return json.loads(path.read_text()) if path else None
