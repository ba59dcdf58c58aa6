"""What the embedded index holds of a gig, and what it is asked: pure functions over tantivy's types."""

from collections.abc import Iterator
from typing import Any

import orjson
import tantivy
from tantivy import Occur, Query

from search.documents import Gig, delivery_days, searched_words, suffixes
from search.queries import Direction, Search, matches_inside, typos
from search.stems import stems_of

NO_KEYS = (-(2**63), 2**63 - 1)


def schema() -> tantivy.Schema:
    """What is indexed. `words` and `suffixes` are folded in Python, so the index only splits them at spaces."""
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("words", tokenizer_name="whitespace", index_option="basic")
    builder.add_text_field("suffixes", tokenizer_name="whitespace", index_option="basic")
    builder.add_text_field("stems", tokenizer_name="whitespace", index_option="basic")
    builder.add_integer_field("sort_id", indexed=True, fast=True)
    builder.add_integer_field("days", indexed=True, fast=True)
    builder.add_float_field("price", indexed=True, fast=True)
    builder.add_boolean_field("active", indexed=True)
    builder.add_bytes_field("gig", stored=True)
    return builder.build()


SCHEMA = schema()


def document(gig: Gig) -> tantivy.Document:
    """What the index holds of a gig."""
    words = searched_words(gig)
    fields: dict[str, Any] = {
        "id": gig["id"],
        "words": " ".join(words),
        "suffixes": " ".join(suffixes(words)),
        "stems": " ".join({stem for word in words for stem in stems_of(word)}),
        "sort_id": int(gig["sortId"]),
        "price": float(gig["price"]),
        "active": bool(gig["active"]),
        "gig": orjson.dumps(gig),
    }
    days = delivery_days(gig)
    return tantivy.Document(**fields, **({} if days is None else {"days": days}))


def matching(search: Search) -> Query:
    """The active gigs that hold every word and pass the filters, whatever the page."""
    clauses = [term("active", True), *filters(search)]
    if search.words is not None:
        clauses += [word_query(word) for word in search.words] or [Query.empty_query()]
    return Query.boolean_query([(Occur.Must, clause) for clause in clauses])


def word_query(word: str) -> Query:
    """A word as it is, as the beginning or inside of another, in another form, or with typos."""
    ways = [prefix("words", word), *(term("stems", stem) for stem in stems_of(word))]
    if matches_inside(word):
        ways.append(prefix("suffixes", word))
    if typos(word):
        ways.append(Query.fuzzy_term_query(SCHEMA, "words", word, distance=typos(word)))
    return Query.boolean_query([(Occur.Should, way) for way in ways])


def filters(search: Search) -> Iterator[Query]:
    """Price and delivery time."""
    if search.max_days is not None:
        yield between("days", 0, search.max_days, tantivy.FieldType.Integer)
    if search.min_price is not None or search.max_price is not None:
        yield between("price", search.min_price, search.max_price, tantivy.FieldType.Float)


def beyond_key(search: Search) -> Query:
    """The gigs on the far side of the page's key."""
    if search.after is None:
        return Query.all_query()
    least, most = NO_KEYS
    if search.direction is Direction.FORWARD:
        return between("sort_id", search.after, most, tantivy.FieldType.Integer, include_lower=False)
    return between("sort_id", least, search.after, tantivy.FieldType.Integer, include_upper=False)


def between(field: str, lower: Any, upper: Any, type_: tantivy.FieldType, **bounds: bool) -> Query:
    """A range; None leaves a side open."""
    return Query.range_query(SCHEMA, field, type_, lower_bound=lower, upper_bound=upper, **bounds)


def term(field: str, value: str | bool) -> Query:
    """The gigs with exactly that value."""
    return Query.term_query(SCHEMA, field, value)


def prefix(field: str, word: str) -> Query:
    """The gigs with a term that begins so; a folded word has no signs of a regular expression in it."""
    return Query.regex_query(SCHEMA, field, f"{word}.*")
