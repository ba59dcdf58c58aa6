"""What happens to every request: it gets an id, one error shape, a look at its origin, and its session."""

import logging
import random
import time
from collections.abc import Callable
from typing import Any

from corsheaders.middleware import CorsMiddleware as DjangoCorsMiddleware
from csp.middleware import CSPMiddleware as DjangoCSPMiddleware
from django.conf import settings
from django.contrib.auth.middleware import AuthenticationMiddleware as DjangoAuthenticationMiddleware
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages.middleware import MessageMiddleware as DjangoMessageMiddleware
from django.contrib.sessions.middleware import SessionMiddleware as DjangoSessionMiddleware
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware as DjangoGZipMiddleware
from django.utils.cache import patch_vary_headers
from django.utils.functional import SimpleLazyObject, empty

from auth_service.models import User
from gateway import session
from gateway.failures import answer_to
from gateway.origins import OWN_SITES, SAFE_METHODS, is_from, refusal
from gateway.upstreams import METHODS, PassedOn
from jobber.exceptions import JobberError, LengthRequired, NotFound, error_response
from jobber.logs import request_id
from jobber.metrics import requests
from jobber.routes import pattern

log = logging.getLogger(__name__)
API = settings.API_PREFIXES
UNTOLD = frozenset({"/gateway-health", "/auth-health", "/health/live", "/health/ready", "/metrics"})
GetResponse = Callable[[HttpRequest], HttpResponseBase]


def is_for_api(request: HttpRequest) -> bool:
    """Whether a page's policy, user and messages mean nothing to whom it is for."""
    return request.path_info.startswith(API)


class RequestMiddleware:
    """Gives each request an id, which its answer and its log lines carry, and a line and a figure of its own.

    Its answer also tells its length, and what nobody else tells browsers (`BROWSER_HEADERS`).
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Django's hook."""
        began = time.perf_counter()
        request_id.set(f"{random.getrandbits(128):032x}")
        response = self.get_response(request)
        response["X-Request-Id"] = request_id.get()
        if isinstance(response, HttpResponse):
            response.headers.setdefault("Content-Length", str(len(response.content)))
        for header, value in settings.BROWSER_HEADERS.items():
            response.headers.setdefault(header, value)
        tell(request, response, time.perf_counter() - began)
        return response


def tell(request: HttpRequest, response: HttpResponseBase, seconds: float) -> None:
    """The request's log line and figure: its route's pattern, since codes and tokens travel in paths and queries."""
    match = request.resolver_match
    name = pattern(match.route) if match else "-"
    if name in UNTOLD or request.path.startswith(settings.STATIC_URL):
        return
    method = request.method if request.method in METHODS else "-"
    requests.labels(method, name, response.status_code).observe(seconds)
    log.info("%s %s %s %.1f ms user %s", method, name, response.status_code, seconds * 1000, known_user(request))


def known_user(request: HttpRequest) -> str:
    """The id of the user whose session was looked up; "-" where none was."""
    user = getattr(request, "user", None)
    if isinstance(user, SimpleLazyObject) and user._wrapped is empty:
        return "-"
    return str(getattr(user, "pk", None) or "-")


class ErrorMiddleware:
    """Answers in the contract's shape to what fails outside Django REST framework."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Django's hook."""
        try:
            check_form(request)
        except JobberError as error:
            return error_response(error, "gateway")
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse:
        """Django's hook: the answer to an exception that left a view."""
        return answer_to(request, exception)


def check_form(request: HttpRequest) -> None:
    """Raises JobberError for a host that is not ours, LengthRequired for a body that WSGI would show as empty.

    NotFound for what no route can match, so that Django would answer it: `OPTIONS *`, and the address after CONNECT.
    """
    if not request.path_info.startswith("/"):
        raise NotFound
    if "HTTP_TRANSFER_ENCODING" in request.META:
        raise LengthRequired
    try:
        request.get_host()
    except DisallowedHost as error:
        raise JobberError("The Host header is not one of ours.") from error


class OriginMiddleware:
    """Refuses state-changing requests from other sites."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Django's hook."""
        if request.method in SAFE_METHODS or is_from(request, OWN_SITES):
            return self.get_response(request)
        return refusal()


class CSPMiddleware(DjangoCSPMiddleware):
    """django-csp's, which made a policy for the excluded paths too and threw it away: a tenth of each API request."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Django's hook."""
        return response if is_for_api(request) else super().process_response(request, response)


class CorsMiddleware(DjangoCorsMiddleware):
    """django-cors-headers', but a request that names no origin is told only what its caches need to know."""

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Django's hook."""
        if "HTTP_ORIGIN" in request.META:
            return super().__call__(request)  # type: ignore[return-value]
        response: HttpResponseBase = self.get_response(request)  # type: ignore[assignment]
        if self.is_enabled(request):
            patch_vary_headers(response, ["origin"])
        return response


class GZipMiddleware(DjangoGZipMiddleware):
    """Django's, but what a service answered keeps its encoding: ranges, ETags and events are of the bytes as sent."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Django's hook."""
        return response if isinstance(response, PassedOn) else super().process_response(request, response)


class SessionMiddleware(DjangoSessionMiddleware):
    """Django's, but the cookie is written only where gateway/session.py changed it: an unreadable one stays."""

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Django's hook."""
        if getattr(request, "session_cookie_changed", False):
            return super().process_response(request, response)
        return response


class AuthenticationMiddleware(DjangoAuthenticationMiddleware):
    """`request.user` and `request.login` for the admin site, by the browser's session, looked up at first touch."""

    def process_request(self, request: HttpRequest) -> None:
        """Django's hook."""
        if is_for_api(request):
            return
        login = SimpleLazyObject(lambda: session.current(request))
        request.login = login  # type: ignore[attr-defined]
        request.user = SimpleLazyObject(lambda: user_of(login))  # type: ignore[assignment]


class MessageMiddleware(DjangoMessageMiddleware):
    """Django's, for the admin site."""

    def process_request(self, request: HttpRequest) -> None:
        """Django's hook."""
        if not is_for_api(request):
            super().process_request(request)


def user_of(login: Any) -> User | AnonymousUser:
    """The session's user, or nobody."""
    return login.user if login else AnonymousUser()
