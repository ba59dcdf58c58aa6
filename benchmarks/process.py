"""What a web process and all below it cost, as Linux counts it."""

import os
import re
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")


def family(pid: int) -> list[int]:
    """The process, its children, and theirs."""
    threads = Path(f"/proc/{pid}/task").iterdir()  # a child belongs to the thread that started it
    children = [int(child) for thread in threads for child in (thread / "children").read_text().split()]
    return [pid, *(each for child in children for each in family(child))]


def cpu_seconds(pid: int) -> float:
    """The processor time that they have taken so far."""
    fields = [Path(f"/proc/{each}/stat").read_text().rpartition(")")[2].split() for each in family(pid)]
    return sum(int(each[11]) + int(each[12]) for each in fields) / TICKS


def memory_mb(pid: int, kind: str = "Pss") -> float:
    """The proportional set size of the largest of them, in MB; `Pss_Anon`: that of their own data alone.

    Files count by how many processes of the whole machine map them, which changes as others come and go.
    """
    texts = [Path(f"/proc/{each}/smaps_rollup").read_text() for each in family(pid)]
    return max(int(match[1]) for text in texts if (match := re.search(rf"^{kind}: +(\d+)", text, re.MULTILINE))) / 1024


def busy_seconds() -> float:
    """The processor time that the whole machine has spent so far, on anything."""
    fields = [int(field) for field in Path("/proc/stat").read_text().splitlines()[0].split()[1:]]
    idle = fields[3] + fields[4]
    return (sum(fields[:8]) - idle) / TICKS
