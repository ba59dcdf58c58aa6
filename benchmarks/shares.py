"""How near routes come to their limits: asked in turns, since a machine's speed changes from minute to minute."""

from collections.abc import Callable, Mapping
from statistics import median

from benchmarks.wrk import Load

CALLERS = 16
Speed = Callable[[], float]


def speed_of(prepare: Callable[[], Load], seconds: float) -> Speed:
    """Asks at `CALLERS` callers for that long: the successes a second."""
    return lambda: prepare()(CALLERS, seconds)[0].per_second


def shares(limit: Speed, speeds: Mapping[str, Speed], *, rounds: int) -> dict[str, float]:
    """What each has of the limit: the median of the rounds."""
    found: dict[str, list[float]] = {name: [] for name in speeds}
    for _ in range(rounds):
        most = limit()
        for name, speed in speeds.items():
            found[name].append(speed() / most)
    return {name: median(of_rounds) for name, of_rounds in found.items()}
