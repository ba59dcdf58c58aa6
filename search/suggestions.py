"""What a person may have meant: completions as one types, and another spelling where nothing is found."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace

from rapidfuzz.distance import OSA

from search.documents import Gig, fold, searched_words, words_of
from search.engines.base import Engine
from search.highlighting import is_match
from search.queries import Search, misspelt_beginning
from search.sorting import Direction, Sort

MOST_SUGGESTIONS = 8
GIGS_LOOKED_AT = 50
MOST_CORRECTED = 4


def suggestions(engine: Engine, words: tuple[str, ...]) -> list[str]:
    """Tags, which are short, then titles, in which every word stands, or begins one, or is misspelt by a typo."""
    search = Search(
        words=words, direction=Direction.FORWARD, size=GIGS_LOOKED_AT, sort=Sort.RELEVANCE, is_unfinished=True
    )
    fitting = (text for text in texts(engine.search(search).gigs) if has_all(text, words))
    return list({fold(text): text for text in fitting}.values())[:MOST_SUGGESTIONS]


def texts(gigs: Iterable[Gig]) -> Iterator[str]:
    """The tags of the gigs, then their titles."""
    found = list(gigs)
    for gig in found:
        yield from (str(tag) for tag in gig.get("tags") or ())
    for gig in found:
        yield str(gig.get("title") or "")


def has_all(text: str, words: tuple[str, ...]) -> bool:
    """Whether each of the words matches one of the text's; the last one may be a beginning, with a typo."""
    own = words_of(text)
    last = words[-1] if words else ""
    beginning = re.compile(misspelt_beginning(last))
    return all(any(is_match(one, word) or (word == last and beginning.fullmatch(one)) for one in own) for word in words)


def did_you_mean(engine: Engine, search: Search) -> str | None:
    """The query with each word that is nowhere found replaced by the most like one; None where that helps nothing.

    Each word costs searches of its own, so a query of more than `MOST_CORRECTED` is left alone.
    """
    words = search.words or ()
    if len(words) > MOST_CORRECTED:
        return None
    corrected = tuple(nearest(engine, word) for word in words)
    if corrected == words or not engine.search(replace(search, words=corrected, after=None)).total:
        return None
    return " ".join(corrected)


def nearest(engine: Engine, word: str) -> str:
    """The word itself if a gig has it, else the one most like it in the gigs that a lenient search finds."""
    search = Search(words=(word,), direction=Direction.FORWARD, size=1)
    if engine.search(search).total:
        return word
    found = engine.search(replace(search, size=GIGS_LOOKED_AT, is_lenient=True)).gigs
    candidates = Counter(candidate for gig in found for candidate in searched_words(gig))
    return min(candidates, key=lambda candidate: (OSA.distance(candidate, word), -candidates[candidate]), default=word)
