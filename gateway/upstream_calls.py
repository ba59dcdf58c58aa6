"""Calls to the services behind the gateway: pooled connections, time limits, and answers read as they come.

No proxy of the environment is used and no redirect followed. The places that slow services may hold are the view's.
"""

import socket
import ssl
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from threading import Timer
from typing import Any

from django.conf import settings
from urllib3 import BaseHTTPResponse, HTTPConnectionPool, HTTPResponse, HTTPSConnectionPool, Timeout
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import ConnectTimeoutError, HTTPError, NewConnectionError, ProtocolError, ReadTimeoutError
from urllib3.util import parse_url

from jobber.exceptions import JobberError

PIECE_BYTES = 65536
# what a second try can't do twice (RFC 9110, 9.2.2)
IDEMPOTENT = frozenset({"GET", "HEAD", "OPTIONS", "PUT", "DELETE"})


class ServiceAway(JobberError):
    """502: the service behind the route can't be reached, or its answer is none."""

    status_code = 502
    message = "The service behind this route is not available right now. Please try again later."


class ServiceTooSlow(JobberError):
    """504: the service behind the route did not answer in time."""

    status_code = 504
    message = "The service behind this route takes too long. Please try again later."


@dataclass(frozen=True)
class Call:
    """A request to the service at `url`; `target` is path and query, `body` None where there is none."""

    url: str
    method: str
    target: str
    headers: dict[str, str]
    body: Iterator[bytes] | None

    @property
    def may_be_repeated(self) -> bool:
        """Whether a second try does no harm, and has all that the first one had."""
        return self.method in IDEMPOTENT and self.body is None


class Deadline:
    """Cuts a connection once an answer has taken too long: a byte now and then would outwit a limit between bytes."""

    def __init__(self, connection: socket.socket) -> None:
        self.connection = connection
        self.is_over = False
        self.timer = Timer(settings.UPSTREAM_ANSWER_SECONDS, self.cut)
        self.timer.daemon = True
        self.timer.start()

    def cut(self) -> None:
        """Ends what is being read. It goes past TLS, which would take what comes after for plain text."""
        self.is_over = True
        with suppress(OSError):
            socket.socket.shutdown(self.connection, socket.SHUT_RDWR)

    def lift(self) -> None:
        """The answer is there, or nobody waits for it any more."""
        self.timer.cancel()


class Watched(HTTPConnection):
    """A connection whose answers have a deadline."""

    deadline: Deadline

    def getresponse(self) -> HTTPResponse:  # type: ignore[override]  # urllib3 answers with a class of its own too
        """urllib3's hook. Raises TimeoutError as well."""
        self.deadline = Deadline(self.sock)
        try:
            answer = super().getresponse()
        except Exception:
            self.deadline.lift()
            self.check_time()
            raise
        self.check_time()  # the standard library takes headers that were cut off for all of them
        return answer

    def check_time(self) -> None:
        """Raises TimeoutError after the deadline."""
        if self.deadline.is_over:
            raise TimeoutError


class WatchedByTLS(Watched, HTTPSConnection):
    """The same over TLS."""


class Pool(HTTPConnectionPool):
    """Connections to one service."""

    ConnectionCls = Watched


class TLSPool(HTTPSConnectionPool):
    """The same over TLS."""

    ConnectionCls = WatchedByTLS


@cache
def tls() -> ssl.SSLContext:
    """What certificates are checked against: reading them takes longer than a call."""
    return ssl.create_default_context()


def new_pool(url: str) -> HTTPConnectionPool:
    """No connections yet, and as many kept as slow services may hold."""
    scheme, _, host, port, *_ = parse_url(url)
    options: dict[str, Any] = {"maxsize": settings.WEB_THREADS}
    if scheme == "https":
        return TLSPool(host or "", port, ssl_context=tls(), **options)
    return Pool(host or "", port, **options)


kept_pool = cache(new_pool)


def answer_to(call: Call) -> BaseHTTPResponse:
    """The answer, its body still to be read. Raises ServiceAway, ServiceTooSlow.

    A service may close a kept connection just as it is used, so only what may be repeated goes over one, and is then
    repeated over a new one.
    """
    try:
        if not call.may_be_repeated:
            return send(call, new_pool(call.url))
        try:
            return send(call, kept_pool(call.url))
        except ProtocolError as error:
            if not is_lost_connection(error):
                raise
            return send(call, new_pool(call.url))
    except (ConnectTimeoutError, ReadTimeoutError) as error:
        raise (ServiceAway if isinstance(error, NewConnectionError) else ServiceTooSlow) from error
    except HTTPError as error:
        raise (ServiceTooSlow if is_caused_by(error, TimeoutError) else ServiceAway) from error


def send(call: Call, pool: HTTPConnectionPool) -> BaseHTTPResponse:
    """The answer. Raises urllib3's HTTPError."""
    return pool.urlopen(
        call.method,
        (parse_url(call.url).path or "") + call.target,
        call.body,
        call.headers,
        retries=False,
        redirect=False,
        timeout=Timeout(connect=settings.UPSTREAM_CONNECT_SECONDS, read=settings.UPSTREAM_READ_SECONDS),
        preload_content=False,
        decode_content=False,
    )


def is_lost_connection(error: HTTPError) -> bool:
    """Whether the connection ended before an answer began."""
    return is_caused_by(error, ConnectionError)


def is_caused_by(error: HTTPError, cause: type[Exception]) -> bool:
    """Whether urllib3 wrapped such an error."""
    return any(isinstance(each, cause) for each in error.args)


def pieces(answer: BaseHTTPResponse) -> Iterator[bytes]:
    """The body as it comes, in the service's own encoding. Raises HTTPError where it breaks off."""
    if getattr(answer, "chunked", False):
        return answer.read_chunked(PIECE_BYTES, decode_content=False)
    return iter(lambda: answer.read1(PIECE_BYTES, decode_content=False), b"")
