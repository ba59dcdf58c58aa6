"""Stems: what a word shares with its other forms, in the marketplace's two languages (Snowball's algorithms)."""

import threading
from functools import lru_cache

import Stemmer

LANGUAGES = ("english", "spanish")
SHORTEST_STEMMED = 4


class Stemmers(threading.local):
    """The languages' stemmers; each thread has its own, since they keep what they work on."""

    def __init__(self) -> None:
        self.all = [Stemmer.Stemmer(language) for language in LANGUAGES]


stemmers = Stemmers()


@lru_cache(maxsize=100_000)
def stems_of(word: str) -> tuple[str, ...]:
    """The stems of a folded word, one for each language that changes it otherwise; a short word is its own.

    A stem of less than half the word says too little: Spanish would make `web` of the misspelt `webiste`.
    """
    if len(word) < SHORTEST_STEMMED:
        return (word,)
    stems = (stemmer.stemWord(word) for stemmer in stemmers.all)
    return tuple(dict.fromkeys(stem for stem in stems if 2 * len(stem) > len(word)))
