"""The gig search's views."""

from typing import Any

from rest_framework.request import Request
from rest_framework.serializers import Serializer
from rest_framework.viewsets import ViewSet

from jobber import throttle
from jobber.address import client_address, network_of
from jobber.api import Response, read
from jobber.bulkhead import Bulkhead
from jobber.exceptions import NotFound
from search.documents import Gig
from search.engines import engine
from search.highlighting import highlights
from search.queries import Page, Search
from search.serializers import SearchSerializer, SuggestSerializer
from search.sorting import Sort
from search.suggestions import did_you_mean, suggestions

MOST_SIMILAR = 6
searches = Bulkhead()


def asked(serializer: type[Serializer[dict[str, Any]]], request: Request, **path: str) -> dict[str, Any]:
    """What the path and the query string ask for. Raises ValidationError.

    Of a parameter that is repeated, `name[]` among them, the last one counts; an empty one counts as absent.
    """
    last = {name.removesuffix("[]"): values[-1] for name, values in request.query_params.lists()}
    given = {name: value for name, value in last.items() if value.strip()}
    return read(serializer, {**given, **path})


def cursor_payload(page: Page) -> dict[str, str | None]:
    """The ways on from a page; null where there is none."""
    return {
        "next": page.next.encode() if page.next else None,
        "previous": page.previous.encode() if page.previous else None,
    }


def around(page: Page, search: Search, extras: set[str]) -> dict[str, Any]:
    """What was asked for around the page."""
    more: dict[str, Any] = {}
    if search.sort is not Sort.SORT_ID:
        more["cursor"] = cursor_payload(page)
    if "facets" in extras:
        more["facets"] = engine().facets(search)
    if "highlight" in extras:
        more["highlights"] = {gig["id"]: highlights(gig, search.words or ()) for gig in page.gigs}
    if "didYouMean" in extras:
        more["didYouMean"] = None if page.total else did_you_mean(engine(), search)
    return more


def gig_of(gig_id: str) -> Gig:
    """The active gig. Raises NotFound."""
    found = engine().get(gig_id)
    if found is None:
        raise NotFound("The gig does not exist.")
    return found


class GigViewSet(ViewSet):
    """Gigs, found and shown; no session is needed."""

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """REST framework's hook. Raises TooManyRequests."""
        super().initial(request, *args, **kwargs)
        address = client_address(request._request, from_service=True)
        throttle.take("search from an address", network_of(address))

    def list(self, request: Request, from_: str, size: str, type: str) -> Response:  # noqa: A002 - the contract's name
        """GET /search/gig/:from/:size/:type."""
        data = asked(SearchSerializer, request, from_=from_, size=size, type=type)
        search: Search = data["search"]
        with searches.place():
            page = engine().search(search)
            more = around(page, search, data["extras"])
        return Response({"message": "Search gigs results", "total": page.total, "gigs": page.gigs, **more})

    def retrieve(self, request: Request, gig_id: str) -> Response:
        """GET /search/gig/:gigId."""
        with searches.place():
            return Response({"message": "Single gig result", "gig": gig_of(gig_id)})

    def similar(self, request: Request, gig_id: str) -> Response:
        """GET /search/gig/:gigId/similar."""
        with searches.place():
            gigs = engine().similar(gig_of(gig_id), size=MOST_SIMILAR)
        return Response({"message": "Similar gigs", "gigs": gigs})

    def suggest(self, request: Request) -> Response:
        """GET /search/suggest?q=."""
        words = asked(SuggestSerializer, request)["q"]
        with searches.place():
            return Response({"message": "Suggestions", "suggestions": suggestions(engine(), words)})


gigs = GigViewSet.as_view({"get": "list"})
gig = GigViewSet.as_view({"get": "retrieve"})
similar = GigViewSet.as_view({"get": "similar"})
suggest = GigViewSet.as_view({"get": "suggest"})
