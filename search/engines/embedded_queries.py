"""What the embedded index is asked: pure functions over tantivy's types."""

from collections.abc import Iterator
from typing import Any

from tantivy import FieldType, Occur, Query

from search.documents import FIELD_OF, Gig, as_stem
from search.engines.embedded_documents import KEY_FIELDS, SCHEMA
from search.queries import Filters, Search, matches_beginnings, matches_inside, misspelt_beginning, typos
from search.ranking import EXACT, FORM, LEAST, PART_WEIGHTS, PREFIX, SIMILAR_WEIGHTS, TYPO, likeness
from search.stems import stems_of

LOWEST, HIGHEST = -(2**63), 2**63 - 1


def matching(search: Search) -> Query:
    """The active gigs that hold every word and pass the filters, whatever the page."""
    return all_of(term("active", True), *filtering(search.filters), *wording(search))


def wording(search: Search) -> list[Query]:
    """A clause for each word; without a word in the query nothing matches."""
    if search.words is None:
        return []
    clauses = [word_query(word, typos(word, is_lenient=search.is_lenient)) for word in search.words]
    if search.is_unfinished and search.words:
        beginning = Query.regex_query(SCHEMA, "words", misspelt_beginning(search.words[-1]))
        clauses[-1] = any_of(clauses[-1], beginning)
    return clauses or [Query.empty_query()]


def filtering(filters: Filters) -> Iterator[Query]:
    """The filters that are set."""
    if filters.max_days is not None:
        yield between("days", 0, filters.max_days, FieldType.Integer)
    if filters.min_price is not None or filters.max_price is not None:
        yield between("price", filters.min_price, filters.max_price, FieldType.Float)
    if filters.min_rating is not None:
        yield between("rating", filters.min_rating, None, FieldType.Float)
    named = {"category": filters.category, "sub_category": filters.sub_category, "seller": filters.seller}
    for field, value in named.items():
        if value is not None:
            yield term(field, value)


def word_query(word: str, distance: int) -> Query:
    """A word as it is, as the beginning or inside of another, in another form, or with typos."""
    ways = [term(field, stem) for stem in stems_of(word) for field in ("words", "stems")]
    if matches_beginnings(word):
        ways.append(prefix("suffixes" if matches_inside(word) else "words", word))
    if distance:
        ways.append(Query.fuzzy_term_query(SCHEMA, "words", word, distance=distance))
    return any_of(*ways)


def scored(search: Search) -> Query:
    """The same gigs with a score for each word: by where it stands and how well it matches there, the best place."""
    words = [word_score(word) for word in search.words or ()]
    weightless = Query.const_score_query(matching(search), 0.0)
    return Query.boolean_query([(Occur.Must, weightless), *((Occur.Should, word) for word in words)])


def word_score(word: str) -> Query:
    """How much a word counts in a gig that it matches: by where it stands, and how well it matches there."""
    places = [
        (ways, weight * quality) for part, weight in PART_WEIGHTS.items() for ways, quality in in_part(part, word)
    ]
    places.append((Query.all_query(), LEAST))
    return Query.disjunction_max_query([Query.const_score_query(ways, boost) for ways, boost in places])


def in_part(part: str, word: str) -> Iterator[tuple[Query, float]]:
    """The ways in which a word matches in a part of a gig, and how well."""
    field, stems = FIELD_OF[part], stems_of(word)
    yield term(field, word), EXACT
    yield prefix(field, word), PREFIX
    if part == "description":
        yield any_of(*(term("stems", stem) for stem in stems)), FORM
        return
    yield any_of(*(term(field, as_stem(stem)) for stem in stems)), FORM
    if part == "title" and (distance := typos(word)):
        yield Query.fuzzy_term_query(SCHEMA, field, word, distance=distance), TYPO


def similar(gig: Gig) -> Query:
    """Active gigs that share words of the title, tags and categories; rare words count more."""
    shared = [
        Query.boost_query(term(FIELD_OF[part], word), SIMILAR_WEIGHTS[part])
        for part, words in likeness(gig).items()
        for word in words
    ]
    active = Query.const_score_query(term("active", True), 0.0)
    return Query.boolean_query(
        [(Occur.Must, active), (Occur.MustNot, term("id", gig["id"])), (Occur.Must, any_of(*shared))]
    )


def beyond_key(search: Search) -> Query:
    """The gigs on the far side of the page's key."""
    if search.after is None:
        return Query.all_query()
    field, key = KEY_FIELDS[search.sort], int(search.after[0])
    if search.from_highest:
        return between(field, LOWEST, key, FieldType.Integer, include_upper=False)
    return between(field, key, HIGHEST, FieldType.Integer, include_lower=False)


def between(field: str, lower: Any, upper: Any, type_: FieldType, **bounds: bool) -> Query:
    """A range; None leaves a side open."""
    return Query.range_query(SCHEMA, field, type_, lower_bound=lower, upper_bound=upper, **bounds)


def term(field: str, value: str | bool) -> Query:
    """The gigs with exactly that value."""
    return Query.term_query(SCHEMA, field, value)


def prefix(field: str, word: str) -> Query:
    """The gigs with a term that begins so; a folded word has no signs of a regular expression in it."""
    return Query.regex_query(SCHEMA, field, f"{word}.*")


def all_of(*clauses: Query) -> Query:
    """Every one of the clauses."""
    return Query.boolean_query([(Occur.Must, clause) for clause in clauses])


def any_of(*clauses: Query) -> Query:
    """At least one of the clauses."""
    return Query.boolean_query([(Occur.Should, clause) for clause in clauses])
