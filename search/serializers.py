"""What the search routes take (contract 1): bounds that hold before any engine sees the question."""

import math
from typing import Any

from rest_framework import serializers

from search.documents import words_of
from search.queries import Direction, Search

MAX_LETTERS, MAX_WORDS = 100, 10
MAX_SIZE = 100
MAX_DAYS = 10_000
INT64 = 2**63 - 1
Data = dict[str, Any]


def number(name: str, least: int, most: int, **options: Any) -> serializers.IntegerField:
    """A whole number, with one message for all that it may not be."""
    said = f"{name} must be a number from {least} to {most}"
    kinds = ("required", "null", "invalid", "min_value", "max_value", "max_string_length")
    return serializers.IntegerField(
        min_value=least, max_value=most, error_messages=dict.fromkeys(kinds, said), **options
    )


def no_nul(query: str) -> None:
    """Raises ValidationError for a text that holds one."""
    if "\0" in query:
        raise serializers.ValidationError("query must not hold a NUL")


class PriceField(serializers.FloatField):
    """A price: not negative, and finite."""

    def __init__(self, name: str) -> None:
        kinds = ("null", "invalid", "min_value", "max_string_length", "overflow")
        self.said = f"{name} must be a price"
        super().__init__(min_value=0, required=False, error_messages=dict.fromkeys(kinds, self.said))

    def to_internal_value(self, data: Any) -> float:
        """The price. Raises ValidationError."""
        price = super().to_internal_value(data)
        if not math.isfinite(price):
            raise serializers.ValidationError(self.said)
        return price


class SearchSerializer(serializers.Serializer[Data]):
    """A page of a search."""

    from_ = number("from", -INT64, INT64)
    size = number("size", 1, MAX_SIZE)
    type = serializers.ChoiceField(
        [direction.value for direction in Direction],
        error_messages={"invalid_choice": "type must be forward or backward"},
    )
    query = serializers.CharField(
        required=False,
        max_length=MAX_LETTERS,
        error_messages={"max_length": f"query must have at most {MAX_LETTERS} characters"},
        validators=[no_nul],
    )
    delivery_time = number("delivery_time", 0, MAX_DAYS, required=False)
    minPrice = PriceField("minPrice")
    maxPrice = PriceField("maxPrice")

    def validate_query(self, query: str) -> tuple[str, ...]:
        """The words of the query. Raises ValidationError."""
        words = words_of(query)
        if len(words) > MAX_WORDS:
            raise serializers.ValidationError(f"query must have at most {MAX_WORDS} words")
        return tuple(words)

    def validate(self, attrs: Data) -> Data:
        """The search, under `search`."""
        search = Search(
            words=attrs.get("query"),
            direction=Direction(attrs["type"]),
            size=attrs["size"],
            after=attrs["from_"] or None,
            max_days=attrs.get("delivery_time"),
            min_price=attrs.get("minPrice"),
            max_price=attrs.get("maxPrice"),
        )
        return {"search": search}
