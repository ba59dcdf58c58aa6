"""How long the relay takes to claim a batch, in the program's own process: prints a number of milliseconds."""

import os
import time
from statistics import median

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jobber.settings")
django.setup()

from auth_service import broker, outbox

BATCH, TIMES = 200, 50
SENDER = "benchmark"


def main() -> None:
    """Claims and gives back, over and over."""
    print(median(claimed() for _ in range(TIMES)) * 1000)  # noqa: T201 - its caller reads it


def claimed() -> float:
    """The seconds of one claim."""
    began = time.perf_counter()
    found = outbox.claim(sender=SENDER, exchanges=broker.EXCHANGES, limit=BATCH)
    elapsed = time.perf_counter() - began
    assert len(found) == BATCH, len(found)
    outbox.release(sender=SENDER, keys=[message.pk for message in found])
    return elapsed


if __name__ == "__main__":
    main()
