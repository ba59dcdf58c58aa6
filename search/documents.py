"""What the index holds of a gig: the gig itself, as the contract shows it, and what it is found by."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import chain
from typing import Any

from search.stems import stems_of

Gig = dict[str, Any]

WORD = re.compile(r"\w+")
HYPHENATED = re.compile(r"\w+(?:-\w+)+")
NUMBER = re.compile(r"\d+")
# The parts of a gig by what a word in them says of it, most first, and the field that each part's words are indexed in.
PARTS = {
    "title": ("title", "basicTitle"),
    "tags": ("tags",),
    "categories": ("categories", "subCategories"),
    "seller": ("username",),
    "description": ("description", "basicDescription"),
}
SEARCHED_FIELDS = [field for fields in PARTS.values() for field in fields]
FIELD_OF = {part: f"words_{part}" for part in PARTS} | {"description": "words"}
WORD_FIELDS = ("words", "suffixes", "stems", *(FIELD_OF[part] for part in PARTS if part != "description"))
MIN_SUFFIX, MAX_SUFFIXED_WORD, MAX_WORDS = 3, 40, 2000


class WithoutAccents(dict[int, int | None]):
    """A table for `str.translate` that drops combining marks; it learns each character when it first meets it."""

    def __missing__(self, code: int) -> int | None:
        """The character itself, or nothing in the place of a mark."""
        return self.setdefault(code, None if unicodedata.combining(chr(code)) else code)


without_accents = WithoutAccents()


def fold(text: str) -> str:
    """The text without accents and letter case, as words are compared."""
    if text.isascii():
        return text.lower()
    letters = unicodedata.normalize("NFKD", text).casefold()
    return unicodedata.normalize("NFKD", letters).translate(without_accents)


def words_of(text: str) -> list[str]:
    """The distinct words of a text, folded, in their order."""
    return list(dict.fromkeys(WORD.findall(fold(text))))


def written_words_of(text: str) -> list[str]:
    """The same, and what is written with hyphens as one word too: who looks for `lofi` means `lo-fi`."""
    folded = fold(text)
    joined = (match.replace("-", "") for match in HYPHENATED.findall(folded)) if "-" in folded else ()
    return list(dict.fromkeys([*WORD.findall(folded), *joined]))


def words_by_part(gig: Gig) -> dict[str, list[str]]:
    """The distinct words of each part of a gig, folded."""
    return {part: written_words_of(" ".join(texts(gig, fields))) for part, fields in PARTS.items()}


def texts(gig: Gig, fields: Iterable[str]) -> Iterator[str]:
    """What stands in those fields, lists item by item."""
    for field in fields:
        value = gig.get(field) or ""
        yield from map(str, value) if isinstance(value, list) else [str(value)]


def searched_words(gig: Gig) -> list[str]:
    """The distinct words that a gig is found by, `MAX_WORDS` at most."""
    return distinct(words_by_part(gig))


def distinct(by_part: dict[str, list[str]]) -> list[str]:
    """The words of all parts, each once, `MAX_WORDS` at most."""
    return list(dict.fromkeys(chain.from_iterable(by_part.values())))[:MAX_WORDS]


@lru_cache(maxsize=100_000)
def suffixes_of(word: str) -> str:
    """Every suffix of `MIN_SUFFIX` letters and more, between spaces: a prefix query finds any part of a word by it."""
    tail = word[:MAX_SUFFIXED_WORD]
    return " ".join([tail[start:] for start in range(len(tail) - MIN_SUFFIX + 1)])


@lru_cache(maxsize=100_000)
def other_stems_of(word: str) -> str:
    """The stems of a word that are not the word itself, between spaces."""
    return " ".join([stem for stem in stems_of(word) if stem != word])


@lru_cache(maxsize=100_000)
def with_stems(word: str) -> str:
    """The word and its stems, marked, between spaces."""
    return " ".join([word, *map(as_stem, stems_of(word))])


def as_stem(stem: str) -> str:
    """A stem as it stands among words, being none: no word has the mark in it."""
    return f"{stem}~"


def indexed_words(gig: Gig) -> dict[str, str]:
    """The fields that a gig's words are found by, words between spaces.

    The description has no field of its own: it is where a word stands that is in no other part. The other parts' fields
    hold stems among the words, marked, so that a word's place counts whatever its form.
    """
    by_part = words_by_part(gig)
    words = distinct(by_part)
    return {
        "words": " ".join(words),
        "suffixes": " ".join(map(suffixes_of, words)),
        "stems": " ".join(map(other_stems_of, words)),
        **{FIELD_OF[part]: " ".join(map(with_stems, by_part[part])) for part in PARTS if part != "description"},
    }


def delivery_days(gig: Gig) -> int | None:
    """The days of `expectedDelivery`, such as `3 Days Delivery`; None where it names no number."""
    number = NUMBER.search(str(gig.get("expectedDelivery") or ""))
    return int(number[0]) if number and len(number[0]) < 6 else None  # noqa: PLR2004 - more digits are no delivery time


def named_parts(gig: Gig) -> dict[str, list[str]]:
    """What a gig is filtered by, folded: its category, its sub-categories, its seller by name and by id."""
    return {
        "category": [fold(str(gig.get("categories") or ""))],
        "sub_category": [fold(str(name)) for name in gig.get("subCategories") or ()],
        "seller": [fold(str(gig.get("username") or "")), fold(str(gig.get("sellerId") or ""))],
    }
