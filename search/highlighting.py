"""Marking the words of a query in a gig's text, which is hostile: everything else is escaped."""

from html import escape

from rapidfuzz.distance import OSA

from search.documents import WORD, Gig, fold
from search.queries import matches_beginnings, matches_inside, typos
from search.stems import stems_of

MARKED = ("title", "description")


def highlights(gig: Gig, words: tuple[str, ...]) -> dict[str, str]:
    """The gig's title and description as HTML, with `<mark>` around the words that the query found."""
    return {field: marked(str(gig.get(field) or ""), words) for field in MARKED}


def marked(text: str, words: tuple[str, ...]) -> str:
    """The text as HTML: marked, and escaped."""
    parts, end = [], 0
    for match in WORD.finditer(text):
        parts.append(escape(text[end : match.start()]))
        found = any(is_match(fold(match[0]), word) for word in words)
        parts.append(f"<mark>{escape(match[0])}</mark>" if found else escape(match[0]))
        end = match.end()
    return "".join([*parts, escape(text[end:])])


def is_match(text: str, word: str) -> bool:
    """Whether the engines find the word in that one, both folded."""
    if text == word or (matches_beginnings(word) and text.startswith(word)) or (matches_inside(word) and word in text):
        return True
    if set(stems_of(text)) & set(stems_of(word)):
        return True
    allowed = typos(word)
    return allowed > 0 and OSA.distance(text, word, score_cutoff=allowed) <= allowed
