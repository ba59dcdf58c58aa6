"""How fast the gig search is, beside the plain way, as the index grows: `make bench-search`.

Starts the program's web process once with each engine, indexes the same gigs in each and in the plain index, and asks
all of them the same questions in turns: ours over HTTP through the gateway, the plain way at Elasticsearch itself,
without a gateway. Writes what it measured into a JSON file; `benchmarks/report.py` makes the README's table and plot.
"""

import argparse
import json
import os
import re
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import orjson
from elasticsearch import Elasticsearch
from rich.console import Console

from benchmarks import plain
from benchmarks.load import Request, measure, posts
from benchmarks.market import Market
from benchmarks.runs import RESULTS
from benchmarks.serving import System, serving

PAGE = "/api/v1/gateway/auth/search/gig/{from_}/10/forward?{query}"
KINDS = ["first", "deep", "common", "rare", "two_words", "prefix", "inside", "typo", "filtered"]
# what only we have: kind of query, further parameters
EXTRAS = {"relevance": ("two_words", {"sort": "relevance"}), "facets": ("common", {"facets": "true"})}
CALLERS = (1, 8)
say = Console(stderr=True).print


def write_gigs(market: Market, numbers: range, path: Path) -> int:
    """Writes the gigs as lines of JSON; how many bytes."""
    with path.open("wb") as file:
        for gig in market.gigs(numbers):
            file.write(orjson.dumps(gig) + b"\n")
    return path.stat().st_size


def index(systems: Sequence[System], market: Market, client: Elasticsearch, numbers: range) -> dict[str, Any]:
    """Adds the gigs everywhere; how many a second each took, and how large the gigs are as JSON."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "gigs.ndjson"
        size = write_gigs(market, numbers, path)
        per_second = {}
        for system in systems:
            began = time.perf_counter()
            system.manage("index_gigs", str(path))
            per_second[system.name] = len(numbers) / (time.perf_counter() - began)
            say(f"{system.name}: {per_second[system.name]:,.0f} gigs/s")
    plain.put(client, market.gigs(numbers))
    return {"json_bytes": size, "per_second": per_second}


def stored_bytes(client: Elasticsearch, systems: Sequence[System]) -> dict[str, int]:
    """What each index takes on disk."""
    client.indices.flush(index=f"gigs,{plain.INDEX}")
    stats = client.options(request_timeout=60).indices.stats(index=f"gigs,{plain.INDEX}", metric="store")["indices"]
    sizes = {
        "plain" if name == plain.INDEX else "elasticsearch": found["primaries"]["store"]["size_in_bytes"]
        for name, found in stats.items()
    }
    embedded = Path(next(system for system in systems if system.name == "embedded").environment["DATA_DIR"])
    return {**sizes, "embedded": sum(file.stat().st_size for file in (embedded / "index").rglob("*") if file.is_file())}


def gets(queries: Sequence[dict[str, str]]) -> list[Request]:
    """The searches as the browser's client asks them."""
    split = [(query.get("from", "0"), {k: v for k, v in query.items() if k != "from"}) for query in queries]
    return [("GET", PAGE.format(from_=from_, query=urlencode(query)), None) for from_, query in split]


def figures(systems: Sequence[System], market: Market, size: int, seconds: float) -> list[dict[str, Any]]:
    """A row for each kind of query, system and number of callers."""
    rows = []
    for kind, (source, more) in {**{kind: (kind, {}) for kind in KINDS}, **EXTRAS}.items():
        queries = [{**query, **more} for query in market.queries(source, gigs=size)]
        for callers in CALLERS:
            asked: dict[str, tuple[str, list[Request]]] = {s.name: (s.url, gets(queries)) for s in systems}
            if not more:
                bodies = [plain.request(query) for query in queries]
                asked["plain"] = (os.environ["ELASTIC_SEARCH_URL"], posts(f"/{plain.INDEX}/_search", bodies))
            for name, (url, requests) in asked.items():
                found = measure(url, requests, callers=callers, seconds=seconds)
                rows.append({"gigs": size, "kind": kind, "callers": callers, "system": name, **asdict(found)})
            say_row(size, kind, callers, rows[-len(asked) :])
    return rows


def say_row(size: int, kind: str, callers: int, rows: list[dict[str, Any]]) -> None:
    """Says what was measured."""
    said = [f"{row['system']} {row['p50']:.1f}/{row['p99']:.1f} ms" + "!" * bool(row["failed"]) for row in rows]
    say(f"{size:>9,} {kind:<10} {callers} callers   " + "   ".join(said))


def empty(client: Elasticsearch) -> None:
    """Removes the indices of an earlier run."""
    for name in client.indices.get(index="gigs*"):
        client.indices.delete(index=name)
    plain.create(client)


def main() -> None:
    """Measures at each size."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000, 100_000, 1_000_000], help="gigs, ascending")
    parser.add_argument("--seconds", type=float, default=4.0, help="how long each figure is measured (default 4)")
    parser.add_argument("--kinds", help="only kinds of query that match this regular expression")
    parser.add_argument("--output", type=Path, default=RESULTS / "search.json", help="where the figures go")
    options = parser.parse_args()
    if options.kinds:
        KINDS[:] = [kind for kind in KINDS if re.search(options.kinds, kind)]
    elastic = os.environ["ELASTIC_SEARCH_URL"]
    client = Elasticsearch(elastic, request_timeout=60)
    market = Market()
    empty(client)
    results: dict[str, Any] = {"rows": [], "builds": []}
    with serving("elasticsearch", ELASTIC_SEARCH_URL=elastic) as one, serving("embedded") as other:
        done = 0
        for size in options.sizes:
            built = index([one, other], market, client, range(done, size))
            done = size
            results["builds"].append({"gigs": size, **built, "stored": stored_bytes(client, [one, other])})
            results["rows"] += figures([one, other], market, size, options.seconds)
            options.output.parent.mkdir(parents=True, exist_ok=True)
            options.output.write_text(json.dumps(results, indent=1))


if __name__ == "__main__":
    main()
