"""PUT /auth/forgot-password, /auth/reset-password/:token and /auth/change-password."""

import pytest

from auth_service.models import User
from tests.callers import CHROME, PASSWORD, Browser, account, assert_error

SENT = {"message": "Password reset email sent."}
UPDATED = {"message": "Password successfully updated."}
NEW = "other-word"


@pytest.fixture
def reset(member, mailbox):
    """A browser at another address, and the token of the reset link that was asked for there."""
    other = member.elsewhere()
    other.put("/auth/forgot-password", {"email": "ada@example.com"})
    return other, mailbox.link("ada@example.com", "token")


def new_password(password=NEW, confirm=NEW):
    return {"password": password, "confirmPassword": confirm}


@pytest.mark.parametrize("email", ["ada@example.com", "ADA@Example.com", "nobody@example.com"])
def test_it_answers_the_same_whether_or_not_the_account_exists(member, email):
    answer = Browser().put("/auth/forgot-password", {"email": email})

    assert (answer.status_code, answer.json()) == (200, SENT)


def test_it_writes_to_nobody_where_there_is_no_account(member, mailbox):
    before = len(mailbox.all)
    Browser().put("/auth/forgot-password", {"email": "nobody@example.com"})

    assert len(mailbox.all) == before


@pytest.mark.parametrize("body", [{}, {"email": ""}, {"email": None}, {"email": 1}, {"email": "ada"}])
def test_it_takes_an_email_address_alone(browser, body):
    assert_error(browser.put("/auth/forgot-password", body), 400, "Field must be valid")


def test_the_link_sets_a_new_password(reset):
    other, token = reset
    answer = other.put(f"/auth/reset-password/{token}", new_password())

    assert (answer.status_code, answer.json()) == (200, UPDATED)
    assert other.sign_in(password=PASSWORD).json()["message"] == "Invalid credentials"
    assert other.sign_in(password=NEW).status_code == 200


def test_the_link_works_once(reset):
    other, token = reset
    other.put(f"/auth/reset-password/{token}", new_password())

    assert_error(other.put(f"/auth/reset-password/{token}", new_password()), 400, "Reset token has expired")


def test_the_link_is_good_for_an_hour(reset, later):
    other, token = reset
    later(hours=1)

    assert_error(other.put(f"/auth/reset-password/{token}", new_password()), 400, "Reset token has expired")


@pytest.mark.parametrize("token", ["x", "0" * 40, "%00", "a" * 3000])
def test_any_other_token_is_told_the_same(browser, token):
    assert_error(browser.put(f"/auth/reset-password/{token}", new_password()), 400, "Reset token has expired")


def test_a_link_asked_for_again_within_ten_minutes_stays_alive_and_no_second_mail_goes_out(reset, mailbox, later):
    other, token = reset
    later(minutes=9)
    before = len(mailbox.all)
    assert other.put("/auth/forgot-password", {"email": "ada@example.com"}).json() == SENT

    assert len(mailbox.all) == before
    assert other.put(f"/auth/reset-password/{token}", new_password()).status_code == 200


def test_a_newer_link_ends_the_older_one(reset, mailbox, later):
    other, old = reset
    later(minutes=11)
    other.put("/auth/forgot-password", {"email": "ada@example.com"})
    new = mailbox.link("ada@example.com", "token")

    assert_error(other.put(f"/auth/reset-password/{old}", new_password()), 400, "Reset token has expired")
    assert other.put(f"/auth/reset-password/{new}", new_password()).status_code == 200


def test_a_reset_ends_every_session_and_says_so_by_mail(reset, member, mailbox):
    other, token = reset
    other.put(f"/auth/reset-password/{token}", new_password())

    assert not member.is_signed_in()
    assert "password" in mailbox.latest("ada@example.com").subject.lower()


def test_a_reset_forgets_the_devices_but_those_of_the_browser_or_address_it_came_from(reset, member):
    other, token = reset
    User.objects.update(email_verified=True)
    other.put(f"/auth/reset-password/{token}", new_password())

    assert member.sign_in(password=NEW).json()["message"] == "OTP code sent"


def test_the_browser_that_resets_stays_known(member, mailbox):
    member.put("/auth/verify-email", {"token": mailbox.link("ada@example.com", "v_token")})
    member.put("/auth/forgot-password", {"email": "ada@example.com"})
    member.put(f"/auth/reset-password/{mailbox.link('ada@example.com', 'token')}", new_password())

    assert member.sign_in(password=NEW).json()["message"] == "User login successfully"


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({}, "Password is a required field"),
        ({"password": NEW}, "Confirm password is a required field"),
        (new_password(confirm=""), "Confirm password is a required field"),
        (new_password(confirm="different"), "Passwords should match"),
        (new_password(confirm=None), "Passwords should match"),
        (new_password(password=None), "Password should be of type string"),
        (new_password("abc", "abc"), "Invalid password"),
        (new_password("a" * 13, "a" * 13), "Invalid password"),
    ],
)
def test_a_reset_says_what_is_wrong_and_the_link_stays_good(reset, body, message):
    other, token = reset
    assert_error(other.put(f"/auth/reset-password/{token}", body), 400, message)

    assert other.put(f"/auth/reset-password/{token}", new_password()).status_code == 200


def change(current=PASSWORD, new=NEW):
    return {"currentPassword": current, "newPassword": new}


def test_a_known_password_is_changed(member, mailbox):
    answer = member.put("/auth/change-password", change())

    assert (answer.status_code, answer.json()) == (200, UPDATED)
    assert member.sign_in(password=NEW).json()["message"] == "User login successfully"
    assert "password" in mailbox.latest("ada@example.com").subject.lower()


def test_it_ends_other_sessions_when_the_password_changes(member):
    other = Browser()
    other.sign_in()
    member.put("/auth/change-password", change())

    assert member.is_signed_in()
    assert not other.is_signed_in()


def test_a_changed_password_ends_the_reset_link(reset, member):
    other, token = reset
    member.put("/auth/change-password", change())

    assert_error(other.put(f"/auth/reset-password/{token}", new_password()), 400, "Reset token has expired")


def test_it_asks_for_the_current_password(member):
    assert_error(member.put("/auth/change-password", change(current="wrong-word")), 400, "Invalid password")
    assert member.sign_in(**CHROME).status_code == 200


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({}, "Password is a required field"),
        (change(current=None), "Password should be of type string"),
        (change(new=""), "Password is a required field"),
        (change(new=5), "Password should be of type string"),
        (change(new="abc"), "Invalid password"),
    ],
)
def test_a_change_says_what_is_wrong_with_a_field(member, body, message):
    assert_error(member.put("/auth/change-password", body), 400, message)


def test_no_more_bytes_of_a_password_are_taken_than_bcrypt_reads(member, settings):
    long = "é" * 40
    before = User.objects.get().password

    assert_error(member.put("/auth/change-password", change(current=long)), 400, "Invalid password")
    assert User.objects.get().password == before


TOO_EASY = "Password is too easy to guess. Choose one that is not common and is not like your name or e-mail."
OBVIOUS = ["password1", "Football", "ada love", "xAda-Love9", "adalove12345", "evoladA1", "example.com"]


@pytest.mark.parametrize("password", OBVIOUS)
def test_an_obvious_password_is_refused_wherever_a_new_one_is_chosen(reset, member, password):
    other, token = reset
    assert_error(Browser().post("/auth/signup", account(password=password)), 400, TOO_EASY)
    assert_error(member.put("/auth/change-password", change(new=password)), 400, TOO_EASY)
    assert_error(other.put(f"/auth/reset-password/{token}", new_password(password, password)), 400, TOO_EASY)

    assert other.put(f"/auth/reset-password/{token}", new_password()).status_code == 200


def test_what_stands_before_the_at_counts_as_a_name(browser):
    body = account(username="other", email="lovelace@example.com", password="1lovelace815")

    assert_error(browser.post("/auth/signup", body), 400, TOO_EASY)


@pytest.mark.parametrize("password", ["kd9s", "739204816552", "a lamp, blue", "s3cret-word"])
def test_other_passwords_are_taken(browser, password):
    assert browser.post("/auth/signup", account(password=password)).status_code == 201


def test_an_obvious_password_is_the_last_thing_said(member, browser):
    taken_picture = account(username="other", email="o@example.com", password="password1", profilePicture="none")
    assert_error(browser.post("/auth/signup", taken_picture), 400, "Please add a profile picture")
    assert_error(member.put("/auth/change-password", change("wrong-word", "password1")), 400, "Invalid password")
    unknown = browser.put("/auth/reset-password/unknown", new_password("password1", "password1"))
    assert_error(unknown, 400, "Reset token has expired")


def test_who_has_an_obvious_password_from_before_signs_in_and_changes_it(member, settings):
    validators, settings.AUTH_PASSWORD_VALIDATORS = settings.AUTH_PASSWORD_VALIDATORS, []
    assert member.put("/auth/change-password", change(new="password1")).status_code == 200
    settings.AUTH_PASSWORD_VALIDATORS = validators

    assert member.sign_in(password="password1").status_code == 200
    assert member.put("/auth/change-password", change("password1", NEW)).status_code == 200
