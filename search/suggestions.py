"""What a person may have meant: completions as one types, and another spelling where nothing is found."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from rapidfuzz.distance import OSA

from search.documents import Gig, searched_words, words_of
from search.engines.base import Engine
from search.highlighting import is_match
from search.queries import Filters, Search
from search.sorting import Direction, Sort

MOST_SUGGESTIONS = 8
GIGS_LOOKED_AT = 50


def suggestions(engine: Engine, words: tuple[str, ...]) -> list[str]:
    """Tags and titles in which every word stands, or begins one, or is misspelt by a typo; the most relevant first."""
    search = Search(words=words, direction=Direction.FORWARD, size=GIGS_LOOKED_AT, sort=Sort.RELEVANCE)
    fitting = (text for text in texts(engine.search(search).gigs) if has_all(text, words))
    return list(dict.fromkeys(fitting))[:MOST_SUGGESTIONS]


def texts(gigs: Iterable[Gig]) -> Iterator[str]:
    """The tags of the gigs, which are short, then their titles."""
    found = list(gigs)
    for gig in found:
        yield from (str(tag) for tag in gig.get("tags") or ())
    for gig in found:
        yield str(gig.get("title") or "")


def has_all(text: str, words: tuple[str, ...]) -> bool:
    """Whether each of the words matches one of the text's."""
    own = words_of(text)
    return all(any(is_match(one, word) for one in own) for word in words)


def did_you_mean(engine: Engine, search: Search) -> str | None:
    """The query with each word that is nowhere found replaced by the most like one; None where that helps nothing."""
    words = search.words or ()
    corrected = tuple(nearest(engine, word) for word in words)
    if corrected == words or not engine.search(replace(search, words=corrected, after=None)).total:
        return None
    return " ".join(corrected)


def nearest(engine: Engine, word: str) -> str:
    """The word itself if a gig has it, else the one most like it in the gigs that a lenient search finds."""
    search = Search(words=(word,), direction=Direction.FORWARD, size=GIGS_LOOKED_AT, filters=Filters())
    if engine.search(search).total:
        return word
    found = engine.search(replace(search, is_lenient=True)).gigs
    candidates = {candidate for gig in found for candidate in searched_words(gig)}
    return min(sorted(candidates), key=lambda candidate: OSA.distance(candidate, word), default=word)
