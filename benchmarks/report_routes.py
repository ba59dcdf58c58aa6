"""The README's table, ratios and plot of what benchmarks/routes.py measured."""

from typing import Any

import matplotlib as mpl
from matplotlib import pyplot

from benchmarks.serving import ROOT

PLOT = ROOT / "docs" / "routes.svg"
OURS, LIMIT = "#0f766e", "#9aa3ab"
Row = dict[str, Any]


def section(run: Row) -> str:
    """All of it; the plot's file is written."""
    plot(run)
    machine = run["machine"]
    where = (
        f"Measured on {machine['cores']} cores ({machine['processor']}), a web process on each, which the callers and "
        f"servers share, at commit {run['commit']}. A star: some were told to come back (503), and are not counted in "
        "the speed. For the last column a route and its limit were asked in turns."
    )
    picture = f"![Each route over its limit]({PLOT.relative_to(ROOT)})"
    return "\n\n".join([where, table(run), ratios_table(run), picture])


def table(run: Row) -> str:
    """A line for each route: its speed and percentiles, its cost, and its share of the limit."""
    routes = run["routes"]
    callers = list(next(iter(routes.values()))["callers"])
    heads = [f"{count} at once: requests/s, p50 / p99 ms" for count in callers]
    lines = ["| route | " + " | ".join(heads) + " | CPU s / 1,000 | instructions | queries | MB | of its limit |"]
    lines.append("|---" * (len(callers) + 6) + "|")
    for name, row in routes.items():
        speeds = " | ".join(cell(row["callers"][count]) for count in callers)
        share = share_of_limit(run, name)
        counted = run["instructions"].get(name)
        costs = f"{row['cpu_seconds_per_1000']:.2f} | {f'{counted / 1e6:.2f} M' if counted else '–'}"
        costs += f" | {row['queries']:.1f} | {row['memory_mb']:.0f}"
        lines.append(f"| {name} | {speeds} | {costs} | {'–' if share is None else f'{share:.2f}'} |")
    lines.append(f"| bcrypt itself, all cores | {run['bcrypt_per_second']:,.0f}" + " | –" * (len(callers) + 4) + " |")
    return "\n".join(lines)


def cell(figures: Row) -> str:
    """Speed and percentiles at one number of callers."""
    star = "\\*" * bool(figures["failed"])
    return f"{figures['per_second']:,.0f}{star}, {figures['p50']:.1f} / {figures['p99']:.1f}"


def share_of_limit(run: Row, name: str) -> float | None:
    """The route's speed at 16 callers over that of its limit; None for a route without one."""
    share: float | None = run["shares"].get(name)
    return share


def ratios_table(run: Row) -> str:
    """What was aimed at, and what came out."""
    lines = ["| ratio | measured | aim |", "|---|---|---|"]
    return "\n".join([*lines, *(f"| {what} | {value:.2f} | {aim} |" for what, value, aim in ratios(run))])


def ratios(run: Row) -> list[tuple[str, float, str]]:
    """Those whose parts were measured in the run."""
    routes = run["routes"]
    aims = {"current user": "at least 0.5", "sign-in": "at least 0.95", "sign-up": "at least 0.9"}
    found = [(f"{name} over its limit", share_of_limit(run, name), aim) for name, aim in aims.items() if name in routes]
    if hashes := run["shares"].get("hashes alone"):
        found.append(("the program's hashes alone over the same limit", hashes, "–"))
        found += [(f"{name} over the program's hashes alone", run["shares"][name] / hashes, "–")
                  for name in ("sign-in", "sign-up")]  # fmt: skip
    if counted := run["instructions"]:
        found.append(("instructions of current user through the gateway over those of the auth service's own",
                      counted["current user"] / counted["the service over HTTP"], "at most 1.05"))  # fmt: skip
    if "storm" in run:
        found.append(("current user's p99 under 64 sign-ins at once over its p99 in peace", run["storm"]["ratio"],
                      "at most 3"))  # fmt: skip
    return found


def plot(run: Row) -> None:
    """A bar for each route that has a limit: how near to it the route comes."""
    mpl.rcParams.update({"svg.hashsalt": "jobber", "font.size": 9})
    shares = {name: share_of_limit(run, name) for name in run["routes"]}
    known = {name: share for name, share in shares.items() if share is not None}
    figure, axis = pyplot.subplots(figsize=(8, 2.5), layout="constrained")
    axis.barh(list(known), list(known.values()), color=OURS)
    axis.axvline(1, color=LIMIT)
    axis.invert_yaxis()
    axis.set_xlabel("requests/s over those of the limit, 16 callers")
    figure.savefig(PLOT, metadata={"Date": None})
