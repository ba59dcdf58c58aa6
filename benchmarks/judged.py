"""What the engine in use finds for each judged query, as JSON on standard output: benchmarks/quality.py runs this."""

import json
import os
import sys
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jobber.settings")

import django

django.setup()

from search.documents import words_of
from search.engines import engine
from search.queries import Search, words_asked
from search.sorting import Direction, Sort

JUDGED = Path(__file__).resolve().parent / "quality"
MOST = 50


def main() -> None:
    """Puts the judged gigs into the index, asks, and takes them out again."""
    if engine().highest_sort_id():
        sys.exit("The index holds other gigs, which would be judged as well. Empty it first.")
    gigs = [json.loads(line) for line in (JUDGED / "gigs.ndjson").read_text().splitlines()]
    engine().put(gigs)
    try:
        json.dump({query: found(query) for query in queries()}, sys.stdout)
    finally:
        for gig in gigs:
            engine().delete(gig["id"])


def queries() -> list[str]:
    """What is asked."""
    return [query["query"] for query in json.loads((JUDGED / "queries.json").read_text())]


def found(query: str) -> list[str]:
    """The ids of the most relevant gigs."""
    words = tuple(words_asked(words_of(query)))
    search = Search(words=words, direction=Direction.FORWARD, size=MOST, sort=Sort.RELEVANCE)
    return [gig["id"] for gig in engine().search(search).gigs]


if __name__ == "__main__":
    main()
