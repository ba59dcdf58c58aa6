"""Gigs as lines of JSON, for bulk loads: each is a gig of the contract, or refused with a reason."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import orjson

from search.documents import Gig

INT64 = 2**63
MAX_ID_LENGTH = 512
TEXTS = (
    "sellerId", "username", "email", "profilePicture", "title", "description", "basicTitle", "basicDescription",
    "categories", "expectedDelivery", "coverImage", "createdAt",
)  # fmt: skip
LISTS = ("subCategories", "tags")
COUNTS = ("ratingsCount", "ratingSum")


@dataclass(frozen=True)
class Refused:
    """A line that is no gig: its number, from 1, and why."""

    line: int
    reason: str


def read(lines: Iterable[bytes]) -> Iterator[Gig | Refused]:
    """A gig or a refusal for each line that is not empty."""
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            gig = orjson.loads(line)
        except orjson.JSONDecodeError:
            yield Refused(number, "no valid JSON")
            continue
        reason = wrong_with(gig)
        yield Refused(number, reason) if reason else gig


def wrong_with(gig: object) -> str:
    """Why this is no gig; "" where it is one. Fields that nobody named are let through."""
    if not isinstance(gig, dict):
        return "no JSON object"
    if not isinstance(gig.get("id"), str) or not 0 < len(gig["id"].encode()) <= MAX_ID_LENGTH:
        return f"id must be a text of 1 to {MAX_ID_LENGTH} bytes"
    if not is_number(gig.get("sortId"), int) or not -INT64 < gig["sortId"] < INT64:
        return "sortId must be a whole number of 64 bits"
    if not is_number(gig.get("price"), (int, float)) or gig["price"] < 0:
        return "price must be a number, and not negative"
    if not isinstance(gig.get("active"), bool):
        return "active must be true or false"
    return wrong_count(gig) or wrong_text(gig)


def wrong_count(gig: Gig) -> str:
    """Which count is none."""
    for name in COUNTS:
        if not is_number(gig.get(name, 0), int) or not 0 <= gig.get(name, 0) < INT64:
            return f"{name} must be a whole number, and not negative"
    return ""


def wrong_text(gig: Gig) -> str:
    """Which text or list of texts is none."""
    for name in TEXTS:
        if not isinstance(gig.get(name, ""), str):
            return f"{name} must be a text"
    for name in LISTS:
        items = gig.get(name, [])
        if not isinstance(items, list) or not all(isinstance(item, str) for item in items):
            return f"{name} must be a list of texts"
    return ""


def is_number(value: object, kind: type | tuple[type, ...]) -> bool:
    """Whether the value is a number of that kind; true and false are none."""
    return isinstance(value, kind) and not isinstance(value, bool)
