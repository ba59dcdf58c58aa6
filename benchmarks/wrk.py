"""GETs by wrk, which asks from outside and costs little of the cores that the program needs."""

import re
import shutil
import subprocess
import sys
from collections.abc import Callable

from benchmarks.load import Figures

TO_MS = {"us": 0.001, "ms": 1.0, "s": 1000.0, "m": 60_000.0}
# so many callers for so many seconds: what was measured, and how many requests were sent
Load = Callable[[int, float], tuple[Figures, int]]


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


def need_wrk() -> None:
    """Ends the benchmark where wrk is missing."""
    if not shutil.which("wrk"):
        sys.exit("bench: wrk is missing (apt install wrk)")
