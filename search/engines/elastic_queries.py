"""What Elasticsearch is asked: pure functions, tested without a server.

Each query matches documents with our own fields (`words`, `suffixes`, `days`) and those that the Node gig service wrote
without them, by dynamic mapping.
"""

from typing import Any

from elasticsearch.dsl import Q
from elasticsearch.dsl import Search as Request
from elasticsearch.dsl.query import Query

from search.documents import SEARCHED_FIELDS, SEARCHED_LISTS, Gig
from search.queries import Filters, Search, matches_inside, typos
from search.ranking import EXACT, FIELD_WEIGHTS, FORM, INSIDE, PREFIX, SIMILAR_WEIGHTS, TYPO, likeness
from search.sorting import Sort
from search.stems import stems_of

TEXT_FIELDS = [*SEARCHED_FIELDS, *SEARCHED_LISTS]
WORDS_OF = {field: f"words_{field}" for field in FIELD_WEIGHTS}
OWN_FIELDS = [
    "words", "suffixes", "stems", "days", "rating", "lift", "category", "sub_category", "seller", *WORDS_OF.values(),
]  # fmt: skip
TIME_LIMIT = "1s"
MOST_WRITTEN_DAYS = 1000
# Where the words of a part stand in documents without our own fields.
FOREIGN_OF = {"title": ["title"], "tags": ["tags"], "categories": ["categories"]}
SORT_FIELDS = {
    Sort.SORT_ID: [],
    Sort.RELEVANCE: ["_score"],
    Sort.NEWEST: ["createdAt"],
    Sort.RATING: ["rating"],
    Sort.PRICE: ["price"],
    Sort.PRICE_DOWN: ["price"],
}
UNMAPPED = {"createdAt": "date", "rating": "double", "price": "double", "sortId": "long"}


def page_request(search: Search) -> Request:
    """A page of a search, in the order of its direction; the total counts all matches, whatever the key."""
    search.check_key(len(SORT_FIELDS[search.sort]) + 1)
    request = Request().query(query_of(search)).sort(*order_of(search)).source(excludes=OWN_FIELDS)
    request = request[: search.window].extra(timeout=TIME_LIMIT, track_total_hits=True)
    return request if search.after is None else request.extra(search_after=list(search.after))


def query_of(search: Search) -> Query:
    """What every gig of the search meets, whatever the page; with a score only where the order is by relevance."""
    clauses = matching(search)
    if search.sort is not Sort.RELEVANCE or not search.words:
        return Q("bool", filter=clauses)
    scored = Q("bool", filter=clauses, should=[word_score(word) for word in search.words])
    lift = {"field": "lift", "missing": 1}
    return Q("function_score", query=scored, field_value_factor=lift)


def order_of(search: Search) -> list[dict[str, Any]]:
    """The keys that the hits are sorted by, the `sortId` last."""
    order = "desc" if search.from_highest else "asc"
    fields = [*SORT_FIELDS[search.sort], "sortId"]
    return [{field: {"order": order, **missing(field)}} for field in fields]


def missing(field: str) -> dict[str, Any]:
    """What counts where a document, or the whole index, has no such field."""
    if field == "_score":
        return {}
    return {"unmapped_type": UNMAPPED[field], **({"missing": 0} if field == "rating" else {})}


def matching(search: Search) -> list[Query]:
    """The clauses that every gig of the search meets."""
    clauses = [Q("term", active=True), *filtering(search.filters)]
    if search.words is not None:
        clauses += [word_clause(word, typos(word, is_lenient=search.is_lenient)) for word in search.words] or [
            Q("match_none")
        ]
    return clauses


def filtering(filters: Filters) -> list[Query]:
    """The filters that are set."""
    clauses = []
    if filters.max_days is not None:
        clauses.append(within_days(filters.max_days))
    if given := bounds(gte=filters.min_price, lte=filters.max_price):
        clauses.append(Q("range", price=given))
    if filters.min_rating is not None:
        clauses.append(Q("range", rating={"gte": filters.min_rating}))
    if filters.category is not None:
        clauses.append(named("category", "categories", filters.category))
    if filters.sub_category is not None:
        clauses.append(named("sub_category", "subCategories", filters.sub_category))
    if filters.seller is not None:
        clauses.append(named("seller", "username", filters.seller) | Q("match", sellerId=filters.seller))
    return clauses


def bounds(**given: float | None) -> dict[str, float]:
    """The bounds that are set."""
    return {name: bound for name, bound in given.items() if bound is not None}


def named(own: str, written: str, value: str) -> Query:
    """The value in our field, or all its words in the gig's own text."""
    return any_of(
        Q("term", **{own: value}), without_own_fields(Q("match", **{written: {"query": value, "operator": "and"}}))
    )


def within_days(most: int) -> Query:
    """Delivery within that many days, by our field or by the number in a text such as `3 Days Delivery`."""
    written = Q("terms", expectedDelivery=[str(days) for days in range(min(most, MOST_WRITTEN_DAYS) + 1)])
    return any_of(Q("range", days={"lte": most}), without_own_fields(written))


def word_score(word: str) -> Query:
    """How much a word counts: by where it stands, and how well it matches there; only the best place does."""
    places = [
        Q("constant_score", filter=clause, boost=weight * quality)
        for field, weight in FIELD_WEIGHTS.items()
        for clause, quality in in_field(WORDS_OF[field], word)
    ]
    anywhere = [(Q("prefix", suffixes=word), INSIDE)] if matches_inside(word) else []
    weakest = [
        Q("constant_score", filter=clause, boost=quality) for clause, quality in [*anywhere, (Q("match_all"), TYPO)]
    ]
    return Q("dis_max", queries=[*places, *weakest])


def in_field(field: str, word: str) -> list[tuple[Query, float]]:
    """The ways in which a word matches in a field, and how well."""
    forms = Q("terms", **{field: list(stems_of(word))})
    return [(Q("term", **{field: word}), EXACT), (forms, FORM), (Q("prefix", **{field: word}), PREFIX)]


def word_clause(word: str, distance: int) -> Query:
    """A word as it is, as the beginning or inside of another, in another form, or with typos."""
    ways = [Q("prefix", words=word), Q("terms", stems=list(stems_of(word)))]
    if matches_inside(word):
        ways.append(Q("prefix", suffixes=word))
    if distance:
        ways.append(Q("fuzzy", words={"value": word, "fuzziness": distance}))
    return any_of(*ways, without_own_fields(foreign_word(word, distance)))


def foreign_word(word: str, distance: int) -> Query:
    """A word in the gig's own text fields: exactly or with typos, or as a prefix."""
    match = {"query": word, "fields": TEXT_FIELDS, "lenient": True}
    return any_of(
        Q("multi_match", fuzziness=distance, **match),
        Q("multi_match", type="phrase_prefix", **match),
    )


def without_own_fields(clause: Query) -> Query:
    """The clause for documents that hold none of our fields."""
    return Q("bool", filter=[clause], must_not=[Q("exists", field="words")])


def any_of(*clauses: Query) -> Query:
    """At least one of the clauses."""
    return Q("bool", should=list(clauses), minimum_should_match=1)


def facet_request(search: Search, aggregation: dict[str, Any]) -> dict[str, Any]:
    """The counts of one facet, and no hits."""
    query = Q("bool", filter=matching(search)).to_dict()
    return {"query": query, "size": 0, "track_total_hits": False, "timeout": TIME_LIMIT, "aggs": {"facet": aggregation}}


def similar_request(gig: Gig, size: int) -> Request:
    """Active gigs that share words of the title, tags and categories; rare words count more."""
    shared = [
        Q("term", **{field: {"value": word, "boost": SIMILAR_WEIGHTS[part]}})
        for part, words in likeness(gig).items()
        for field in (WORDS_OF[part], *FOREIGN_OF[part])
        for word in words
    ]
    itself = Q("ids", values=[gig["id"]])
    query = Q("bool", filter=[Q("term", active=True)], must_not=[itself], should=shared, minimum_should_match=1)
    return Request().query(query).source(excludes=OWN_FIELDS)[:size].extra(timeout=TIME_LIMIT)
