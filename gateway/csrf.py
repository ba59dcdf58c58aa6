"""The admin site's protection against forged forms, in our own words where it refuses one."""

from typing import Any

from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.http.response import HttpResponseBase
from django.middleware.csrf import CsrfViewMiddleware as DjangoCsrfViewMiddleware

from gateway.failures import answer_to
from gateway.middleware import Sparing
from gateway.origins import SAFE_METHODS
from jobber.exceptions import Forbidden


class CsrfViewMiddleware(Sparing, DjangoCsrfViewMiddleware):
    """Django's, which reads the form to find its token, before any view that could answer to one that can't be read."""

    def spares(self, request: HttpRequest) -> bool:
        """The API's reads, which have no form, and renew no token as sign-ins do."""
        return request.method in SAFE_METHODS and super().spares(request)

    def process_view(  # type: ignore[override]  # the stubs know of Django's own refusal alone
        self, request: HttpRequest, *view: Any
    ) -> HttpResponseBase | None:
        """Django's hook."""
        try:
            return super().process_view(request, *view)
        except (SuspiciousOperation, UnreadablePostError, MultiPartParserError) as error:
            return answer_to(request, error)


def forged(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: Django's hook for a form without its token; `reason` is for those who wrote the form."""
    return answer_to(request, Forbidden("This form is no longer good. Please load the page again."))
