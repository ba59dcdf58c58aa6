"""What happens to every request: it gets an id, one error shape, a look at its origin, and its session."""

import logging
import random
import time
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from corsheaders.middleware import CorsMiddleware as DjangoCorsMiddleware
from csp.middleware import CSPMiddleware as DjangoCSPMiddleware
from django.conf import settings
from django.contrib.auth.middleware import AuthenticationMiddleware as DjangoAuthenticationMiddleware
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages.middleware import MessageMiddleware as DjangoMessageMiddleware
from django.contrib.sessions.middleware import SessionMiddleware as DjangoSessionMiddleware
from django.http import HttpRequest, HttpResponse
from django.http.request import split_domain_port, validate_host
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware as DjangoGZipMiddleware
from django.middleware.security import SecurityMiddleware as DjangoSecurityMiddleware
from django.utils.cache import patch_vary_headers
from django.utils.deprecation import MiddlewareMixin
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
figure_of = lru_cache(maxsize=1024)(requests.labels)
GetResponse = Callable[[HttpRequest], HttpResponseBase]


def is_for_api(request: HttpRequest) -> bool:
    """Whether a page's policy, user and messages mean nothing to whom it is for."""
    return request.path_info.startswith(API)


class RequestMiddleware:
    """Gives each request an id, which its answer and its log lines carry, and a line and a figure of its own.

    Its answer also tells its length.
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
        tell(request, response, time.perf_counter() - began)
        return response


def tell(request: HttpRequest, response: HttpResponseBase, seconds: float) -> None:
    """The request's log line and figure: its route's pattern, since codes and tokens travel in paths and queries."""
    match = request.resolver_match
    name = pattern(match.route) if match else "-"
    if name in UNTOLD or request.path.startswith(settings.STATIC_URL):
        return
    method = request.method if request.method in METHODS else "-"
    figure_of(method, name, response.status_code).observe(seconds)
    log.info("%s %s %s %.1f ms user %s", method, name, response.status_code, seconds * 1000, known_user(request))


def known_user(request: HttpRequest) -> str:
    """The id of the user whose session was looked up; "-" where none was."""
    user = getattr(request, "user", None)
    if isinstance(user, SimpleLazyObject) and user._wrapped is empty:
        return "-"
    return str(getattr(user, "pk", None) or "-")


class SecurityMiddleware(DjangoSecurityMiddleware):
    """Django's, and what it has no setting for (`BROWSER_HEADERS`); a view may say otherwise.

    They are the same for all answers, so they are written once, and not seven times for each.
    """

    def __init__(self, get_response: GetResponse) -> None:
        super().__init__(get_response)
        self.written: dict[bool, dict[str, Any]] = {}

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Django's hook."""
        is_secure = request.is_secure()
        if is_secure not in self.written:
            example = super().process_response(request, HttpResponse(headers=settings.BROWSER_HEADERS))
            del example["Content-Type"]
            self.written[is_secure] = example.headers._store
        response.headers._store = {**self.written[is_secure], **response.headers._store}
        return response


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
    host = request.META.get("HTTP_HOST", request.META["SERVER_NAME"])
    if not is_ours(host, tuple(settings.ALLOWED_HOSTS)):
        raise JobberError("The Host header is not one of ours.")


@lru_cache(maxsize=256)
def is_ours(host: str, ours: tuple[str, ...]) -> bool:
    """Whether `host`, which may name a port, is one of `ours`: what Django's get_host() would take."""
    domain, _ = split_domain_port(host)
    return bool(domain) and validate_host(domain, ours)


class OriginMiddleware:
    """Refuses state-changing requests from other sites."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Django's hook."""
        if request.method in SAFE_METHODS or is_from(request, OWN_SITES):
            return self.get_response(request)
        return refusal()


class Sparing(MiddlewareMixin):
    """Before a middleware's own class, which is spared the requests to which what it does means nothing."""

    def spares(self, request: HttpRequest) -> bool:
        """Whether it is spared that one: each for the API, where a class says nothing else."""
        return is_for_api(request)

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Django's hook."""
        if self.spares(request):
            return self.get_response(request)  # type: ignore[return-value]  # nothing is asynchronous here
        return super().__call__(request)  # type: ignore[return-value]


class CSPMiddleware(Sparing, DjangoCSPMiddleware):
    """django-csp's."""


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
    """Django's, but what a service answered keeps its encoding: ranges, ETags and events are of the bytes as sent.

    So does what fits into a packet, which would not arrive sooner.
    """

    SHORTEST = 1024

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Django's hook."""
        is_short = isinstance(response, HttpResponse) and len(response.content) < self.SHORTEST
        return response if is_short or isinstance(response, PassedOn) else super().process_response(request, response)


class SessionMiddleware(DjangoSessionMiddleware):
    """Django's, but the cookie is written only where gateway/session.py changed it: an unreadable one stays."""

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Django's hook."""
        self.process_request(request)
        response: HttpResponse = self.get_response(request)  # type: ignore[assignment]
        return self.process_response(request, response) if hasattr(request, "session_cookie_changed") else response


class AuthenticationMiddleware(Sparing, DjangoAuthenticationMiddleware):
    """`request.user` and `request.login` for the admin site, by the browser's session, looked up at first touch."""

    def process_request(self, request: HttpRequest) -> None:
        """Django's hook."""
        login = SimpleLazyObject(lambda: session.current(request))
        request.login = login  # type: ignore[attr-defined]
        request.user = SimpleLazyObject(lambda: user_of(login))  # type: ignore[assignment]


class MessageMiddleware(Sparing, DjangoMessageMiddleware):
    """Django's, for the admin site."""


def user_of(login: Any) -> User | AnonymousUser:
    """The session's user, or nobody."""
    return login.user if login else AnonymousUser()
