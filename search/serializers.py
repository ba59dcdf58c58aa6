"""What the search routes take (contract 1): bounds that hold before any engine sees the question."""

import math
from typing import Any

from rest_framework import serializers

from search.documents import fold, words_of
from search.queries import Filters, Search, words_asked
from search.sorting import BadCursor, Direction, Sort, decode_cursor

MAX_LETTERS, MAX_WORDS = 100, 10
MAX_SIZE = 100
MAX_DAYS = 10_000
INT64 = 2**63 - 1
MAX_CURSOR = 200
Data = dict[str, Any]


def number(name: str, least: int, most: int, **options: Any) -> serializers.IntegerField:
    """A whole number, with one message for all that it may not be."""
    said = f"{name} must be a number from {least} to {most}"
    kinds = ("required", "null", "invalid", "min_value", "max_value", "max_string_length")
    return serializers.IntegerField(
        min_value=least, max_value=most, error_messages=dict.fromkeys(kinds, said), **options
    )


class QueryField(serializers.CharField):
    """The words of a query, folded, at most `MAX_WORDS`."""

    def __init__(self, name: str, **options: Any) -> None:
        self.name = name
        said = f"{name} must have at most {MAX_LETTERS} characters"
        missing = f"{name} is a required field"
        messages: dict[str, Any] = {"max_length": said, "required": missing, "blank": missing, "null": missing}
        super().__init__(error_messages=messages, **options)

    def to_internal_value(self, data: Any) -> str:
        """The text, which is looked at before it is cut into words. Raises ValidationError."""
        text = super().to_internal_value(data)
        if "\0" in text:
            raise serializers.ValidationError(f"{self.name} must not hold a NUL")
        if len(text) > MAX_LETTERS:
            self.fail("max_length")
        return text

    def run_validation(self, data: Any = serializers.empty) -> Any:
        """The words. Raises ValidationError."""
        words = words_of(super().run_validation(data))
        if len(words) > MAX_WORDS:
            raise serializers.ValidationError(f"{self.name} must have at most {MAX_WORDS} words")
        return tuple(words_asked(words))


class AmountField(serializers.FloatField):
    """A number that is not negative, and finite."""

    def __init__(self, name: str, what: str) -> None:
        kinds = ("null", "invalid", "min_value", "max_string_length", "overflow")
        self.said = f"{name} must be {what}"
        super().__init__(min_value=0, required=False, error_messages=dict.fromkeys(kinds, self.said))

    def to_internal_value(self, data: Any) -> float:
        """The number. Raises ValidationError."""
        amount = super().to_internal_value(data)
        if not math.isfinite(amount):
            raise serializers.ValidationError(self.said)
        return amount


class NameField(serializers.CharField):
    """The name of a category or a seller, folded."""

    def to_internal_value(self, data: Any) -> str:
        """The name as it is compared. Raises ValidationError."""
        return fold(super().to_internal_value(data))


def name_field(name: str) -> NameField:
    """An optional name."""
    said = f"{name} must have at most {MAX_LETTERS} characters"
    return NameField(required=False, max_length=MAX_LETTERS, error_messages={"max_length": said})


def switch(name: str) -> serializers.ChoiceField:
    """Something more that is asked for by `true`."""
    said = f"{name} must be true or false"
    return serializers.ChoiceField(["true", "false"], required=False, error_messages={"invalid_choice": said})


class SuggestSerializer(serializers.Serializer[Data]):
    """What a person has typed so far."""

    q = QueryField("q")


class SearchSerializer(serializers.Serializer[Data]):
    """A page of a search."""

    from_ = number("from", -INT64, INT64)
    size = number("size", 1, MAX_SIZE)
    type = serializers.ChoiceField(
        [direction.value for direction in Direction],
        error_messages={"invalid_choice": "type must be forward or backward"},
    )
    query = QueryField("query", required=False)
    delivery_time = number("delivery_time", 0, MAX_DAYS, required=False)
    minPrice = AmountField("minPrice", "a price")
    maxPrice = AmountField("maxPrice", "a price")
    rating = AmountField("rating", "a number of stars")
    category = name_field("category")
    subCategory = name_field("subCategory")
    seller = name_field("seller")
    sort = serializers.ChoiceField(
        [sort.value for sort in Sort if sort is not Sort.SORT_ID],
        required=False,
        error_messages={"invalid_choice": "sort must be relevance, newest, rating, price or -price"},
    )
    facets = switch("facets")
    highlight = switch("highlight")
    didYouMean = switch("didYouMean")
    cursor = serializers.CharField(
        required=False, max_length=MAX_CURSOR, error_messages={"max_length": BadCursor.message}
    )

    def validate(self, attrs: Data) -> Data:
        """The search, under `search`. Raises BadCursor."""
        filters = Filters(
            max_days=attrs.get("delivery_time"),
            min_price=attrs.get("minPrice"),
            max_price=attrs.get("maxPrice"),
            min_rating=attrs.get("rating"),
            category=attrs.get("category"),
            sub_category=attrs.get("subCategory"),
            seller=attrs.get("seller"),
        )
        place = place_of(attrs)
        search = Search(words=attrs.get("query"), size=attrs["size"], filters=filters, **place)
        extras = {name for name in ("facets", "highlight", "didYouMean") if attrs.get(name) == "true"}
        return {"search": search, "extras": extras}


def place_of(attrs: Data) -> Data:
    """Where the page is: by the contract's key, or by the cursor of another order. Raises BadCursor."""
    if "sort" not in attrs:
        after = (attrs["from_"],) if attrs["from_"] else None
        return {"direction": Direction(attrs["type"]), "after": after}
    sort = Sort(attrs["sort"])
    if "cursor" not in attrs:
        return {"sort": sort, "direction": Direction(attrs["type"])}
    cursor = decode_cursor(attrs["cursor"], sort=sort)
    return {"sort": sort, "direction": cursor.direction, "after": cursor.key}
