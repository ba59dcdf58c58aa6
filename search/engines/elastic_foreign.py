"""Documents that another service wrote into the index, without our own fields: found by the gig's own, as they came."""

from collections.abc import Iterator
from typing import Any

from elasticsearch.dsl import Q
from elasticsearch.dsl.query import Query

from search.documents import SEARCHED_FIELDS
from search.engines.elastic_clauses import affordable, any_of, every_word
from search.queries import Filters, Search

# a field of ours that every document of ours has, with a column of values, so that its absence is quickly told
OWN_MARK = "lift"
MOST_WRITTEN_DAYS = 1000


def foreign_request() -> dict[str, Any]:
    """Whether there is such a document. Elasticsearch keeps the answer until the index changes."""
    return {"query": without_own_fields().to_dict(), "size": 0, "track_total_hits": 1}


def without_own_fields(*clauses: Query) -> Query:
    """The documents that meet the clauses and hold none of our fields."""
    return Q("bool", filter=list(clauses), must_not=[Q("exists", field=OWN_MARK)])


def foreign(search: Search) -> Query:
    """What such a document of the search meets."""
    return without_own_fields(Q("term", active=True), *filtering(search.filters), *every_word(search, word_clause))


def filtering(filters: Filters) -> Iterator[Query]:
    """The filters that are set; nothing tells a rating's average, so none passes that filter."""
    if filters.max_days is not None:
        yield within_days(filters.max_days)
    yield from affordable(filters)
    if filters.min_rating is not None:
        yield Q("match_none")
    named = {"categories": filters.category, "subCategories": filters.sub_category}
    yield from (all_words(field, value) for field, value in named.items() if value is not None)
    if filters.seller is not None:
        yield any_of(all_words("username", filters.seller), Q("match", sellerId=filters.seller))


def within_days(most: int) -> Query:
    """Delivery within that many days, by the number in a text such as `3 Days Delivery`."""
    return Q("terms", expectedDelivery=[str(days) for days in range(min(most, MOST_WRITTEN_DAYS) + 1)])


def all_words(field: str, value: str) -> Query:
    """All the words of the value in the field; the value has no accents, the field may have, so typos pass."""
    return Q("match", **{field: {"query": value, "operator": "and", "fuzziness": "AUTO"}})


def word_clause(word: str, distance: int) -> Query:
    """A word in the gig's texts: exactly or with typos, or as a prefix."""
    match = {"query": word, "fields": SEARCHED_FIELDS, "lenient": True}
    return any_of(
        Q("multi_match", fuzziness=distance, **match),
        Q("multi_match", type="phrase_prefix", **match),
    )
