"""What the views read of a request."""

from typing import Any

from rest_framework.request import Request
from rest_framework.serializers import Serializer

from auth_service.authentication import bearer_of
from auth_service.clients import Client
from auth_service.exceptions import AuthenticationRequired, SessionEnded
from auth_service.models import Session, User
from auth_service.names import normalise_username
from jobber.address import client_address
from jobber.api import read
from jobber.exceptions import Forbidden


def validated(serializer: type[Serializer[dict[str, Any]]], request: Request) -> dict[str, Any]:
    """The request's body as the serializer reads it. Raises ValidationError."""
    return read(serializer, request.data)


def client_of(request: Request, data: dict[str, Any] | None = None) -> Client:
    """The browser behind the request, by the names of its session; `data` is a validated body that may say others."""
    said = data or {}
    session = request.auth if isinstance(request.auth, Session) else None
    return Client(
        address=client_address(request._request, from_service=True),
        browser_name=said.get("browserName", session.browser_name if session else ""),
        device_type=said.get("deviceType", session.device_type if session else ""),
        user_agent=request.META.get("HTTP_USER_AGENT", ""),
        device_key=request.META.get("HTTP_X_DEVICE", ""),
        bearer=bearer_of(request) or "",
    )


def check_own_name(request: Request, username: str) -> None:
    """Raises Forbidden where the path names another user than the session's."""
    if normalise_username(username) != request.user.username:
        raise Forbidden


def require_bearer(request: Request) -> None:
    """Raises AuthenticationRequired where no Bearer came, SessionEnded where it is empty."""
    bearer = bearer_of(request)
    if bearer is None:
        raise AuthenticationRequired
    if not bearer:
        raise SessionEnded


def owner(request: Request) -> User:
    """The session's user."""
    user = request.user
    assert isinstance(user, User)
    return user


def session_of(request: Request) -> Session:
    """The session itself."""
    assert isinstance(request.auth, Session)
    return request.auth
