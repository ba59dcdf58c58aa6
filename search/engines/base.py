"""What a search engine does for the program."""

from collections.abc import Iterable
from typing import Protocol

from search.documents import Gig
from search.facets import Facets
from search.queries import Page, Search


class Engine(Protocol):
    """An index of gigs. Every method raises Unavailable where the engine is away."""

    def search(self, search: Search) -> Page:
        """The page that is asked for, of active gigs alone."""

    def facets(self, search: Search) -> Facets:
        """How many gigs of the search there are by category, price and delivery time."""

    def similar(self, gig: Gig, *, size: int) -> list[Gig]:
        """Active gigs like that one, the most alike first."""

    def get(self, gig_id: str) -> Gig | None:
        """The active gig with that id."""

    def put(self, gigs: Iterable[Gig]) -> int:
        """Adds gigs, each in the place of one with the same id; how many. Later searches find them."""

    def delete(self, gig_id: str) -> None:
        """Removes the gig, if it is there."""

    def known(self, ids: Iterable[str]) -> set[str]:
        """Which of the ids are in the index."""

    def highest_sort_id(self) -> int:
        """The highest `sortId`; 0 for an empty index."""

    def is_outdated(self) -> bool:
        """Whether the index has the form of an older release, which finds less or nothing until it is rebuilt."""

    def rebuild(self) -> int:
        """Builds the index anew beside the old one and swaps them, while searches go on; how many gigs it has."""
