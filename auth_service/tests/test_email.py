"""PUT /auth/verify-email and POST /auth/resend-email."""

import pytest

from tests.callers import Browser, assert_error

USED = "Verification token is either invalid or is already used."


def resend(member, **changes):
    user = member.get("/auth/currentuser").json()["user"]
    return member.post("/auth/resend-email", {"userId": user["id"], "email": user["email"], **changes})


def test_the_link_confirms_the_email_without_a_session(member, mailbox):
    answer = Browser().put("/auth/verify-email", {"token": mailbox.link("ada@example.com", "v_token")})

    assert answer.status_code == 200
    assert answer.json()["message"] == "Email verified successfully."
    assert answer.json()["user"]["emailVerified"] is True
    assert member.get("/auth/currentuser").json()["user"]["emailVerified"] is True


def test_the_link_works_once(member, mailbox):
    token = mailbox.link("ada@example.com", "v_token")
    member.put("/auth/verify-email", {"token": token})

    assert_error(member.put("/auth/verify-email", {"token": token}), 400, USED)


@pytest.mark.parametrize("token", ["x", "0" * 40, "é"])
def test_any_other_token_is_told_the_same(member, token):
    assert_error(member.put("/auth/verify-email", {"token": token}), 400, USED)


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({}, "Token is a required field"),
        ({"token": ""}, "Token is a required field"),
        ({"token": None}, "Token must be of type string"),
        ({"token": 5}, "Token must be of type string"),
        ({"token": "a\x00b"}, "Invalid token"),
    ],
)
def test_it_says_what_is_wrong_with_the_token(browser, body, message):
    assert_error(browser.put("/auth/verify-email", body), 400, message)


def test_the_link_is_good_for_a_week(member, mailbox, later):
    token = mailbox.link("ada@example.com", "v_token")
    later(days=7)

    assert_error(Browser().put("/auth/verify-email", {"token": token}), 400, USED)


def test_a_newer_link_ends_the_older_one(member, mailbox):
    old = mailbox.link("ada@example.com", "v_token")
    answer = resend(member)
    assert answer.json()["message"] == "Email verification sent"
    assert answer.json()["user"]["username"] == "Ada Love"
    new = mailbox.link("ada@example.com", "v_token")

    assert_error(member.put("/auth/verify-email", {"token": old}), 400, USED)
    assert member.put("/auth/verify-email", {"token": new}).status_code == 200


@pytest.mark.parametrize("changes", [{"email": "other@example.com"}, {"userId": 10**9}])
def test_it_writes_to_the_sessions_own_user_and_address_alone(member, mailbox, changes):
    before = len(mailbox.all)

    assert_error(resend(member, **changes), 400, "Email is invalid")
    assert len(mailbox.all) == before


def test_the_address_may_be_typed_in_any_letter_case_and_the_id_as_text(member):
    user = member.get("/auth/currentuser").json()["user"]

    assert resend(member, email="ADA@example.com", userId=str(user["id"])).status_code == 200


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"email": None}, "Email must be of type string"),
        ({"email": "x"}, "Invalid email"),
        ({"userId": None}, "Invalid userId"),
        ({"userId": True}, "Invalid userId"),
        ({"userId": "x"}, "Invalid userId"),
    ],
)
def test_it_says_what_is_wrong_with_a_field(member, changes, message):
    assert_error(resend(member, **changes), 400, message)


def test_there_is_nothing_to_send_again_once_the_email_is_confirmed(member, mailbox):
    member.put("/auth/verify-email", {"token": mailbox.link("ada@example.com", "v_token")})

    assert_error(resend(member), 400, "Email is already verified.")
