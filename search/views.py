"""The gig search's views."""

from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import ViewSet

from jobber.bulkhead import Bulkhead
from jobber.exceptions import NotFound
from search.engines import engine
from search.queries import Page, Search
from search.serializers import SearchSerializer
from search.sorting import Sort

searches = Bulkhead()


def search_of(request: Request, **path: str) -> Search:
    """What the path and the query string ask for; an empty parameter counts as absent. Raises ValidationError."""
    given = {name: value for name, value in request.query_params.dict().items() if str(value).strip()}
    serializer = SearchSerializer(data={**given, **path})
    serializer.is_valid(raise_exception=True)
    search: Search = serializer.validated_data["search"]
    return search


def cursor_payload(page: Page) -> dict[str, str | None]:
    """The ways on from a page; null where there is none."""
    return {
        "next": page.next.encode() if page.next else None,
        "previous": page.previous.encode() if page.previous else None,
    }


class GigViewSet(ViewSet):
    """Gigs, found and shown; no session is needed."""

    def list(self, request: Request, from_: str, size: str, type: str) -> Response:  # noqa: A002 - the contract's name
        """GET /search/gig/:from/:size/:type."""
        search = search_of(request, from_=from_, size=size, type=type)
        with searches.place():
            page = engine().search(search)
        answer = {"message": "Search gigs results", "total": page.total, "gigs": page.gigs}
        return Response(answer if search.sort is Sort.SORT_ID else {**answer, "cursor": cursor_payload(page)})

    def retrieve(self, request: Request, gig_id: str) -> Response:
        """GET /search/gig/:gigId."""
        with searches.place():
            gig = engine().get(gig_id)
        if gig is None:
            raise NotFound("The gig does not exist.")
        return Response({"message": "Single gig result", "gig": gig})


gigs = GigViewSet.as_view({"get": "list"})
gig = GigViewSet.as_view({"get": "retrieve"})
