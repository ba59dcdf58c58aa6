"""The browser's cookies: the only code that reads and writes them (contract 6; design, "Sessions").

The `session` cookie holds the user's JWT alone, or in its place the token of a pending sign-in; `device` the key by
which an account knows the browser again.
"""

from datetime import UTC, datetime

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.csrf import rotate_token

from auth_service.exceptions import SessionEnded
from auth_service.models import Session
from auth_service.services import sessions
from auth_service.tokens import read_token

JWT, PENDING = "jwt", "pending"
DEVICE_SALT = "gateway.session.device"


def bearer(request: HttpRequest) -> str:
    """What the cookie stands for: a JWT, renewed if it is about to run out or did, or a pending token; or ""."""
    raw: str = request.session.get(JWT, "")
    return renewed(request, raw) if raw else request.session.get(PENDING, "")


def renewed(request: HttpRequest, raw: str) -> str:
    """The JWT itself while it is good for longer than `SESSION_RENEW_BEFORE`, else a new one, written to the cookie.

    "" where its session has ended; the cookie stays as it is then, since another tab may have signed in meanwhile.
    """
    claims = read_token(raw, expired_too=True)
    if claims is None:
        return ""
    if claims.expires - datetime.now(UTC) > settings.SESSION_RENEW_BEFORE:
        return raw
    try:
        fresh = sessions.renew(sessions.find(raw, expired_too=True))
    except SessionEnded:
        return ""
    write(request, JWT, fresh)
    return fresh


def current(request: HttpRequest) -> Session | None:
    """The living session of the browser, with its user; None where there is none."""
    try:
        return sessions.find(bearer(request))
    except SessionEnded:
        return None


def is_claimed(request: HttpRequest) -> bool:
    """Whether the cookie holds a JWT, without a look at whether its session still lives."""
    return JWT in request.session


def start(request: HttpRequest, token: str) -> None:
    """From now on the cookie stands for the session of that JWT."""
    write(request, JWT, token)
    rotate_token(request)


def wait_for_code(request: HttpRequest, token: str) -> None:
    """From now on the cookie stands for the pending sign-in of that token."""
    write(request, PENDING, token)


def end(request: HttpRequest) -> None:
    """Takes the cookie away."""
    request.session.flush()
    request.session_cookie_changed = True  # type: ignore[attr-defined]


def write(request: HttpRequest, key: str, value: str) -> None:
    """Lets the cookie hold nothing but that."""
    request.session.clear()
    request.session[key] = value
    request.session_cookie_changed = True  # type: ignore[attr-defined]


def device_key(request: HttpRequest) -> str:
    """The key of the `device` cookie; "" where there is none, or one that we did not sign."""
    key = request.get_signed_cookie(settings.DEVICE_COOKIE_NAME, "", DEVICE_SALT, settings.DEVICE_COOKIE_AGE)
    return key or ""


def remember_device(response: HttpResponseBase, key: str) -> None:
    """Lets the browser be known again."""
    response.set_signed_cookie(
        settings.DEVICE_COOKIE_NAME,
        key,
        DEVICE_SALT,
        max_age=settings.DEVICE_COOKIE_AGE,
        httponly=True,
        secure=settings.SESSION_COOKIE_SECURE,
        samesite=settings.SESSION_COOKIE_SAMESITE,
    )
