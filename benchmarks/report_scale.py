"""The README's table of what benchmarks/scale.py measured."""

from typing import Any

Row = dict[str, Any]


def table(run: Row) -> str:
    """A line for each ratio: less and more, and what was aimed at."""
    lines = ["| what | little | much | ratio | aim |", "|---" * 5 + "|"]
    lines += replicas(run["replicas"], "one process on one core with all else, two on two", "at least 1.8")
    lines.append(line("a loop that does nothing, on one core and on each of two: turns/s",
                      run["loops"]["1"]["per_second"], run["loops"]["2"]["per_second"], "–"))  # fmt: skip
    lines += replicas(run["on_all_cores"], "one process on two cores with all else, two on two", "at least 1.8")
    for row in run["growth"]:
        what = f"{row['beside']}: {row['work']}"
        lines.append(line(f"{what}, ms", row["little"]["ms"], row["much"]["ms"], "1"))
        lines.append(line(f"{what}, rows read", row["little"]["rows_read"], row["much"]["rows_read"], "1"))
    memory = run["life"]["memory_mb"]
    quarter, last = list(memory.values())[1], list(memory.values())[-1]
    lines.append(line(f"MB after {list(memory)[1]} and {list(memory)[-1]} requests", quarter, last, "1, at most 90 MB"))
    starts = run["life"]["ready_seconds"]
    lines.append(f"| seconds from start to the first answer, of {len(starts)} | {min(starts):.2f} | {max(starts):.2f} "
                 f"| – | at most 1.5 |")  # fmt: skip
    return "\n".join(lines)


def replicas(counts: Row, what: str, aim: str) -> list[str]:
    """What one process and two did behind nginx."""
    one, two = counts["1"], counts["2"]
    return [
        line(f"{what}: current user, requests/s at 16 callers", one["per_second"], two["per_second"], aim),
        line("the same: CPU s of the program for 1,000", one["web_cpu_seconds_per_1000"],
             two["web_cpu_seconds_per_1000"], "1"),
        *(line(f"the same: cores busy, {part}", one["cores"][part], two["cores"][part], "–") for part in two["cores"]),
    ]  # fmt: skip


def line(what: str, little: float, much: float, aim: str) -> str:
    """One ratio."""
    ratio = f"{much / little:.2f}" if little else "–"
    return f"| {what} | {little:,.2f} | {much:,.2f} | {ratio} | {aim} |"
