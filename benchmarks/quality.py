"""How well the search finds what people mean: `make bench-quality`.

Asks both engines and the plain way the judged queries of `benchmarks/quality/`; nDCG@10 (Järvelin and Kekäläinen, 2002,
with gains of 2^grade - 1) and recall@50, as averages for each kind of query. The gigs are taken out of the index again;
run it where the index `gigs` is empty.
"""

import argparse
import json
import math
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import mean
from typing import Any

from elasticsearch import Elasticsearch
from rich.console import Console

from benchmarks import plain
from benchmarks.runs import RESULTS

ROOT = Path(__file__).resolve().parents[1]
JUDGED = ROOT / "benchmarks" / "quality"
RANKED, RECALLED = 10, 50
say = Console(stderr=True).print
Found = Callable[[str], list[str]]


def ndcg(found: Sequence[str], wanted: dict[str, int]) -> float:
    """The gain of the first `RANKED`, as a share of the best order's."""
    gained = gain([wanted.get(gig_id, 0) for gig_id in found[:RANKED]])
    return gained / gain(sorted(wanted.values(), reverse=True)[:RANKED])


def gain(grades: Sequence[int]) -> float:
    """What a person gains from gigs of those grades in that order."""
    return sum((2**grade - 1) / math.log2(place + 2) for place, grade in enumerate(grades))


def recall(found: Sequence[str], wanted: dict[str, int]) -> float:
    """Which share of the wanted is among the first `RECALLED`."""
    return len(wanted.keys() & set(found[:RECALLED])) / len(wanted)


def the_plain_way(client: Elasticsearch) -> Found:
    """Elasticsearch asked plainly, in its own order by score; a query that it takes for an error finds nothing."""

    def found(query: str) -> list[str]:
        body = plain.ranked(query, size=RECALLED)
        answer = client.options(ignore_status=400).search(index=plain.INDEX, body=body)
        return [hit["_id"] for hit in answer.get("hits", {}).get("hits", [])]

    return found


def our_way(engine: str) -> dict[str, list[str]]:
    """What an engine finds for each query, asked in a process of its own, since settings hold for a whole process."""
    with tempfile.TemporaryDirectory(prefix="jobber-bench-") as data:
        url = os.environ["ELASTIC_SEARCH_URL"] if engine == "elasticsearch" else ""
        environment = {**os.environ, "DEBUG": "1", "DATA_DIR": data, "ELASTIC_SEARCH_URL": url}
        command = [sys.executable, "-m", "benchmarks.judged"]
        answer = subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True)
    found: dict[str, list[str]] = json.loads(answer.stdout)
    return found


def figures(queries: list[dict[str, Any]], found: Found) -> dict[str, dict[str, float]]:
    """Both averages, over all queries and for each kind."""
    kinds = {"all": queries}
    for query in queries:
        kinds.setdefault(query["kind"], []).append(query)
    return {
        kind: {
            "ndcg": mean(ndcg(found(query["query"]), query["wanted"]) for query in group),
            "recall": mean(recall(found(query["query"]), query["wanted"]) for query in group),
            "queries": len(group),
        }
        for kind, group in kinds.items()
    }


def say_worst(queries: list[dict[str, Any]], found: Found, count: int) -> None:
    """Names the queries that did worst."""
    scores = sorted((ndcg(found(query["query"]), query["wanted"]), query["query"]) for query in queries)
    for score, query in scores[:count]:
        say(f"  {score:.2f} {query}")


def main() -> None:
    """Measures, and writes the figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--worst", type=int, default=0, help="name so many queries that an engine does worst at")
    options = parser.parse_args()
    queries = json.loads((JUDGED / "queries.json").read_text())
    gigs = [json.loads(line) for line in (JUDGED / "gigs.ndjson").read_text().splitlines()]
    client = Elasticsearch(os.environ["ELASTIC_SEARCH_URL"])
    plain.create(client)
    plain.put(client, gigs)
    ways = {
        "plain": the_plain_way(client),
        **{name: our_way(name).__getitem__ for name in ("elasticsearch", "embedded")},
    }
    results = {name: figures(queries, found) for name, found in ways.items()}
    for name, found in ways.items():
        say(f"{name}: nDCG {results[name]['all']['ndcg']:.3f}, recall {results[name]['all']['recall']:.3f}")
        say_worst(queries, found, options.worst)
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "quality.json").write_text(json.dumps(results, indent=1))


if __name__ == "__main__":
    main()
