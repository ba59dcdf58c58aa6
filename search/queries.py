"""What a search asks for, worked out before any engine sees it."""

from dataclasses import dataclass
from enum import Enum

from search.documents import MIN_SUFFIX, Gig

ONE_TYPO_FROM, TWO_TYPOS_FROM = 4, 8


class Direction(Enum):
    """Which way a page lies from its key."""

    FORWARD = "forward"
    BACKWARD = "backward"


@dataclass(frozen=True, kw_only=True)
class Search:
    """A page of a search. `words` are folded; None asks for every gig, none at all for no gig.

    `after` is the `sortId` that the page begins behind (ends before, going backward); None for the first (last) page.
    """

    words: tuple[str, ...] | None
    direction: Direction
    size: int
    after: int | None = None
    max_days: int | None = None
    min_price: float | None = None
    max_price: float | None = None

    @property
    def window(self) -> int:
        """How many gigs to fetch: a run of equal keys is carried to its end, up to twice the size."""
        return 2 * self.size


def typos(word: str) -> int:
    """How many typos a word may hold."""
    if len(word) < ONE_TYPO_FROM:
        return 0
    return 1 if len(word) < TWO_TYPOS_FROM else 2


def matches_inside(word: str) -> bool:
    """Whether a word is long enough to be looked for inside others; shorter ones match exactly or as a prefix."""
    return len(word) >= MIN_SUFFIX


def page_of(gigs: list[Gig], search: Search) -> list[Gig]:
    """The page's gigs in ascending order, of at most `window` that came in the order of the search's direction."""
    backward = search.direction is Direction.BACKWARD
    ordered = sorted(gigs, key=lambda gig: (gig["sortId"], gig["id"]), reverse=backward)
    end = min(search.size, len(ordered))
    while 0 < end < len(ordered) and ordered[end]["sortId"] == ordered[end - 1]["sortId"]:
        end += 1
    return ordered[:end][::-1] if backward else ordered[:end]
