"""What the embedded index holds of a gig."""

from typing import Any

import orjson
import tantivy

from search.documents import WORD_FIELDS, Gig, delivery_days, indexed_words, named_parts
from search.ranking import average_rating, created, lift
from search.sorting import Sort

# One whole number for each order, since the index sorts by one field: what it is about above, the sortId below.
KEY_FIELDS = {
    Sort.SORT_ID: "sort_id",
    Sort.RELEVANCE: "sort_id",  # where no word tells gigs apart
    Sort.NEWEST: "key_newest",
    Sort.RATING: "key_rating",
    Sort.PRICE: "key_price",
    Sort.PRICE_DOWN: "key_price",
}
ABOVE_BITS, BELOW_BITS = 32, 31
NAMED_FIELDS = ("id", "category", "sub_category", "seller")
LABEL_FIELD = "category_label"
INTEGER_FIELDS = ("days", *dict.fromkeys(KEY_FIELDS.values()))
# tantivy multiplies the score by log2(2 + value)
FLOAT_FIELDS = ("price", "rating", "lift")


def schema() -> tantivy.Schema:
    """What is indexed. Words are folded in Python, so the index only splits them at spaces."""
    builder = tantivy.SchemaBuilder()
    for field in WORD_FIELDS:
        builder.add_text_field(field, tokenizer_name="whitespace", index_option="basic")
    for field in NAMED_FIELDS:
        builder.add_text_field(field, tokenizer_name="raw", index_option="basic")
    builder.add_text_field(LABEL_FIELD, tokenizer_name="raw", index_option="basic", fast=True)
    for field in INTEGER_FIELDS:
        builder.add_integer_field(field, indexed=True, fast=True)
    for field in FLOAT_FIELDS:
        builder.add_float_field(field, indexed=True, fast=True)
    builder.add_boolean_field("active", indexed=True)
    builder.add_bytes_field("gig", stored=True)
    return builder.build()


SCHEMA = schema()


def document(gig: Gig) -> tantivy.Document:
    """What the index holds of a gig."""
    days = delivery_days(gig)
    fields: dict[str, Any] = {
        "id": gig["id"],
        **indexed_words(gig),
        **named_parts(gig),
        **keys(gig),
        LABEL_FIELD: str(gig.get("categories") or ""),
        "price": float(gig["price"]),
        "rating": average_rating(gig),
        "lift": 2 ** lift(gig) - 2,
        "active": bool(gig["active"]),
        "gig": orjson.dumps(gig),
    }
    return tantivy.Document(**fields, **({} if days is None else {"days": days}))


def keys(gig: Gig) -> dict[str, int]:
    """The gig's place in each order."""
    sort_id = int(gig["sortId"])
    return {
        "sort_id": sort_id,
        "key_newest": key(created(gig).timestamp(), sort_id),
        "key_rating": key(average_rating(gig) * 1000, sort_id),
        "key_price": key(float(gig["price"]) * 100, sort_id),
    }


def key(above: float, below: int) -> int:
    """Two numbers in one that is ordered by the first, then by the second; each is cut to its range."""
    return clipped(round(above), ABOVE_BITS) << BELOW_BITS | clipped(below, BELOW_BITS)


def clipped(number: int, bits: int) -> int:
    """The number, or the nearest one of so many bits."""
    return min(max(number, 0), (1 << bits) - 1)
