"""Makes the README's tables and the plot of what benchmarks/search.py and benchmarks/quality.py measured."""

import json
import re
from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib import pyplot

from benchmarks.search import EXTRAS, KINDS, RESULTS, ROOT

PLOT = ROOT / "docs" / "search.svg"
SYSTEMS = ["plain", "elasticsearch", "embedded"]
COLOURS = {"plain": "#9aa3ab", "elasticsearch": "#0f766e", "embedded": "#c2410c"}
Row = dict[str, Any]


def cell(rows: list[Row], **wanted: Any) -> Row | None:
    """The row with those values; None where nothing was measured."""
    return next((row for row in rows if all(row[name] == value for name, value in wanted.items())), None)


def speed_table(rows: list[Row]) -> str:
    """A line for each kind of query: p50 and p99 in milliseconds, at the largest size."""
    largest = max(row["gigs"] for row in rows)
    lines = [
        f"| query, {largest:,} gigs | " + " | ".join(f"{system}, {n}" for n in (1, 8) for system in SYSTEMS) + " |",
        "|---" * 7 + "|",
    ]
    for kind in [*KINDS, *EXTRAS]:
        found = [cell(rows, gigs=largest, kind=kind, callers=n, system=system) for n in (1, 8) for system in SYSTEMS]
        lines.append(f"| {kind.replace('_', ' ')} | " + " | ".join(map(times, found)) + " |")
    return "\n".join(lines)


def times(row: Row | None) -> str:
    """Both percentiles; a dash where nothing was measured."""
    return "–" if row is None else f"{row['p50']:.0f} / {row['p99']:.0f}"


def build_table(builds: list[Row]) -> str:
    """How fast each engine took the gigs, and how large its index is beside them."""
    lines = ["| gigs | elasticsearch | embedded | index / JSON: plain | elasticsearch | embedded |", "|---" * 6 + "|"]
    total = 0
    for build in builds:
        total += build["json_bytes"]
        speeds = [f"{build['per_second'][system]:,.0f}/s" for system in SYSTEMS[1:]]
        sizes = [f"{build['stored'][system] / total:.2f}" for system in SYSTEMS]
        lines.append(f"| {build['gigs']:,} | " + " | ".join(speeds + sizes) + " |")
    return "\n".join(lines)


def quality_table(results: dict[str, dict[str, Row]]) -> str:
    """A line for each kind of query: nDCG@10 and recall@50."""
    lines = ["| queries | " + " | ".join(SYSTEMS) + " |", "|---" * 4 + "|"]
    for kind, row in results["plain"].items():
        found = [results[system][kind] for system in SYSTEMS]
        figures = " | ".join(f"{each['ndcg']:.2f} / {each['recall']:.2f}" for each in found)
        lines.append(f"| {kind} ({row['queries']}) | {figures} |")
    return "\n".join(lines)


def plot(rows: list[Row]) -> None:
    """The median at one caller, for each kind of query, as the index grows."""
    mpl.rcParams.update({"svg.hashsalt": "jobber", "font.size": 9})
    figure, axes = pyplot.subplots(2, 4, figsize=(11, 5), sharex=True, sharey=True, layout="constrained")
    for kind, axis in zip(KINDS, axes.flat, strict=True):
        for system in SYSTEMS:
            found = [row for row in rows if (row["kind"], row["system"], row["callers"]) == (kind, system, 1)]
            sizes, medians = [row["gigs"] for row in found], [row["p50"] for row in found]
            axis.loglog(sizes, medians, marker="o", label=system, color=COLOURS[system])
        axis.set_title(kind.replace("_", " "))
        axis.grid(visible=True, alpha=0.3)
    figure.supxlabel("gigs")
    figure.supylabel("p50 in ms, one caller")
    axes.flat[0].legend()
    PLOT.parent.mkdir(exist_ok=True)
    figure.savefig(PLOT, metadata={"Date": None})


def insert(path: Path, name: str, text: str) -> None:
    """Puts the text between the two comments of that name."""
    pattern = re.compile(rf"(<!-- {name} -->\n).*?(<!-- /{name} -->)", re.DOTALL)
    path.write_text(pattern.sub(lambda match: f"{match[1]}{text}\n{match[2]}", path.read_text()))


def main() -> None:
    """Reads the figures, and writes them into the README."""
    speed = json.loads((RESULTS / "search.json").read_text())
    quality = json.loads((RESULTS / "quality.json").read_text())
    readme = ROOT / "README.md"
    insert(readme, "search-speed", speed_table(speed["rows"]))
    insert(readme, "search-build", build_table(speed["builds"]))
    insert(readme, "search-quality", quality_table(quality))
    plot(speed["rows"])


if __name__ == "__main__":
    main()
