"""Clauses that documents of ours and other services' have in common."""

from collections.abc import Callable, Iterator

from elasticsearch.dsl import Q
from elasticsearch.dsl.query import Query

from search.queries import Filters, Search, typos


def any_of(*clauses: Query) -> Query:
    """At least one of the clauses."""
    return Q("bool", should=list(clauses), minimum_should_match=1)


def every_word(search: Search, clause: Callable[[str, int], Query]) -> list[Query]:
    """The clause of each word and of how many typos it may hold; without a word in the query nothing matches."""
    if search.words is None:
        return []
    return [clause(word, typos(word, is_lenient=search.is_lenient)) for word in search.words] or [Q("match_none")]


def affordable(filters: Filters) -> Iterator[Query]:
    """The bounds of the price that are set."""
    if filters.min_price is not None:
        yield Q("range", price={"gte": filters.min_price})
    if filters.max_price is not None:
        yield Q("range", price={"lte": filters.max_price})
