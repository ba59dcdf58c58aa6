"""What a search asks for, worked out before any engine sees it."""

from collections.abc import Iterable
from dataclasses import dataclass

from search.documents import MIN_SUFFIX, Gig
from search.sorting import BadCursor, Cursor, Direction, Key, Sort
from search.stop_words import STOP_WORDS

ONE_TYPO_FROM, TWO_TYPOS_FROM = 4, 8
LONGEST_MISSPELT_BYTES = 14


@dataclass(frozen=True, kw_only=True)
class Filters:
    """What narrows a search down; None lets all through. Texts are folded."""

    max_days: int | None = None
    min_price: float | None = None
    max_price: float | None = None
    min_rating: float | None = None
    category: str | None = None
    sub_category: str | None = None
    seller: str | None = None


@dataclass(frozen=True, kw_only=True)
class Search:
    """A page of a search. `words` are folded; None asks for every gig, none at all for no gig.

    `after` is the key, in the order of `sort`, that the page begins behind (ends before, going backward); None for the
    first (last) page. A lenient search takes more typos; in an unfinished one the last word may be the beginning of
    another, with a typo.
    """

    words: tuple[str, ...] | None
    direction: Direction
    size: int
    sort: Sort = Sort.SORT_ID
    after: Key | None = None
    filters: Filters = Filters()
    is_lenient: bool = False
    is_unfinished: bool = False

    @property
    def window(self) -> int:
        """How many gigs to fetch: a run of equal keys is carried to its end, up to twice the size."""
        return 2 * self.size

    def check_key(self, values: int) -> None:
        """Raises BadCursor where the key has another number of values than the engine's own keys."""
        if self.after is not None and len(self.after) != values:
            raise BadCursor

    @property
    def from_highest(self) -> bool:
        """Whether the engine is to begin at the highest key: going back means the other way round."""
        return self.sort.is_descending != (self.direction is Direction.BACKWARD)


@dataclass(frozen=True)
class Hit:
    """A gig that was found, and its key in the order of the search."""

    key: Key
    gig: Gig


@dataclass(frozen=True)
class Page:
    """A page of gigs in their order, how many gigs match in all, and the ways on from here."""

    gigs: list[Gig]
    total: int
    next: Cursor | None = None
    previous: Cursor | None = None


def words_asked(words: Iterable[str]) -> list[str]:
    """The words that gigs must hold: all but stop words, where there are others."""
    asked = list(words)
    return [word for word in asked if word not in STOP_WORDS] or asked


def typos(word: str, *, is_lenient: bool = False) -> int:
    """How many typos a word may hold; two in any that may hold one, where the search is lenient."""
    if len(word) < ONE_TYPO_FROM or word in STOP_WORDS:
        return 0
    return 2 if is_lenient or len(word) >= TWO_TYPOS_FROM else 1


def misspelt_beginning(word: str) -> str:
    """A regular expression for words that begin like that one but for a letter more, less, other or swapped.

    A folded word has no signs of a regular expression in it. A longer one's the engines would refuse: tantivy
    takes 1,000 states, Elasticsearch 1,000 characters.
    """
    if not typos(word) or len(word.encode()) > LONGEST_MISSPELT_BYTES:
        return f"{word}.*"
    ways = {word}
    for at, letter in enumerate(word):
        before, after = word[:at], word[at + 1 :]
        ways |= {before + after, f"{before}.{after}", f"{before}.{letter}{after}"}
        ways.add(before + after[:1] + letter + after[1:])
    return f"({'|'.join(sorted(ways))}).*"


def matches_inside(word: str) -> bool:
    """Whether a word is long enough to be looked for inside others; shorter ones match exactly or as a prefix."""
    return len(word) >= MIN_SUFFIX and word not in STOP_WORDS


def matches_beginnings(word: str) -> bool:
    """Whether a word may be the beginning of others; a stop word of three letters and more matches only itself."""
    return len(word) < MIN_SUFFIX or word not in STOP_WORDS


def page_of(hits: list[Hit], search: Search, *, total: int) -> Page:
    """The page, of at most `window` hits that came in the order of the search's direction."""
    ordered = sorted(hits, key=lambda hit: (hit.key, str(hit.gig["id"])), reverse=search.from_highest)
    end = min(search.size, len(ordered))
    while 0 < end < len(ordered) and ordered[end].key == ordered[end - 1].key:
        end += 1
    page, more = ordered[:end], end < len(ordered)
    if search.direction is Direction.BACKWARD:
        page.reverse()
        return with_cursors(page, search, total, has_next=search.after is not None, has_previous=more)
    return with_cursors(page, search, total, has_next=more, has_previous=search.after is not None)


def with_cursors(page: list[Hit], search: Search, total: int, *, has_next: bool, has_previous: bool) -> Page:
    """The page with a cursor for each way that leads on."""
    gigs = [hit.gig for hit in page]
    if not page:
        return Page(gigs, total)
    following = Cursor(search.sort, Direction.FORWARD, page[-1].key) if has_next else None
    preceding = Cursor(search.sort, Direction.BACKWARD, page[0].key) if has_previous else None
    return Page(gigs, total, following, preceding)
