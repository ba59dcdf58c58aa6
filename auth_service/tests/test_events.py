"""GET /auth/events: the owner's own part of the audit log, and what is written into the log."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from auth_service.models import Event, User
from tests.callers import CHROME, PASSWORD, Browser, picture


def types(caller):
    """The types of the caller's events, newest first."""
    return [event["type"] for event in caller.get("/auth/events").json()["events"]]


def test_events_say_what_was_done_and_from_where(member):
    answer = member.get("/auth/events").json()

    assert answer["message"] == "Events"
    [event] = answer["events"]
    assert set(event) == {"type", "address", "browserName", "deviceType", "createdAt"}
    assert (event["type"], event["address"]) == ("signed-up", "127.0.0.1")
    assert {name: event[name] for name in CHROME} == CHROME
    assert event["createdAt"].endswith("Z")


def test_the_newest_comes_first_and_at_most_a_hundred_are_listed(member, later):
    Event.objects.bulk_create(Event(type=Event.Type.SIGNED_IN, user=User.objects.get()) for _ in range(120))
    later(minutes=1)
    member.put("/auth/profile", {"country": "Spain"})

    listed = types(member)
    assert listed[0] == "profile-changed"
    assert len(listed) == 100


def test_another_users_events_are_not_listed(member):
    stranger = Browser()
    stranger.sign_up(username="other", email="other@example.com")

    assert types(stranger) == ["signed-up"]


def test_signing_in_and_out_is_recorded(member):
    member.post("/auth/signout")
    member.sign_in()

    assert types(member) == ["signed-in", "signed-out", "signed-up"]


def test_a_session_that_a_signin_replaces_is_recorded_as_signed_out(member):
    member.sign_in()

    assert sorted(types(member)) == ["signed-in", "signed-out", "signed-up"]


def test_signing_in_by_code_is_recorded_with_the_codes_that_were_sent_and_refused(member, mailbox, later):
    other = member.elsewhere()
    other.sign_in()
    later(seconds=61)
    other.post("/auth/resend-otp")
    code = mailbox.code("ada@example.com")
    other.put(f"/auth/verify-otp/{(int(code) + 1) % 10**6:06}", CHROME)
    other.put(f"/auth/verify-otp/{code}", CHROME)

    assert types(member)[:-1] == ["signed-in-by-code", "code-refused", "code-sent", "code-sent"]
    assert {event["address"] for event in member.get("/auth/events").json()["events"][:-1]} == {"203.0.113.7"}


def test_a_change_of_the_password_is_recorded(member):
    member.put("/auth/change-password", {"currentPassword": PASSWORD, "newPassword": "other-word"})

    assert types(member)[0] == "password-changed"


def test_a_reset_is_recorded_from_the_request_on(member, mailbox):
    member.put("/auth/verify-email", {"token": mailbox.link("ada@example.com", "v_token")})
    member.put("/auth/forgot-password", {"email": "ada@example.com"})
    token = mailbox.link("ada@example.com", "token")
    member.put(f"/auth/reset-password/{token}", {"password": "other-word", "confirmPassword": "other-word"})
    member.sign_in(password="other-word")

    assert types(member)[-4:] == ["password-reset", "password-reset-asked", "email-verified", "signed-up"]


def test_the_confirmation_of_the_address_is_recorded(member, mailbox):
    member.post("/auth/resend-email", {"userId": User.objects.get().pk, "email": "ada@example.com"})
    member.put("/auth/verify-email", {"token": mailbox.link("ada@example.com", "v_token")})

    assert types(member) == ["email-verified", "verification-resent", "signed-up"]


WEBKIT = "AppleWebKit/605.1.15 (KHTML, like Gecko)"


@pytest.mark.parametrize(
    ("agent", "named"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", ("Firefox", "Linux")),
        (f"Mozilla/5.0 (Windows NT 10.0) {WEBKIT} Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0", ("Edge", "Windows")),
        (f"Mozilla/5.0 (Linux; Android 16) {WEBKIT} Chrome/140.0.0.0 Mobile Safari/537.36", ("Chrome", "Android")),
        (f"Mozilla/5.0 (iPhone; CPU iPhone OS 19_0) {WEBKIT} Version/19.0 Safari/604.1", ("Safari", "iPhone")),
        ("curl/8.14.1", ("", "")),
    ],
)
def test_a_browser_that_says_no_name_is_called_by_its_user_agent(member, mailbox, agent, named):
    token = mailbox.link("ada@example.com", "v_token")
    stranger = member.elsewhere()
    stranger.put("/auth/verify-email", {"token": token}, HTTP_USER_AGENT=agent)

    [event] = [event for event in member.get("/auth/events").json()["events"] if event["type"] == "email-verified"]
    assert (event["browserName"], event["deviceType"]) == named


def test_a_change_of_the_profile_is_recorded_with_the_names_of_the_fields_alone(member):
    member.put("/auth/profile", {"country": "Spain", "profilePicture": picture()})
    member.put("/auth/profile", {})

    assert types(member) == ["profile-changed", "signed-up"]
    assert Event.objects.get(type="profile-changed").detail == "country, picture"


def test_ended_sessions_are_recorded_with_the_browser_that_ended_them(member):
    phone, laptop = Browser(), Browser()
    phone.sign_in()
    [other] = [row["id"] for row in member.get("/auth/sessions").json()["sessions"] if not row["current"]]
    member.delete(f"/auth/sessions/{other}")
    laptop.sign_in()
    member.delete("/auth/sessions")
    member.delete("/auth/sessions")

    assert types(member)[:3] == ["other-sessions-ended", "signed-in", "session-ended"]
    assert member.get("/auth/events").json()["events"][0]["browserName"] == "Chrome"


def test_a_refused_signin_is_recorded_for_the_account(member):
    member.elsewhere().sign_in(password="wrong-word")
    member.elsewhere().sign_in("ada@example.com", password="wrong-word")

    assert types(member)[:2] == ["signin-refused", "signin-refused"]


def test_of_a_name_that_nobody_has_only_a_digest_is_kept(browser):
    browser.sign_in("my-s3cret", "my-passw0rd")

    row = Event.objects.values().get()
    assert (row["type"], row["user_id"], len(row["name_digest"])) == ("signin-refused", None, 64)
    assert "s3cret" not in str(row).lower()


def test_a_known_and_an_unknown_name_cost_the_same_statements(member, settings):
    def statements(name):
        with CaptureQueriesContext(connection) as captured:
            assert member.elsewhere().sign_in(name, "wrong-word").status_code == 400
        return [query["sql"].partition(" WHERE")[0].partition("VALUES")[0] for query in captured]

    known = statements("ada love")
    assert statements("nobody") == statements("nobody@example.com") == known
    assert known[-1].startswith("INSERT")

    settings.STRANGERS_EVENTS_PER_DAY = 1
    assert statements("ada love") == statements("nobody") == known[:-1]


@pytest.mark.parametrize("name", ["ada love", "nobody"])
def test_refusals_past_the_bound_of_a_name_are_not_kept(member, settings, name, later):
    settings.STRANGERS_EVENTS_PER_DAY = 3
    for number in range(5):
        assert member.elsewhere(f"203.0.113.{number}").sign_in(name, "wrong-word").status_code == 400
    assert Event.objects.filter(type="signin-refused").count() == 3

    later(days=1, minutes=1)
    member.elsewhere().sign_in(name, "wrong-word")
    assert Event.objects.filter(type="signin-refused").count() == 4


def test_failing_with_other_names_first_does_not_blind_an_accounts_log(member, settings):
    settings.STRANGERS_EVENTS_PER_DAY = 3
    for number in range(5):
        member.elsewhere().sign_in(f"nobody{number}", "wrong-word")
    member.elsewhere().sign_in(password="wrong-word")

    assert types(member) == ["signin-refused", "signed-up"]


def test_what_fails_is_not_recorded_as_done(member):
    member.put("/auth/change-password", {"currentPassword": "wrong-word", "newPassword": "other-word"})
    member.delete("/auth/sessions/999")
    member.put("/auth/verify-email", {"token": "0" * 40})
    member.put("/auth/forgot-password", {"email": "nobody@example.com"})

    assert types(member) == ["signed-up"]


@pytest.mark.parametrize("path", ["currentuser", "sessions", "events", "logged-in-user"])
def test_reading_writes_nothing(member, path):
    with CaptureQueriesContext(connection) as captured:
        assert member.get(f"/auth/{path}").status_code == 200

    assert {query["sql"].split()[0] for query in captured} == {"SELECT"}
