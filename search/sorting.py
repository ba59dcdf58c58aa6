"""The orders that gigs come in, and the cursors that mark a place in one."""

import base64
import binascii
import math
from dataclasses import dataclass
from enum import Enum

import orjson

from jobber.exceptions import JobberError

Key = tuple[int | float, ...]
MAX_KEY_VALUES = 3


class Direction(Enum):
    """Which way a page lies from its key."""

    FORWARD = "forward"
    BACKWARD = "backward"


class Sort(Enum):
    """An order. `SORT_ID` is the contract's; the others are asked for by name."""

    SORT_ID = "sortId"
    RELEVANCE = "relevance"
    NEWEST = "newest"
    RATING = "rating"
    PRICE = "price"
    PRICE_DOWN = "-price"

    @property
    def is_descending(self) -> bool:
        """Whether the highest comes first."""
        return self in {Sort.RELEVANCE, Sort.NEWEST, Sort.RATING, Sort.PRICE_DOWN}


class BadCursor(JobberError):
    """400: the text is no cursor of ours, or one of another order."""

    message = "cursor is not one of this order"


@dataclass(frozen=True)
class Cursor:
    """A place in an order, and the way to go from there."""

    sort: Sort
    direction: Direction
    key: Key

    def encode(self) -> str:
        """The cursor as clients carry it, without knowing what it says."""
        text = orjson.dumps([self.sort.value, self.direction.value, *self.key])
        return base64.urlsafe_b64encode(text).rstrip(b"=").decode()


def decode_cursor(text: str, *, sort: Sort) -> Cursor:
    """The cursor that `encode` wrote for that order. Raises BadCursor."""
    try:
        padded = text.encode() + b"=" * (-len(text) % 4)
        name, direction, *key = orjson.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
        cursor = Cursor(Sort(name), Direction(direction), tuple(key))
    except (binascii.Error, ValueError, TypeError) as error:
        raise BadCursor from error
    numbers = all(type(value) in {int, float} and math.isfinite(value) and abs(value) < 2**63 for value in key)
    if cursor.sort is not sort or not numbers or not 0 < len(key) <= MAX_KEY_VALUES:
        raise BadCursor
    return cursor
