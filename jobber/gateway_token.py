"""The gateway token (contract 2): how a Jobber service shows that it is one."""

from functools import lru_cache
from hmac import compare_digest
from typing import Any

import jwt
from django.conf import settings
from rest_framework.authentication import BaseAuthentication
from rest_framework.request import Request

from jobber.exceptions import JobberError

SERVICES = frozenset({"auth", "seller", "gig", "search", "buyer", "message", "order", "review"})
ALGORITHM = "HS256"


class InvalidRequest(JobberError):
    """401: no gateway token, or a bad one."""

    status_code = 401
    message = "Invalid request"


@lru_cache(maxsize=len(SERVICES))
def gateway_token(service: str) -> str:
    """The token with which the gateway speaks to `service`; like the Node gateway's, it does not expire."""
    return jwt.encode({"id": service}, settings.GATEWAY_JWT_TOKEN, ALGORITHM)


def is_gateway_token(token: str) -> bool:
    """Whether a Jobber service signed `token`: HS256, a known `id`, and an `exp`, if there is one, still to come."""
    if not token:
        return False
    if compare_digest(token.encode(), gateway_token("auth").encode()):
        return True  # what the gateway in this process says with each request, and what decoding it would answer
    try:
        claims: dict[str, Any] = jwt.decode(token, settings.GATEWAY_JWT_TOKEN, [ALGORITHM])
    except (jwt.InvalidTokenError, OverflowError):
        return False
    service = claims.get("id")
    return isinstance(service, str) and service in SERVICES


class GatewayTokenAuthentication(BaseAuthentication):
    """Refuses a request without a good gateway token. It runs before REST framework looks for a method's handler."""

    def authenticate(self, request: Request) -> None:
        """None: it is a service that asks, not a user. Raises InvalidRequest."""
        if not is_gateway_token(request.META.get("HTTP_GATEWAYTOKEN", "")):
            raise InvalidRequest
