"""What Elasticsearch is asked: pure functions, tested without a server.

A query matches documents with our own fields (`words`, `suffixes`, `days`) and, `foreign_too`, those that the Node gig
service wrote without them. That costs several times as much, so it is asked only where `foreign_request` finds any.
"""

from collections.abc import Iterator
from typing import Any

from elasticsearch.dsl import Q
from elasticsearch.dsl import Search as Request
from elasticsearch.dsl.query import Query

from search.documents import FIELD_OF, WORD_FIELDS, Gig, as_stem
from search.engines.elastic_clauses import affordable, any_of, every_word
from search.engines.elastic_foreign import foreign
from search.queries import Filters, Search, matches_beginnings, matches_inside, misspelt_beginning, typos
from search.ranking import EXACT, FORM, LEAST, PART_WEIGHTS, PREFIX, SIMILAR_WEIGHTS, TYPO, likeness
from search.sorting import Sort
from search.stems import stems_of

OWN_FIELDS = [*WORD_FIELDS, "days", "rating", "lift", "category", "sub_category", "seller"]
TIME_LIMIT = "1s"
SORT_FIELDS = {
    Sort.SORT_ID: [],
    Sort.RELEVANCE: ["_score"],
    Sort.NEWEST: ["createdAt"],
    Sort.RATING: ["rating"],
    Sort.PRICE: ["price"],
    Sort.PRICE_DOWN: ["price"],
}
UNMAPPED = {"createdAt": "date", "rating": "double", "price": "double", "sortId": "long"}


def page_request(search: Search, *, foreign_too: bool) -> Request:
    """A page of a search, in the order of its direction; the total counts all matches, whatever the key."""
    search.check_key(len(SORT_FIELDS[search.sort]) + 1)
    query = ranked(search, matching(search, foreign_too=foreign_too))
    request = Request().query(query).sort(*order_of(search)).source(excludes=OWN_FIELDS)
    request = request[: search.window].extra(timeout=TIME_LIMIT, track_total_hits=True)
    return request if search.after is None else request.extra(search_after=list(search.after))


def matching(search: Search, *, foreign_too: bool) -> Query:
    """What every gig of the search meets, whatever the page; without a score."""
    words = every_word(search, word_clause)
    if search.is_unfinished and search.words:
        words[-1] = any_of(words[-1], Q("regexp", words=misspelt_beginning(search.words[-1])))
    own = Q("bool", filter=[Q("term", active=True), *filtering(search.filters), *words])
    return any_of(own, foreign(search)) if foreign_too else own


def ranked(search: Search, matched: Query) -> Query:
    """The gigs that matched; with a score where the order is by relevance."""
    if search.sort is not Sort.RELEVANCE or not search.words:
        return matched
    scored = Q("bool", filter=[matched], should=[word_score(word) for word in search.words])
    lift = {"field": "lift", "missing": 1}
    return Q("function_score", query=scored, field_value_factor=lift)


def order_of(search: Search) -> list[dict[str, Any]]:
    """The keys that the hits are sorted by, the `sortId` last."""
    order = "desc" if search.from_highest else "asc"
    fields = [*SORT_FIELDS[search.sort], "sortId"]
    return [{field: {"order": order, **missing(field)}} for field in fields]


def missing(field: str) -> dict[str, Any]:
    """What counts where a document, or the whole index, has no such field: 0, and for a time 1970."""
    return {} if field == "_score" else {"unmapped_type": UNMAPPED[field], "missing": 0}


def filtering(filters: Filters) -> Iterator[Query]:
    """The filters that are set."""
    if filters.max_days is not None:
        yield Q("range", days={"lte": filters.max_days})
    yield from affordable(filters)
    if filters.min_rating is not None:
        yield Q("range", rating={"gte": filters.min_rating})
    named = {"category": filters.category, "sub_category": filters.sub_category, "seller": filters.seller}
    yield from (Q("term", **{field: value}) for field, value in named.items() if value is not None)


def word_clause(word: str, distance: int) -> Query:
    """A word as it is, as the beginning or inside of another, in another form, or with typos."""
    forms = list(stems_of(word))
    ways = [Q("terms", words=forms), Q("terms", stems=forms)]
    if matches_beginnings(word):
        ways.append(Q("prefix", **{"suffixes" if matches_inside(word) else "words": word}))
    if distance:
        ways.append(Q("fuzzy", words={"value": word, "fuzziness": distance}))
    return any_of(*ways)


def word_score(word: str) -> Query:
    """How much a word counts: by where it stands, and how well it matches there; only the best place does."""
    places = [
        (ways, weight * quality) for part, weight in PART_WEIGHTS.items() for ways, quality in in_part(part, word)
    ]
    places.append((Q("match_all"), LEAST))
    return Q("dis_max", queries=[Q("constant_score", filter=ways, boost=boost) for ways, boost in places])


def in_part(part: str, word: str) -> Iterator[tuple[Query, float]]:
    """The ways in which a word matches in a part of a gig, and how well."""
    field, stems = FIELD_OF[part], list(stems_of(word))
    yield Q("term", **{field: word}), EXACT
    yield Q("prefix", **{field: word}), PREFIX
    if part == "description":
        yield Q("terms", stems=stems), FORM
        return
    yield Q("terms", **{field: list(map(as_stem, stems))}), FORM
    if part == "title" and (distance := typos(word)):
        yield Q("fuzzy", **{field: {"value": word, "fuzziness": distance}}), TYPO


def facet_request(search: Search, aggregation: dict[str, Any], *, foreign_too: bool) -> Request:
    """The counts of one facet, and no hits."""
    request = Request().query(matching(search, foreign_too=foreign_too))
    return request.extra(size=0, track_total_hits=False, timeout=TIME_LIMIT, aggs={"facet": aggregation})


def similar_request(gig: Gig, size: int) -> Request:
    """Active gigs that share words of the title, tags and categories, in our fields or in the gig's own of those names.

    Rare words count more.
    """
    shared = [
        Q("term", **{field: {"value": word, "boost": SIMILAR_WEIGHTS[part]}})
        for part, words in likeness(gig).items()
        for field in (FIELD_OF[part], part)
        for word in words
    ]
    itself = Q("ids", values=[gig["id"]])
    query = Q("bool", filter=[Q("term", active=True)], must_not=[itself], should=shared, minimum_should_match=1)
    return Request().query(query).source(excludes=OWN_FIELDS)[:size].extra(timeout=TIME_LIMIT, track_total_hits=False)
