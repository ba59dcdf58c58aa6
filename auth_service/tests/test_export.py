"""GET /auth/export: a file of all that is kept about the user."""

import json

import pytest

from auth_service.models import Device, EmailChange, Event, PendingSignin, Session, User
from auth_service.services.export import camel
from tests.callers import PASSWORD, Service, account


def exported(member):
    answer = member.get("/auth/export")
    assert answer.status_code == 200
    return answer.json()


def test_it_is_a_file_that_no_cache_keeps(member):
    answer = member.get("/auth/export")

    assert answer["Content-Type"] == "application/json"
    assert answer["Content-Disposition"] == 'attachment; filename="jobber-account.json"'
    assert answer["Cache-Control"] == "no-store"


def test_it_holds_all_that_is_kept(member):
    member.elsewhere().sign_in()
    member.sign_in()
    member.put("/auth/change-email", {"currentPassword": PASSWORD, "email": "ada@example.org"})
    file = exported(member)

    assert file["profile"] == member.get("/auth/currentuser").json()["user"]
    assert {name: len(file[name]) for name in file if isinstance(file[name], list)} == {
        "devices": 1, "sessions": 2, "pendingSignins": 1, "emailChanges": 1, "events": 6, "messages": 4,
    }  # fmt: skip
    assert {session["endedAt"] is None for session in file["sessions"]} == {True, False}
    assert [message["type"] for message in file["messages"]] == [
        "verifyEmail",
        "auth",
        "otpEmail",
        "confirmEmailChange",
    ]
    assert file["devices"][0]["network"] == "127.0.0.1"


def test_whatever_belongs_to_a_user_is_in_the_file(member):
    belongs = {relation.get_accessor_name() for relation in User._meta.related_objects}

    assert {camel(name) for name in belongs - {"logentry_set"}} == set(exported(member)) - {"profile"}


def test_no_secret_and_no_digest_is_in_the_file(member, mailbox):
    member.elsewhere().sign_in()
    member.put("/auth/forgot-password", {"email": "ada@example.com"})
    assert mailbox.link("ada@example.com", "token")
    member.put("/auth/change-email", {"currentPassword": PASSWORD, "email": "ada@example.org"})
    text = json.dumps(exported(member))

    secrets = [*User.objects.values_list("password", "email_verification_token", "password_reset_token").get()]
    secrets += [*Session.objects.values_list("sid", flat=True), *Device.objects.values_list("key", flat=True)]
    secrets += [*PendingSignin.objects.values_list("token", "otp").get(), member.token]
    secrets += EmailChange.objects.values_list("token", flat=True)
    assert len(secrets) == 9
    assert not [secret for secret in secrets if secret in text]


def test_another_user_is_not_in_the_file(member, service):
    bearer = service.post("/signup", account(username="other", email="other@example.com")).json()["token"]

    text = json.dumps(Service(bearer=bearer).get("/export").json()).lower()
    assert "ada love" not in text
    assert "ada@" not in text


def test_the_export_is_recorded_a_bounded_number_of_times(member, settings):
    settings.STRANGERS_EVENTS_PER_DAY = 3
    for _ in range(5):
        exported(member)

    assert Event.objects.filter(type="account-exported").count() == 3


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_there_is_no_other_way_to_ask_for_it(member, method):
    assert getattr(member, method)("/auth/export").status_code == 405


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"sec-fetch-site": "cross-site", "origin": "http://evil.example"}, 403),
        ({"sec-fetch-site": "cross-site", "origin": "http://localhost:3000"}, 200),
        ({"sec-fetch-site": "same-site"}, 200),
        ({"sec-fetch-site": "same-origin"}, 200),
        ({"sec-fetch-site": "none"}, 200),
        ({}, 200),
    ],
)
def test_pages_of_other_sites_can_not_ask_for_it(member, headers, status):
    answer = member.get("/auth/export", headers=headers)

    assert answer.status_code == status
    assert Event.objects.filter(type="account-exported").exists() == (status == 200)
