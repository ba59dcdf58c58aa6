"""What the index holds of a gig: the gig itself, as the contract shows it, and what it is found by."""

import re
import unicodedata
from collections.abc import Iterable
from typing import Any

Gig = dict[str, Any]

WORD = re.compile(r"\w+")
NUMBER = re.compile(r"\d+")
SEARCHED_FIELDS = ("title", "description", "basicTitle", "basicDescription", "categories", "username")
SEARCHED_LISTS = ("subCategories", "tags")
MIN_SUFFIX, MAX_SUFFIXED_WORD, MAX_WORDS = 3, 40, 2000


def fold(text: str) -> str:
    """The text without accents and letter case, as words are compared."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def words_of(text: str) -> list[str]:
    """The distinct words of a text, folded, in their order."""
    return list(dict.fromkeys(WORD.findall(fold(text))))


def searched_words(gig: Gig) -> list[str]:
    """The words that a gig is found by, `MAX_WORDS` at most."""
    texts = [str(gig.get(field) or "") for field in SEARCHED_FIELDS]
    lists = [str(item) for field in SEARCHED_LISTS for item in gig.get(field) or ()]
    return words_of(" ".join([*texts, *lists]))[:MAX_WORDS]


def suffixes(words: Iterable[str]) -> list[str]:
    """Every suffix of `MIN_SUFFIX` letters and more, so that a prefix query finds any part of a word."""
    found: dict[str, None] = {}
    for word in words:
        tail = word[:MAX_SUFFIXED_WORD]
        found.update(dict.fromkeys(tail[start:] for start in range(len(tail) - MIN_SUFFIX + 1)))
    return list(found)


def delivery_days(gig: Gig) -> int | None:
    """The days of `expectedDelivery`, such as `3 Days Delivery`; None where it names no number."""
    number = NUMBER.search(str(gig.get("expectedDelivery") or ""))
    return int(number[0]) if number and len(number[0]) < 6 else None  # noqa: PLR2004 - more digits are no delivery time


def named_parts(gig: Gig) -> dict[str, list[str]]:
    """What a gig is filtered by, folded: its category, its sub-categories, its seller by name and by id."""
    return {
        "category": [fold(str(gig.get("categories") or ""))],
        "sub_category": [fold(str(name)) for name in gig.get("subCategories") or ()],
        "seller": [fold(str(gig.get("username") or "")), str(gig.get("sellerId") or "")],
    }
