"""Where a request comes from, as its browser says (Fetch Metadata, CORS)."""

from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from jobber.exceptions import Forbidden, error_response
from jobber.routes import View

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
OWN_SITES = frozenset({"", "same-origin", "none"})
SIBLINGS = OWN_SITES | {"same-site"}


def is_from(request: HttpRequest, sites: frozenset[str]) -> bool:
    """Whether the origin is ours; where none is named, whether the browser says that it is one of `sites`."""
    origin = request.META.get("HTTP_ORIGIN")
    if origin is not None:
        return origin.lower() in settings.TRUSTED_ORIGINS
    return request.META.get("HTTP_SEC_FETCH_SITE", "") in sites


def refusal() -> HttpResponseBase:
    """What other sites are told."""
    return error_response(Forbidden("The request comes from another site."), "gateway")


def not_for_other_sites(view: View) -> View:
    """The view, refused to other sites: for a GET that leaves a trace.

    A link names no origin; the client's own links, from a sibling of our domain, are to work.
    """

    @wraps(view)
    def checked(request: HttpRequest, **path: Any) -> HttpResponseBase:
        return view(request, **path) if is_from(request, SIBLINGS) else refusal()

    return checked
