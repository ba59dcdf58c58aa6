"""Which headers pass between a browser and a service behind the gateway, and which the gateway writes itself."""

import re
from collections.abc import Iterable, Mapping

from django.http import HttpRequest
from urllib3.util import SKIP_HEADER

from jobber.address import client_address
from jobber.gateway_token import gateway_token
from jobber.logs import request_id

# RFC 9110, 7.6.1; what the Connection header names comes to them
HOP_BY_HOP = frozenset(
    {"connection", "keep-alive", "proxy-connection", "proxy-authenticate", "proxy-authorization", "te", "trailer"}
) | {"transfer-encoding", "upgrade"}
# what services believe, and what is between the browser and the gateway alone
NOT_ASKED = frozenset({"authorization", "gatewaytoken", "cookie", "x-device", "host", "content-length", "expect"}) | {
    "forwarded",
    "x-real-ip",
    "x-request-id",
}
# what the gateway says for the whole site, or its server; and what servers in front would take for orders
NOT_ANSWERED = frozenset(
    {"set-cookie", "set-cookie2", "clear-site-data", "service-worker-allowed", "alt-svc", "refresh"}
) | {
    "content-security-policy",
    "content-security-policy-report-only",
    "cross-origin-opener-policy",
    "cross-origin-resource-policy",
    "referrer-policy",
    "strict-transport-security",
    "x-content-type-options",
    "x-frame-options",
    "date",
    "server",
    "x-powered-by",
    "x-request-id",
    "x-accel-redirect",
    "x-sendfile",
}
NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
VALUE = re.compile(r"[\t\x20-\x7e\x80-\xff]*")


def asked(request: HttpRequest, *, service: str, bearer: str, length: int) -> dict[str, str]:
    """What the service is sent: what the browser may say, and who the gateway and the user are."""
    said = passing(request.headers.items(), without=NOT_ASKED)
    return {
        "Accept-Encoding": SKIP_HEADER,
        "User-Agent": SKIP_HEADER,
        **{name: value for name, value in said.items() if not name.startswith("X-Forwarded-")},
        **({"Content-Length": str(length)} if length else {}),
        "Authorization": f"Bearer {bearer}",
        "gatewaytoken": gateway_token(service),
        "X-Forwarded-For": client_address(request),
        "X-Forwarded-Proto": request.scheme or "",
        "X-Forwarded-Host": request.get_host(),
        "X-Request-Id": request_id.get(),
    }


def answered(headers: Mapping[str, str]) -> dict[str, str]:
    """What the browser is told of the service's headers, as the gateway sends it.

    Its HTML runs nothing on our site. Where it is silent about caches the browser alone may keep the answer, and asks
    each time, so that ETags work and nobody sees it without a session. Raises ValueError for what are no headers.
    """
    said = passing(headers.items(), without=NOT_ANSWERED)
    if not all(NAME.fullmatch(name) and VALUE.fullmatch(value) for name, value in said.items()):
        raise ValueError("not headers")
    ours = {"Content-Security-Policy": "default-src 'none'; sandbox"}
    silent = {} if "cache-control" in map(str.lower, said) else {"Cache-Control": "private, no-cache"}
    kept = {name: value for name, value in said.items() if not name.lower().startswith("access-control-")}
    return {**kept, **silent, **ours}


def passing(headers: Iterable[tuple[str, str]], *, without: frozenset[str]) -> dict[str, str]:
    """The headers without those of this connection alone, and without those others."""
    listed = list(headers)
    named = {
        word.strip().lower() for name, value in listed if name.lower() == "connection" for word in value.split(",")
    }
    dropped = HOP_BY_HOP | named | without
    return {name: value for name, value in listed if name.lower() not in dropped}
