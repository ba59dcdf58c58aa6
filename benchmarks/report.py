"""Makes the README's tables and plots of what the other benchmarks measured."""

import json
import re
from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib import pyplot

from benchmarks import capacity, report_routes, report_scale
from benchmarks.runs import RESULTS, newest
from benchmarks.search import CALLERS, EXTRAS, KINDS
from benchmarks.serving import ROOT

PLOT = ROOT / "docs" / "search.svg"
SYSTEMS = ["plain", "elasticsearch", "embedded"]
COLOURS = {"plain": "#9aa3ab", "elasticsearch": "#0f766e", "embedded": "#c2410c"}
Row = dict[str, Any]


def speed_table(rows: list[Row], *, callers: int) -> str:
    """A line for each kind of query, a column for each size; the systems in their order in each cell."""
    sizes = sorted({row["gigs"] for row in rows})
    lines = [f"| {callers} at once | " + " | ".join(f"{size:,} gigs" for size in sizes) + " |", "|---" * 4 + "|"]
    for kind in [*KINDS, *EXTRAS]:
        cells = [" · ".join(times(rows, size, kind, callers, system) for system in SYSTEMS) for size in sizes]
        lines.append(f"| {kind.replace('_', ' ')} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def times(rows: list[Row], size: int, kind: str, callers: int, system: str) -> str:
    """Both percentiles, a star where answers failed; a dash where nothing was measured."""
    wanted = (size, kind, callers, system)
    for row in rows:
        if (row["gigs"], row["kind"], row["callers"], row["system"]) == wanted:
            return f"{row['p50']:.0f} / {row['p99']:.0f}" + "\\*" * bool(row["failed"])
    return "–"


def build_table(builds: list[Row]) -> str:
    """How fast each engine took the gigs, and how large its index is beside them."""
    lines = ["| gigs | elasticsearch | embedded | index / JSON: plain | elasticsearch | embedded |", "|---" * 6 + "|"]
    total = 0
    for build in builds:
        total += build["json_bytes"]
        speeds = [f"{build['per_second'][s]:,.0f}/s" if s in build["per_second"] else "–" for s in SYSTEMS[1:]]
        sizes = [f"{build['stored'][system] / total:.2f}" if system in build["stored"] else "–" for system in SYSTEMS]
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


def hammer_table(known: dict[str, list[Row]]) -> str:
    """A line for each finding: attack or fault, what was sent, what happened, and the command that repeats it."""
    lines = ["| attack or fault | sent | what happened | again |", "|---" * 4 + "|"]
    lines += [
        f"| {row['attack']} | {row['sent']} | {row['happened']} | `make hammer ATTACK={name}` |"
        for name, rows in sorted(known.items())
        for row in rows
    ]
    return "\n".join(lines)


def plot(rows: list[Row]) -> None:
    """The median at one caller, for each kind of query, as the index grows."""
    mpl.rcParams.update({"svg.hashsalt": "jobber", "font.size": 9})
    figure, axes = pyplot.subplots(3, 3, figsize=(10, 7), sharex=True, sharey=True, layout="constrained")
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
    """Reads the figures that there are, and writes them into the README."""
    readme = ROOT / "README.md"
    if (path := RESULTS / "search.json").exists():
        speed = json.loads(path.read_text())
        tables = [speed_table(speed["rows"], callers=callers) for callers in CALLERS]
        picture = f"![p50 as the index grows]({PLOT.relative_to(ROOT)})"
        insert(readme, "search-speed", "\n\n".join([*tables, picture]))
        insert(readme, "search-build", build_table(speed["builds"]))
        plot(speed["rows"])
    routes, scale = newest("routes"), newest("scale")
    if routes:
        insert(readme, "routes", report_routes.section(routes))
    if scale:
        insert(readme, "scale", report_scale.table(scale))
    if routes and scale:
        insert(ROOT / "docs" / "scaling.md", "capacity", capacity.table(routes, scale))
    if (path := RESULTS / "quality.json").exists():
        insert(readme, "search-quality", quality_table(json.loads(path.read_text())))


if __name__ == "__main__":
    main()
