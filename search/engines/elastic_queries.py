"""What Elasticsearch is asked: pure functions, tested without a server.

Each query matches documents with our own fields (`words`, `suffixes`, `days`) and those that the Node gig service wrote
without them, by dynamic mapping.
"""

from elasticsearch.dsl import Q
from elasticsearch.dsl import Search as Request
from elasticsearch.dsl.query import Query

from search.documents import SEARCHED_FIELDS, SEARCHED_LISTS
from search.queries import Direction, Search, matches_inside, typos
from search.stems import stems_of

TEXT_FIELDS = [*SEARCHED_FIELDS, *SEARCHED_LISTS]
OWN_FIELDS = ["words", "suffixes", "stems", "days"]
TIME_LIMIT = "1s"
ALL_MATCHES = "all_matches"


def page_request(search: Search) -> Request:
    """A page of a search, in the order of its direction."""
    order = "desc" if search.direction is Direction.BACKWARD else "asc"
    request = (
        Request().query("bool", filter=matching(search)).sort({"sortId": {"order": order, "unmapped_type": "long"}})
    )
    request = request.source(excludes=OWN_FIELDS)[: search.window].extra(timeout=TIME_LIMIT)
    if search.after is None:
        return request.extra(track_total_hits=True)
    # the key comes after the query, so that the aggregation counts what lies before it as well
    request = request.extra(track_total_hits=False).post_filter("range", sortId={beyond(search): search.after})
    request.aggs.bucket(ALL_MATCHES, "filter", filter=Q("match_all"))
    return request


def beyond(search: Search) -> str:
    """The comparison for the far side of the page's key."""
    return "gt" if search.direction is Direction.FORWARD else "lt"


def matching(search: Search) -> list[Query]:
    """The clauses that every gig of the search meets, whatever the page."""
    clauses = [Q("term", active=True)]
    if search.max_days is not None:
        clauses.append(within_days(search.max_days))
    bounds = {"gte": search.min_price, "lte": search.max_price}
    if given := {name: bound for name, bound in bounds.items() if bound is not None}:
        clauses.append(Q("range", price=given))
    if search.words is not None:
        clauses += [word_clause(word) for word in search.words] or [Q("match_none")]
    return clauses


def within_days(most: int) -> Query:
    """Delivery within that many days, by our field or by the number in a text such as `3 Days Delivery`."""
    written = Q("terms", expectedDelivery=[str(days) for days in range(most + 1)])
    return any_of(Q("range", days={"lte": most}), without_own_fields(written))


def word_clause(word: str) -> Query:
    """A word as it is, as the beginning or inside of another, in another form, or with typos."""
    ways = [Q("prefix", words=word), Q("terms", stems=list(stems_of(word)))]
    if matches_inside(word):
        ways.append(Q("prefix", suffixes=word))
    if typos(word):
        ways.append(Q("fuzzy", words={"value": word, "fuzziness": typos(word)}))
    return any_of(*ways, without_own_fields(foreign_word(word)))


def foreign_word(word: str) -> Query:
    """A word in the gig's own text fields: exactly or with typos, or as a prefix."""
    match = {"query": word, "fields": TEXT_FIELDS, "lenient": True}
    return any_of(
        Q("multi_match", fuzziness=typos(word), **match),
        Q("multi_match", type="phrase_prefix", **match),
    )


def without_own_fields(clause: Query) -> Query:
    """The clause for documents that hold none of our fields."""
    return Q("bool", filter=[clause], must_not=[Q("exists", field="words")])


def any_of(*clauses: Query) -> Query:
    """At least one of the clauses."""
    return Q("bool", should=list(clauses), minimum_should_match=1)
