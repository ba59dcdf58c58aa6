"""The other services behind the gateway: a request of a living session is passed on, and the answer handed back."""

import errno
import logging
import re
from collections.abc import Iterator
from contextlib import ExitStack
from functools import cache
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.http import HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.csrf import csrf_exempt
from rest_framework.exceptions import MethodNotAllowed
from urllib3 import BaseHTTPResponse
from urllib3.exceptions import HTTPError

from auth_service.services import sessions
from gateway import session
from gateway.upstream_calls import PIECE_BYTES, Call, Deadline, ServiceAway, answer_to, pieces
from gateway.upstream_headers import answered, asked
from jobber.bulkhead import Bulkhead
from jobber.exceptions import BodyTooLarge, JobberError, NotFound
from jobber.routes import View

log = logging.getLogger(__name__)
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
# no way up or aside: no empty segment, none of dots, no control character, no backslash
BELOW = re.compile(r"(?:(?!\.{1,2}(?:[/;]|\Z))[^/\\\x00-\x1f\x7f]+(?:/|\Z))*")
ANSWERS = range(200, 600)
IN_PATH = "/:@!$&'()*+,;="
IN_QUERY = IN_PATH + "?%[]"
LONE_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
# several slow services at once leave a quarter of the threads to the rest of the program
all_services = Bulkhead(share=3 / 4)
bulkhead_of = cache(lambda _service: Bulkhead())


class IncompleteBody(JobberError):
    """400: the body ended before its Content-Length."""

    message = "The request body is incomplete."


class PassedOn(StreamingHttpResponse):
    """A service's answer, as the service encoded it."""


class Body:
    """The body of an answer as it comes; `close` gives back all that the call holds, however far it was read."""

    def __init__(self, answer: BaseHTTPResponse, deadline: Deadline, held: ExitStack) -> None:
        self.pieces = pieces(answer)
        self.deadline = deadline
        self.held = held

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        """Raises ConnectionResetError where the service breaks off, so that half of it never passes for the whole."""
        try:
            return next(self.pieces)
        except HTTPError as error:
            log.warning("The answer of a service broke off (%s)", self.reason(error))
            raise ConnectionResetError(errno.ECONNRESET, "the answer broke off") from error

    def reason(self, error: HTTPError) -> str:
        """Why, for the log."""
        return "too slow" if self.deadline.is_over else type(error).__name__

    def close(self) -> None:
        """Django's hook."""
        self.held.close()


def pass_on(segment: str, *, to: str) -> View:
    """The view that passes requests on to `/api/v1/<segment>/…` of a service; NotFound where its address isn't set."""

    # OriginMiddleware is what keeps other sites out here, as in gateway/proxy.py.
    @csrf_exempt
    def view(request: HttpRequest, below: str) -> HttpResponseBase:
        url = settings.UPSTREAMS[to]
        if not url:
            raise NotFound
        bearer = session.bearer(request)
        request.user = sessions.find(bearer).user
        call = call_of(request, url=url, segment=segment, below=below, bearer=bearer)
        with ExitStack() as held:
            held.enter_context(bulkhead_of(to).place())
            held.enter_context(all_services.place())
            return handed_back(call, held)

    return view


def call_of(request: HttpRequest, *, url: str, segment: str, below: str, bearer: str) -> Call:
    """The request as the service gets it. Raises MethodNotAllowed, NotFound, BodyTooLarge."""
    if request.method not in METHODS:
        raise MethodNotAllowed(request.method or "")
    if not BELOW.fullmatch(below):
        raise NotFound
    length = body_length(request)
    return Call(
        url=url,
        method=request.method,
        target=target(f"/api/v1/{segment}/{below}".removesuffix("/"), request.META.get("QUERY_STRING", "")),
        headers=asked(request, service=segment, bearer=bearer, length=length),
        body=body_of(request, length) if length else None,
    )


def target(path: str, query: str) -> str:
    """Path and query as they stand in a request; the query is the browser's own, but for what may not stand there."""
    written = quote(LONE_PERCENT.sub("%25", query).encode("latin-1", "replace"), safe=IN_QUERY)
    return quote(path, safe=IN_PATH) + (f"?{written}" if written else "")


def body_length(request: HttpRequest) -> int:
    """How many bytes the body has. Raises BodyTooLarge."""
    said: Any = request.META.get("CONTENT_LENGTH") or "0"
    length = int(said) if str(said).isdecimal() else 0
    if length > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
        raise BodyTooLarge
    return length


def body_of(request: HttpRequest, length: int) -> Iterator[bytes]:
    """The body as it comes. Raises IncompleteBody: the service is not to wait for the rest."""
    while length:
        try:
            piece = request.read(min(length, PIECE_BYTES))
        except OSError as error:
            raise IncompleteBody from error
        if not piece:
            raise IncompleteBody
        length -= len(piece)
        yield piece


def handed_back(call: Call, held: ExitStack) -> PassedOn:
    """The answer, which takes over what is held. Raises ServiceAway, ServiceTooSlow, IncompleteBody."""
    answer = answer_to(call)
    deadline: Deadline = answer.connection.deadline  # type: ignore[union-attr]
    held.callback(answer.close)
    held.callback(deadline.lift)
    if not is_whole(answer, call.method):
        raise ServiceAway
    try:
        headers = answered(answer.headers)
    except ValueError as error:
        raise ServiceAway from error
    response = PassedOn(status=answer.status, headers=headers)
    if "content-type" not in map(str.lower, headers):
        del response["Content-Type"]
    response.streaming_content = Body(answer, deadline, held.pop_all())
    return response


def is_whole(answer: BaseHTTPResponse, method: str) -> bool:
    """Whether it is an answer, and one whose end can be told: headers that broke off are not to pass for an answer."""
    bodiless = method == "HEAD" or answer.status in {HTTPStatus.NO_CONTENT, HTTPStatus.NOT_MODIFIED}
    has_end = bodiless or getattr(answer, "chunked", False) or answer.length_remaining is not None
    return answer.status in ANSWERS and has_end
