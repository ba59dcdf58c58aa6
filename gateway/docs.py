"""The API's documentation: a page for people, and the OpenAPI document for it and for programs."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from jobber.routes import read_only


@read_only
def page(request: HttpRequest) -> HttpResponse:
    """GET /api/docs: Swagger UI, from our own files, with nothing inline."""
    return render(request, "pages/docs.html")


@read_only
def schema(request: HttpRequest) -> HttpResponse:
    """GET /api/schema: OpenAPI 3.1 as JSON."""
    from gateway.openapi.document import document  # noqa: PLC0415 - the start of the program is not to wait for it

    return HttpResponse(document(), content_type="application/json")
