"""Sessions: current user, refresh, sign-out, the list of sessions, who is online."""

import time
from datetime import UTC, datetime, timedelta

import jwt
import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from auth_service.models import Session, User
from tests.callers import AUTH, Browser, Service, account, assert_error

ENDED = "Token is not available. Please login again."
NEEDS_SESSION = [
    ("get", "/auth/currentuser"),
    ("post", "/auth/resend-email"),
    ("put", "/auth/change-password"),
    ("get", "/auth/refresh-token/ada"),
    ("get", "/auth/logged-in-user"),
    ("delete", "/auth/logged-in-user/ada"),
    ("get", "/auth/sessions"),
    ("delete", "/auth/sessions"),
    ("delete", "/auth/sessions/1"),
    ("get", "/auth/events"),
    ("get", "/auth/export"),
    ("delete", "/auth/account"),
    ("put", "/auth/profile"),
]


def call(caller, method, path):
    return caller.get(path) if method == "get" else getattr(caller, method)(path)


def signed(changes, key=None, algorithm="HS256", **headers):
    """A JWT of the one session there is, changed."""
    session = Session.objects.select_related("user").get()
    now = int(time.time())
    claims = {
        "id": session.user.pk, "sid": session.sid, "email": "ada@example.com", "username": "Ada Love", "iat": now,
        "exp": now + 60, **changes,
    }  # fmt: skip
    return jwt.encode(claims, settings.JWT_TOKEN if key is None else key, algorithm, headers=headers)


@pytest.mark.parametrize(("method", "path"), NEEDS_SESSION)
def test_a_browser_without_a_session_is_told_so_before_its_body_is_read(browser, method, path):
    assert_error(call(browser, method, path), 401, ENDED)


@pytest.mark.parametrize(("method", "path"), NEEDS_SESSION)
def test_a_service_without_a_bearer_is_told_that_the_route_needs_one(service, method, path):
    message = "Authentication is required to access this route."
    assert_error(call(service, method, path.removeprefix("/auth")), 400, message)


@pytest.mark.parametrize(("method", "path"), NEEDS_SESSION)
def test_a_service_with_a_bad_bearer_is_told_that_the_session_ended(method, path):
    assert_error(call(Service(bearer="x.y.z"), method, path.removeprefix("/auth")), 401, ENDED)


@pytest.mark.parametrize(
    "path", ["/currentuser", "/nothing", "/signup", "/search/gig/0/10/forward", "/sessions/1/2", ""]
)
@pytest.mark.parametrize("method", ["get", "post", "patch"])
def test_without_a_gateway_token_the_auth_service_tells_nothing(browser, method, path):
    answer = getattr(browser.client, method)(AUTH + path)
    if path:
        assert_error(answer, 401, "Invalid request")
    else:
        assert answer.status_code == 404


@pytest.mark.parametrize(
    ("claims", "key", "good"),
    [
        ({"id": "gig"}, None, True),
        ({"id": "gig", "exp": 4102444800}, None, True),
        ({"id": "gig", "exp": 1000000000}, None, False),
        ({"id": "gig", "exp": "soon"}, None, False),
        ({"id": "stranger"}, None, False),
        ({"id": ["gig"]}, None, False),
        ({}, None, False),
        ({"id": "gig"}, "another-key-" + "5" * 32, False),
    ],
)
def test_a_gateway_token_is_signed_by_us_names_a_service_and_has_not_run_out(member, claims, key, good):
    service = Service(bearer=member.token)
    service.client.defaults["HTTP_GATEWAYTOKEN"] = jwt.encode(claims, key or settings.GATEWAY_JWT_TOKEN, "HS256")

    assert service.get("/currentuser").status_code == (200 if good else 401)


def test_an_unsigned_gateway_token_is_none(service):
    service.client.defaults["HTTP_GATEWAYTOKEN"] = jwt.encode({"id": "gig"}, "", "none")

    assert_error(service.get("/currentuser"), 401, "Invalid request")


def test_the_gateway_believes_no_headers_from_outside(member):
    stranger = Browser()
    headers = {"Authorization": f"Bearer {member.token}", "gatewaytoken": "x", "X-Device": "0" * 32}

    assert_error(stranger.get("/auth/currentuser", headers=headers), 401, ENDED)


def test_the_current_user_costs_one_query(member):
    with CaptureQueriesContext(connection) as queries:
        assert member.is_signed_in()
    assert len(queries) == 1
    assert "password" not in queries[0]["sql"]


def test_what_is_known_of_a_session_is_not_read_again(member):
    with CaptureQueriesContext(connection) as queries:
        assert member.delete("/auth/sessions").status_code == 200
    assert sum(query["sql"].startswith("SELECT") for query in queries) == 1


def test_the_cookie_is_what_the_contract_says(browser):
    browser.sign_up()

    cookie = browser.client.cookies["session"]
    assert cookie["httponly"]
    assert cookie["max-age"] == 7 * 24 * 3600
    assert list(browser.cookie) == ["jwt"]


def test_reading_writes_no_cookie_and_no_row(member):
    before = Session.objects.values().get()
    answer = member.get("/auth/currentuser")

    assert "session" not in answer.cookies
    assert Session.objects.values().get() == before


def test_a_session_outlives_its_jwt_and_is_renewed_in_place(member, later):
    old = member.token
    later(minutes=30)

    assert_error(Service(bearer=old).get("/currentuser"), 401, ENDED)
    assert member.is_signed_in()
    assert member.token != old
    assert Service(bearer=member.token).get("/currentuser").status_code == 200


def test_renewal_happens_with_five_minutes_or_less_to_go(member, later):
    old = member.token
    later(minutes=9)
    member.get("/auth/currentuser")
    assert member.token == old

    later(minutes=2)
    member.get("/auth/currentuser")
    assert member.token != old


def test_a_session_ends_after_seven_days_unseen(member, later):
    later(days=6, hours=23)
    assert member.is_signed_in()
    later(days=7, minutes=1)
    assert not member.is_signed_in()


def test_a_session_ends_after_thirty_days_in_all(member, later):
    for _ in range(5):
        later(days=5)
        assert member.is_signed_in()
    later(days=5, minutes=1)

    assert not member.is_signed_in()


def test_an_ended_session_leaves_the_cookie_alone(member):
    Session.objects.update(ended_at="2026-01-01T00:00:00Z")

    answer = member.get("/auth/currentuser")
    assert_error(answer, 401, ENDED)
    assert "session" not in answer.cookies


@pytest.mark.parametrize("value", ["x", "e" * 8000, ""])
def test_a_cookie_that_cannot_be_read_is_left_alone(browser, value):
    browser.client.cookies["session"] = value

    answer = browser.get("/auth/currentuser")
    assert_error(answer, 401, ENDED)
    assert "session" not in answer.cookies


def test_a_cookie_signed_with_the_second_key_is_accepted(member, settings):
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = settings.SECRET_KEY_FALLBACKS[0], [settings.SECRET_KEY]
    assert member.is_signed_in()

    settings.SECRET_KEY_FALLBACKS = []
    assert not member.is_signed_in()


def test_a_jwt_of_the_previous_key_is_accepted(member, settings):
    settings.JWT_TOKEN, settings.JWT_TOKEN_PREVIOUS = "new-jwt-key-" + "7" * 32, settings.JWT_TOKEN
    assert member.is_signed_in()

    settings.JWT_TOKEN_PREVIOUS = ""
    assert not member.is_signed_in()


@pytest.mark.parametrize(
    "changes",
    [
        {"exp": 1000000000},
        {"exp": 10**400},
        {"exp": "soon"},
        {"exp": None},
        {"id": 10**30},
        {"id": "1"},
        {"id": True},
        {"id": None},
        {"sid": None},
        {"sid": ["x"]},
        {"sid": "0" * 32},
        {"iat": 4102444800},
        {"nbf": 4102444800},
    ],
)
def test_a_jwt_with_other_claims_is_no_session(member, changes):
    assert Service(bearer=signed({})).get("/currentuser").status_code == 200
    assert_error(Service(bearer=signed(changes)).get("/currentuser"), 401, ENDED)


def test_a_jwt_runs_out_though_it_was_good_when_it_was_shown_before(member, settings):
    service = Service(bearer=signed({"exp": int(time.time()) - 30}))
    assert service.get("/currentuser").status_code == 200

    settings.JWT_LEEWAY = timedelta(seconds=10)
    assert_error(service.get("/currentuser"), 401, ENDED)


def test_a_jwt_may_be_good_until_there_are_no_more_years(member):
    last = int(datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC).timestamp())
    assert Service(bearer=signed({"exp": last})).get("/currentuser").status_code == 200


def test_a_jwt_signed_otherwise_is_no_session(member):
    for token in [signed({}, key="another-key-" + "5" * 64), signed({}, algorithm="HS512"), signed({}, "", "none")]:
        assert_error(Service(bearer=token).get("/currentuser"), 401, ENDED)


def test_a_session_id_of_another_user_is_no_session(member):
    stranger = Browser()
    other = stranger.sign_up(username="other", email="other@example.com")
    sid = jwt.decode(member.token, settings.JWT_TOKEN, ["HS256"])["sid"]
    claims = {**jwt.decode(stranger.token, settings.JWT_TOKEN, ["HS256"]), "id": other["id"], "sid": sid}

    token = jwt.encode(claims, settings.JWT_TOKEN, "HS256")
    assert_error(Service(bearer=token).get("/currentuser"), 401, ENDED)


def test_a_deactivated_or_deleted_user_has_no_session(member):
    User.objects.update(is_active=False)
    assert not member.is_signed_in()
    User.objects.update(is_active=True)
    assert member.is_signed_in()
    User.objects.all().delete()
    assert not member.is_signed_in()


def test_refresh_renews_the_session(member, later):
    old = member.token
    later(minutes=1)
    answer = member.get("/auth/refresh-token/ADA love")

    assert answer.json()["message"] == "Refresh token"
    assert set(answer.json()) == {"message", "user"}
    assert member.token != old


def test_refresh_at_the_auth_service_takes_a_jwt_that_ran_out(service, later):
    token = service.post("/signup", account()).json()["token"]
    later(minutes=30)

    answer = Service(bearer=token).get("/refresh-token/ada love")
    assert answer.status_code == 200
    assert Service(bearer=answer.json()["token"]).get("/currentuser").status_code == 200


def test_only_ones_own_name_is_refreshed_or_taken_offline(member):
    Browser().sign_up(username="other", email="other@example.com")
    before = member.token

    assert_error(member.get("/auth/refresh-token/other"), 403, "You are not allowed to do this.")
    assert_error(member.delete("/auth/logged-in-user/other"), 403, "You are not allowed to do this.")
    assert member.token == before


def test_a_user_goes_online_and_offline(member):
    assert member.get("/auth/logged-in-user").json() == {"message": "User is online"}
    assert member.delete("/auth/logged-in-user/ada love").json() == {"message": "User is offline"}


def test_signing_out_ends_the_session_on_the_server_too(member):
    token, stale = member.token, Browser()
    stale.client.cookies["session"] = member.client.cookies["session"].value
    answer = member.post("/auth/signout")

    assert answer.json() == {"message": "Logout successful", "user": {}}
    assert not member.is_signed_in()
    assert not stale.is_signed_in()
    assert_error(Service(bearer=token).get("/currentuser"), 401, ENDED)


def test_signing_out_needs_no_session(browser):
    assert browser.post("/auth/signout").json() == {"message": "Logout successful", "user": {}}


def test_it_lists_the_sessions_and_never_the_sid(member):
    phone = Browser()
    phone.sign_in()
    answer = member.get("/auth/sessions").json()

    assert answer["message"] == "Sessions"
    fields = {"id", "browserName", "deviceType", "address", "createdAt", "lastSeenAt", "current"}
    assert [set(session) for session in answer["sessions"]] == [fields] * 2
    assert [session["current"] for session in answer["sessions"]].count(True) == 1
    assert not any(session.sid in str(answer) for session in Session.objects.all())


def test_one_session_can_be_ended(member):
    phone = Browser()
    phone.sign_in()
    [other] = [row["id"] for row in member.get("/auth/sessions").json()["sessions"] if not row["current"]]

    assert member.delete(f"/auth/sessions/{other}").json() == {"message": "Session ended"}
    assert not phone.is_signed_in()
    assert member.is_signed_in()
    assert_error(member.delete(f"/auth/sessions/{other}"), 404, "The session does not exist.")


@pytest.mark.parametrize("session_id", ["0", "x", "-1", "9" * 40, "%00", "1.0", "٣"])
def test_an_id_that_is_no_sessions_is_not_found(member, session_id):
    assert_error(member.delete(f"/auth/sessions/{session_id}"), 404, "The session does not exist.")


def test_another_users_session_is_not_found_and_lives_on(member):
    stranger = Browser()
    stranger.sign_up(username="other", email="other@example.com")
    [own] = [row["id"] for row in stranger.get("/auth/sessions").json()["sessions"]]

    assert_error(member.delete(f"/auth/sessions/{own}"), 404, "The session does not exist.")
    assert stranger.is_signed_in()


def test_all_other_sessions_can_be_ended_at_once(member):
    others = [Browser(), Browser()]
    for other in others:
        other.sign_in()

    assert member.delete("/auth/sessions").json() == {"message": "Other sessions ended", "count": 2}
    assert [other.is_signed_in() for other in others] == [False, False]
    assert member.is_signed_in()
