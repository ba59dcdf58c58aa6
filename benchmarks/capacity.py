"""How many cores each part takes at a rate of requests, reckoned from the latest runs: the table of docs/scaling.md."""

from typing import Any

Row = dict[str, Any]
RATES = (1_000, 10_000, 100_000)
# of all requests; what people do most is look, signed in
MIX = {"current user": 0.70, "search": 0.25, "sign-in": 0.03, "sign-up": 0.01, "verify": 0.01}
BUSY = 0.6  # of a core: above that, requests wait for each other


def table(routes: Row, scale: Row) -> str:
    """A line for each part."""
    program = mean(routes, "cpu_seconds_per_1000") / 1000
    queries = mean(routes, "queries")
    database, proxy = (core_seconds(scale, part) for part in ("MariaDB", "nginx"))
    hashes = (MIX["sign-in"] + MIX["sign-up"]) * routes["hash_cpu_seconds"]
    lines = ["| part | a request | " + " | ".join(f"{rate:,}/s" for rate in RATES) + " |", "|---" * 5 + "|"]
    lines += [
        line("the program", program, "ms of a core"),
        line("of that bcrypt", hashes, "ms of a core"),
        line("MariaDB", database * queries, "ms of a core"),
        line("nginx", proxy, "ms of a core"),
    ]
    amounts = " | ".join(f"{rate * queries:,.0f} queries/s" for rate in RATES)
    lines.append(f"| MariaDB's queries | {queries:.2f} | {amounts} |")
    return "\n".join([where(routes), "", *lines])


def where(routes: Row) -> str:
    """The machine and the mix."""
    mix = ", ".join(f"{share:.0%} {name}" for name, share in MIX.items())
    machine = routes["machine"]
    return (f"Reckoned for {mix}, with cores like those of {machine['processor']} kept {BUSY:.0%} busy; measured there "
            f"at commit {routes['commit']}, {machine['cores']} cores, everything on loopback.")  # fmt: skip


def mean(routes: Row, what: str) -> float:
    """That figure of a request of the mix."""
    return sum(share * float(routes["routes"][name][what]) for name, share in MIX.items())


def core_seconds(scale: Row, part: str) -> float:
    """What the part takes for one request of current user, which is one query."""
    row = scale["replicas"]["1"]
    return float(row["cores"][part]) / float(row["per_second"])


def line(part: str, seconds: float, unit: str) -> str:
    """What a request takes of the part, and how many cores that is at each rate."""
    cores = " | ".join(f"{rate * seconds / BUSY:,.1f} cores" for rate in RATES)
    return f"| {part} | {seconds * 1000:.2f} {unit} | {cores} |"
