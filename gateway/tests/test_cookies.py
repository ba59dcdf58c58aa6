"""The session cookie that is no good: refused everywhere, and left as it is."""

import jwt
import pytest
from django.conf import settings
from django.core import signing

from auth_service.clients import Client
from auth_service.models import User
from auth_service.services import moderation
from tests.callers import Browser, assert_error

ENDED = "Token is not available. Please login again."
SALT = "django.contrib.sessions.backends.signed_cookies"
THIRD_KEY = "third-key-" + "6" * 40


def signed(content, key=None):
    """A cookie of that content, as the first key, or `key`, signs it."""
    return signing.dumps(content, key, SALT, compress=True)


def token(member, key=None, algorithm="HS256", **changes):
    """The member's JWT, changed and signed again; a change to None takes the claim out."""
    claims = {**jwt.decode(member.token, options={"verify_signature": False}), **changes}
    kept = {name: value for name, value in claims.items() if value is not None}
    return jwt.encode(kept, settings.JWT_TOKEN if key is None else key, algorithm)


def shows(cookie):
    """What a browser with that cookie is answered, on each of the ways that look at it."""
    other = Browser()
    other.client.cookies["session"] = cookie
    ways = [other.get("/auth/currentuser"), other.get("/auth/refresh-token/ada love"), other.get("/auth/sessions")]
    return [*ways, other.put("/auth/verify-otp/000000"), other.post("/auth/resend-otp")]


def assert_refused_and_left(cookie):
    for answer in shows(cookie):
        assert answer.status_code in {400, 401}, answer.content
        assert "session" not in answer.cookies
    assert_error(shows(cookie)[0], 401, ENDED)


def test_the_second_key_is_accepted_and_a_third_is_not(member):
    content = {"jwt": member.token}
    for key in (settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS[0]):
        assert shows(signed(content, key))[0].status_code == 200

    assert_refused_and_left(signed(content, THIRD_KEY))


@pytest.mark.parametrize("length", [0, 1, 20, -1, -28, -40])
def test_a_truncated_one_is_refused(member, length):
    assert_refused_and_left(member.client.cookies["session"].value[:length])


@pytest.mark.parametrize("pad", ["before", "after"])
def test_one_of_8_kb_is_refused(member, pad):
    cookie = member.client.cookies["session"].value
    assert_refused_and_left(cookie.rjust(8192, "A") if pad == "before" else cookie.ljust(8192, "A"))


def test_one_for_another_purpose_is_refused(member):
    assert_refused_and_left(signing.dumps({"jwt": member.token}, salt="gateway.session.device"))
    assert_refused_and_left(member.client.cookies["device"].value)


@pytest.mark.parametrize(
    "changes",
    [
        {"exp": 1},
        {"exp": 10**400},
        {"exp": 10**12},
        {"exp": "4102444800"},
        {"exp": 4102444800.5},
        {"exp": None},
        {"nbf": 4102444800},
        {"iat": 4102444800},
        {"id": "1"},
        {"id": 1.5},
        {"id": True},
        {"id": -1},
        {"id": 10**30},
        {"id": None},
        {"sid": 7},
        {"sid": {"$ne": ""}},
        {"sid": "0" * 32},
        {"sid": "\ud800"},
        {"sid": None},
        {"algorithm": "HS384"},
        {"algorithm": "HS512"},
        {"algorithm": "none", "key": ""},
        {"key": "another-key-" + "5" * 64},
        {"key": settings.GATEWAY_JWT_TOKEN},
        {"key": settings.SECRET_KEY},
    ],
    ids=str,
)
def test_a_good_cookie_with_a_jwt_that_is_none_is_refused(member, changes):
    assert shows(signed({"jwt": token(member)}))[0].status_code == 200

    assert_refused_and_left(signed({"jwt": token(member, **changes)}))


@pytest.mark.parametrize("content", [{"jwt": "x.y.z"}, {"jwt": ""}, {"pending": "0" * 40}, {"other": 1}, {}])
def test_a_good_cookie_that_holds_something_else_is_refused(content):
    assert_refused_and_left(signed(content))


def test_the_session_of_somebody_else_is_refused(member):
    stranger = Browser()
    other = stranger.sign_up(username="other", email="other@example.com")

    assert_refused_and_left(signed({"jwt": token(member, id=other["id"])}))


@pytest.mark.parametrize("end", ["deactivated", "deleted"])
def test_the_session_of_nobody_is_refused(member, end):
    cookie, ada = member.client.cookies["session"].value, User.objects.get()
    if end == "deleted":
        ada.delete()
    else:
        moderation.deactivate(user=ada, client=Client(actor="root"))

    assert_refused_and_left(cookie)
