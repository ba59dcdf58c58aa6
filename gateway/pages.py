"""The pages: each is a template, whose data its script fetches from the gateway's own API."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.cache import patch_vary_headers

from gateway import session
from gateway.texts import script_texts
from jobber.routes import View, read_only

# for a page whose address carries a token: it reaches no other site, and no cache
SECRET_ADDRESS = {"Referrer-Policy": "no-referrer", "Cache-Control": "no-store"}


def page(name: str, *, secret_address: bool = False) -> View:
    """GET: the page of that name, in the reader's language; `secret_address` where its address carries a token."""

    @read_only
    def view(request: HttpRequest, **path: Any) -> HttpResponse:
        return show(request, name, headers=SECRET_ADDRESS if secret_address else {}, **path)

    return view


def show(
    request: HttpRequest, name: str, *, status: int = 200, headers: dict[str, str] | None = None, **context: Any
) -> HttpResponse:
    """The page in the language that the reader chose, or that the browser asks for."""
    language = translation.get_language_from_request(request)
    with translation.override(language):
        response = render(request, f"pages/{name}.html", {**context, **frame(request, language)}, status=status)
    response["Content-Language"] = language
    response["Cache-Control"] = "private, no-cache"
    for header, value in (headers or {}).items():
        response[header] = value
    patch_vary_headers(response, ["Accept-Language", "Cookie"])
    return response


def frame(request: HttpRequest, language: str) -> dict[str, Any]:
    """What `pages/base.html` needs: no look into the database, since the API says whether a session is still good."""
    return {
        "language": language,
        "languages": settings.LANGUAGES,
        "is_development": settings.DEBUG,
        "is_signed_in": session.is_claimed(request),
        "password_min_length": settings.PASSWORD_MIN_LENGTH,
        "password_max_length": settings.PASSWORD_MAX_LENGTH,
        "otp_resend_after": int(settings.OTP_RESEND_AFTER.total_seconds()),
        "script_texts": script_texts(language),
    }


def wants_page(request: HttpRequest) -> bool:
    """Whether an error should be a page: outside /api, for a browser that prefers HTML (RFC 9110, 12.5.1).

    An Accept header that takes anything does not prefer it.
    """
    is_api = request.path.startswith("/api/")
    return not is_api and request.get_preferred_type(["application/json", "text/html"]) == "text/html"
