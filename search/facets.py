"""Facets: how many gigs there are by category, price and delivery time, for the query and all the other filters."""

from collections.abc import Iterable
from dataclasses import replace
from itertools import accumulate, pairwise
from typing import Any

from search.queries import Search

Buckets = list[dict[str, Any]]
Facets = dict[str, list[dict[str, Any]]]

PRICES = (25, 50, 100, 250, 500)
DELIVERY_DAYS = (1, 3, 7, 14, 30)
MOST_CATEGORIES = 50
# a range ends before its upper bound
DAY_ENDS = tuple(days + 1 for days in DELIVERY_DAYS)


def aggregations(search: Search, *, category_field: str) -> list[tuple[Search, dict[str, Any]]]:
    """What an engine is asked for each facet, in Elasticsearch's language: over which gigs, and how to count them.

    A facet's own filter does not narrow it down, so that other choices show as well.
    """
    filters = search.filters
    return [
        (
            replace(search, filters=replace(filters, category=None)),
            {"terms": {"field": category_field, "size": MOST_CATEGORIES}},
        ),
        (
            replace(search, filters=replace(filters, min_price=None, max_price=None)),
            {"range": {"field": "price", "ranges": ranges(PRICES)}},
        ),
        (
            replace(search, filters=replace(filters, max_days=None)),
            {"range": {"field": "days", "ranges": ranges(DAY_ENDS)}},
        ),
    ]


def facets_of(answers: Iterable[Buckets]) -> Facets:
    """The counts of each facet, from the buckets that the aggregations gave."""
    categories, prices, days = answers
    return {"categories": named(categories), "prices": bands(prices), "deliveryTimes": up_to(days)}


def ranges(edges: tuple[int, ...]) -> list[dict[str, int]]:
    """The ranges below, between and above the edges."""
    between = [{"from": lower, "to": upper} for lower, upper in pairwise(edges)]
    return [{"to": edges[0]}, *between, {"from": edges[-1]}]


def named(buckets: Buckets) -> list[dict[str, Any]]:
    """A count for each name, the largest first."""
    return [{"value": bucket["key"], "count": bucket["doc_count"]} for bucket in buckets if bucket["key"]]


def bands(buckets: Buckets) -> list[dict[str, Any]]:
    """A count for each band of prices; an open end is null."""
    return [{"from": b.get("from"), "to": b.get("to"), "count": b["doc_count"]} for b in buckets]


def up_to(buckets: Buckets) -> list[dict[str, Any]]:
    """A count for each delivery time: gigs delivered in so many days or fewer, as `delivery_time` filters."""
    counts = accumulate(bucket["doc_count"] for bucket in buckets)
    return [{"days": days, "count": count} for days, count in zip(DELIVERY_DAYS, counts, strict=False)]
