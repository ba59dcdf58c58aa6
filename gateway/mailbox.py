"""The mailbox, in development alone: the mails that the program sent, as their receivers see them."""

from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from auth_service import mailbox
from auth_service.mailbox import Letter
from gateway.pages import SECRET_ADDRESS, show
from jobber.exceptions import NotFound
from jobber.routes import View, read_only

# mails style themselves, run nothing, and open their links in the whole window
MAIL_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data: https:; base-uri 'self'; frame-ancestors 'self'; "
    "sandbox allow-top-navigation-by-user-activation"
)


def in_development(view: View) -> View:
    """The view, for GET and HEAD; in production it is not there."""

    @wraps(view)
    def checked(request: HttpRequest, **path: Any) -> HttpResponseBase:
        if not settings.DEBUG:
            raise NotFound
        return read_only(view)(request, **path)

    return checked


@in_development
def index(request: HttpRequest) -> HttpResponse:
    """GET /mailbox: the latest mails."""
    return show(request, "mailbox", headers=SECRET_ADDRESS, letters=mailbox.letters())


@in_development
def letter(request: HttpRequest, key: str) -> HttpResponse:
    """GET /mailbox/:key: one mail."""
    return show(request, "letter", headers=SECRET_ADDRESS, letter=found(key))


@in_development
def body(request: HttpRequest, key: str) -> HttpResponse:
    """GET /mailbox/:key/body: a mail's HTML, for the frame of its page."""
    html = found(key).html.replace("<head>", '<head><base target="_top">', 1)
    policies = {"Content-Security-Policy": MAIL_POLICY, "X-Frame-Options": "SAMEORIGIN"}
    return HttpResponse(html, headers={**SECRET_ADDRESS, **policies})


def found(key: str) -> Letter:
    """The mail of that key. Raises NotFound."""
    letter = mailbox.letter(key)
    if letter is None:
        raise NotFound
    return letter
