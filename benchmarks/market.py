"""A marketplace to measure a search with: gigs, and what people type to find them, the same for the same seed.

The vocabulary has what a real one has: trade words, names in two languages, invented brand names, misspellings. Words
are drawn by Zipf's law (Mandelbrot's form of it), so a few stand in every tenth gig and most in a handful.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from random import Random

from faker.providers.person.en_US import Provider as EnglishNames
from faker.providers.person.es_ES import Provider as SpanishNames

from search.documents import WORD, Gig, words_of
from search.marketplace import DELIVERY_DAYS, PROMISES, QUALITIES, TRADES
from search.seeding import price, ratings

VOCABULARY_SIZE = 40_000
ZIPF_EXPONENT, ZIPF_SHIFT = 1.05, 3.0
TYPOS_PER_WORD = 0.004
FIRST_DAY = datetime(2024, 1, 1, tzinfo=UTC)
ONSETS = [
    "b",
    "br",
    "c",
    "cl",
    "d",
    "dr",
    "f",
    "fl",
    "g",
    "gr",
    "h",
    "j",
    "k",
    "l",
    "m",
    "n",
    "p",
    "pr",
    "qu",
    "r",
    "s",
    "st",
    "t",
    "tr",
    "v",
    "w",
    "z",
]
VOWELS = ["a", "e", "i", "o", "u", "ai", "ea", "io", "ó", "í"]
CODAS = ["", "", "", *["n", "r", "l", "s", "x", "nd", "rt"]]
ENDINGS = ["", "", "ing", "ers", "ed", "ly", "ify", "ción", "ado", "ista", "wise"]
FIRST_NAMES = [*EnglishNames.first_names, *SpanishNames.first_names]
LAST_NAMES = [*EnglishNames.last_names, *SpanishNames.last_names]
LETTERS = "abcdefghijklmnopqrstuvwxyz"


def invented(chance: Random) -> str:
    """A word that nobody has used yet, as brands and product names are made."""
    syllables = chance.choice([1, 2, 2, 3])
    stem = "".join(chance.choice(ONSETS) + chance.choice(VOWELS) + chance.choice(CODAS) for _ in range(syllables))
    return stem + chance.choice(ENDINGS)


def vocabulary(size: int = VOCABULARY_SIZE) -> list[str]:
    """That many distinct words, the most frequent first."""
    chance = Random("vocabulary")
    texts = [*PROMISES, *QUALITIES, *(work for trade in TRADES.values() for works in trade.values() for work in works)]
    trade_words = list(dict.fromkeys(word.lower() for text in texts for word in WORD.findall(text)))
    chance.shuffle(trade_words)
    rarer = {part.lower() for name in FIRST_NAMES + LAST_NAMES for part in WORD.findall(name)}
    while len(rarer) < size:
        rarer.add(invented(chance))
    shuffled = sorted(rarer)
    chance.shuffle(shuffled)
    return list(dict.fromkeys([*trade_words, *shuffled]))[:size]


def misspelt(word: str, chance: Random) -> str:
    """The word with one letter doubled, left out, replaced, or swapped with the next one."""
    at = chance.randrange(1, max(2, len(word) - 1))
    before, letter, after = word[:at], word[at : at + 1], word[at + 1 :]
    return chance.choice([
        before + letter * 2 + after,
        before + after,
        before + chance.choice(LETTERS) + after,
        before + after[:1] + letter + after[1:],
    ])  # fmt: skip


class Market:
    """The gigs of a marketplace, and queries that its people type."""

    def __init__(self) -> None:
        self.words = vocabulary()
        self.weights = list(accumulate((rank + ZIPF_SHIFT) ** -ZIPF_EXPONENT for rank in range(len(self.words))))

    def text(self, chance: Random, least: int, most: int) -> str:
        """As many words as that, misspelt now and then."""
        drawn = chance.choices(self.words, cum_weights=self.weights, k=chance.randint(least, most))
        if chance.random() < TYPOS_PER_WORD * len(drawn):
            at = chance.randrange(len(drawn))
            drawn[at] = misspelt(drawn[at], chance)
        return " ".join(drawn)

    def gigs(self, numbers: range) -> Iterator[Gig]:
        """The gigs of those numbers; each is the same however many are made."""
        return (self.gig(number) for number in numbers)

    def gig(self, number: int) -> Gig:
        """One gig."""
        chance = Random(number)
        category = chance.choice(list(TRADES))
        days = chance.choices(list(DELIVERY_DAYS), list(DELIVERY_DAYS.values()))[0]
        return {
            "id": f"{number:024x}",
            "sellerId": str(number % 50_000),
            "username": chance.choice(FIRST_NAMES)[:12],
            "email": f"seller{number % 50_000}@example.com",
            "profilePicture": f"https://example.com/sellers/{number % 50_000}.jpg",
            "title": self.text(chance, 4, 9).capitalize(),
            "description": self.text(chance, 25, 60),
            "basicTitle": self.text(chance, 2, 4),
            "basicDescription": self.text(chance, 6, 12),
            "categories": category,
            "subCategories": [chance.choice(list(TRADES[category]))],
            "tags": self.text(chance, 3, 5).split(),
            "active": chance.random() < 0.97,
            "expectedDelivery": f"{days} Day{'s' * (days > 1)} Delivery",
            **ratings(chance),
            "price": price(chance),
            "sortId": number + 1,
            "coverImage": f"https://example.com/covers/{number}.jpg",
            "createdAt": (FIRST_DAY + timedelta(seconds=number * 60)).isoformat().replace("+00:00", "Z"),
        }

    def queries(self, kind: str, *, gigs: int, count: int = 60) -> list[dict[str, str]]:
        """Parameters of searches of that kind, for an index of so many gigs."""
        chance = Random(kind)
        return [getattr(self, f"a_{kind}")(chance, gigs) for _ in range(count)]

    def word(self, chance: Random, first: int, last: int, length: int = 3) -> str:
        """A word of that length or more and of a rank within those bounds."""
        return chance.choice([word for word in self.words[first:last] if len(word) >= length])

    def a_common(self, chance: Random, _gigs: int) -> dict[str, str]:
        """A word that stands in nearly all gigs, or in one of fifty."""
        return {"query": self.word(chance, 0, 80)}

    def a_rare(self, chance: Random, _gigs: int) -> dict[str, str]:
        """A word that stands in a few gigs of a hundred thousand."""
        return {"query": self.word(chance, 8_000, 25_000)}

    def a_two_words(self, chance: Random, gigs: int) -> dict[str, str]:
        """Two words of one gig's title."""
        words = words_of(self.gig(chance.randrange(gigs))["title"])
        return {"query": " ".join(chance.sample(words, min(2, len(words))))}

    def a_prefix(self, chance: Random, _gigs: int) -> dict[str, str]:
        """The first four letters of a word that is neither common nor rare."""
        return {"query": self.word(chance, 50, 5_000, length=7)[:4]}

    def a_inside(self, chance: Random, _gigs: int) -> dict[str, str]:
        """Five letters from the middle of a word."""
        word = self.word(chance, 50, 5_000, length=8)
        at = chance.randrange(1, len(word) - 5)
        return {"query": word[at : at + 5]}

    def a_typo(self, chance: Random, _gigs: int) -> dict[str, str]:
        """A misspelt word."""
        return {"query": misspelt(self.word(chance, 30, 3_000, length=6), chance)}

    def a_filtered(self, chance: Random, gigs: int) -> dict[str, str]:
        """A common word, cheap and soon."""
        return {**self.a_common(chance, gigs), "maxPrice": "60", "delivery_time": "7"}

    def a_first(self, _chance: Random, _gigs: int) -> dict[str, str]:
        """The first page of all gigs."""
        return {}

    def a_deep(self, chance: Random, gigs: int) -> dict[str, str]:
        """Page 10,000 of all gigs, or the middle page of a smaller index."""
        return {"from": str(min(100_000, gigs // 2) + chance.randrange(1000))}
