"""PUT /auth/change-email, /auth/confirm-email-change and /auth/undo-email-change."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from auth_service.models import Device, EmailChange, OutboxMessage, Session, User
from tests.callers import CHROME, PASSWORD, Browser, account, assert_error

OLD, NEW, THIRD = "ada@example.com", "ada@example.org", "ada@example.net"
DEAD = "Verification token is either invalid or is already used."
TAKEN = "Invalid credentials. Email or Username"
RESET = {"password": "other-word", "confirmPassword": "other-word"}


@pytest.fixture
def owner(member, mailbox):
    """Ada, whose address is confirmed."""
    member.put("/auth/verify-email", {"token": mailbox.link(OLD, "v_token")})
    return member


def ask(caller, email=NEW, password=PASSWORD):
    return caller.put("/auth/change-email", {"currentPassword": password, "email": email})


def confirm(token):
    return Browser().put("/auth/confirm-email-change", {"token": token})


def undo(token, caller=None):
    return (caller or Browser()).put("/auth/undo-email-change", {"token": token})


def change(caller, mailbox, email=NEW):
    """Changes the address; the token of the way back, which went to the former one."""
    former = caller.get("/auth/currentuser").json()["user"]["email"]
    ask(caller, email)
    assert confirm(mailbox.link(email, "token")).status_code == 200
    return mailbox.link(former, "token")


def email():
    return User.objects.get(username="Ada Love").email


def test_the_new_address_is_in_force_once_it_is_confirmed(owner, mailbox):
    answer = ask(owner)
    assert (answer.status_code, answer.json()) == (200, {"message": "Confirmation sent"})
    assert email() == OLD
    answer = confirm(mailbox.link(NEW, "token"))

    assert (answer.status_code, answer.json()["message"]) == (200, "E-mail changed")
    assert (answer.json()["user"]["email"], answer.json()["user"]["emailVerified"]) == (NEW, True)
    assert owner.get("/auth/currentuser").json()["user"]["email"] == NEW
    assert owner.sign_in(NEW).status_code == 200
    assert_error(owner.sign_in(OLD), 400, "Invalid credentials")


def test_an_address_that_was_not_confirmed_is_confirmed_by_the_change(member, mailbox):
    ask(member)

    assert confirm(mailbox.link(NEW, "token")).json()["user"]["emailVerified"] is True


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({"email": NEW}, "Password is a required field"),
        ({"currentPassword": PASSWORD}, "Email is a required field"),
        ({"currentPassword": PASSWORD, "email": "x"}, "Invalid email"),
        ({"currentPassword": PASSWORD, "email": 5}, "Email must be of type string"),
        ({"currentPassword": "wrong-word", "email": NEW}, "Invalid password"),
        ({"currentPassword": PASSWORD, "email": "ADA@example.com"}, "The account has that e-mail already."),
    ],
)
def test_it_says_what_is_wrong_and_nothing_happens(owner, mailbox, body, message):
    before = len(mailbox.all)

    assert_error(owner.put("/auth/change-email", body), 400, message)
    assert len(mailbox.all) == before


def test_it_needs_a_session(browser):
    assert ask(browser).status_code == 401


@pytest.mark.parametrize("path", ["/auth/confirm-email-change", "/auth/undo-email-change"])
@pytest.mark.parametrize("token", ["x", "0" * 40, "é"])
def test_any_other_token_is_told_the_same(browser, path, token):
    assert_error(browser.put(path, {"token": token}), 400, DEAD)
    assert_error(browser.put(path, {}), 400, "Token is a required field")


def test_each_link_works_once_and_for_its_own_purpose(owner, mailbox):
    ask(owner)
    token = mailbox.link(NEW, "token")
    assert_error(undo(token), 400, DEAD)
    confirm(token)
    way_back = mailbox.link(OLD, "token")

    assert_error(confirm(token), 400, DEAD)
    assert_error(confirm(way_back), 400, DEAD)
    assert undo(way_back).json() == {"message": "E-mail change undone"}
    assert_error(undo(way_back), 400, DEAD)


def test_the_link_is_good_for_a_day(owner, mailbox, later):
    ask(owner)
    token = mailbox.link(NEW, "token")
    later(days=1)

    assert_error(confirm(token), 400, DEAD)


def test_a_newer_change_ends_the_older_one(owner, mailbox):
    ask(owner)
    old = mailbox.link(NEW, "token")
    ask(owner, THIRD)

    assert_error(confirm(old), 400, DEAD)
    assert confirm(mailbox.link(THIRD, "token")).status_code == 200


def test_a_changed_password_ends_the_change_that_waits(owner, mailbox):
    ask(owner)
    token = mailbox.link(NEW, "token")
    owner.put("/auth/change-password", {"currentPassword": PASSWORD, "newPassword": "other-word"})

    assert_error(confirm(token), 400, DEAD)


def test_a_reset_password_ends_the_change_that_waits(owner, mailbox):
    ask(owner)
    token = mailbox.link(NEW, "token")
    owner.put("/auth/forgot-password", {"email": OLD})
    owner.put(f"/auth/reset-password/{mailbox.link(OLD, 'token')}", RESET)

    assert_error(confirm(token), 400, DEAD)
    assert email() == OLD


def test_links_and_codes_that_went_to_the_old_address_die_with_it(owner, mailbox):
    owner.put("/auth/forgot-password", {"email": OLD})
    reset = mailbox.link(OLD, "token")
    other = owner.elsewhere()
    other.sign_in()
    code = mailbox.code(OLD)
    change(owner, mailbox)

    assert_error(other.put(f"/auth/reset-password/{reset}", RESET), 400, "Reset token has expired")
    assert_error(other.put(f"/auth/verify-otp/{code}", CHROME), 400, "OTP is invalid.")


# ---- whether another account has the address does not show


@pytest.fixture
def stranger():
    browser = Browser()
    browser.sign_up(username="other", email=THIRD)
    return browser


def test_an_address_of_another_account_is_answered_the_same_by_as_many_statements(owner, mailbox, stranger):
    seen = []
    for address in (NEW, THIRD):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            answer = ask(owner, address)
        seen.append((answer.status_code, answer.content, [query["sql"].split()[0] for query in queries]))

    assert seen[0] == seen[1]
    file = owner.get("/auth/export").json()
    assert {message["type"] for message in file["messages"][-2:]} == {"confirmEmailChange"}
    first, second = file["emailChanges"]
    assert set(first) == set(second)


def test_the_other_account_is_told_in_a_mail_without_a_link(owner, mailbox, stranger):
    ask(owner, THIRD)

    letter = mailbox.latest(THIRD)
    assert letter.subject == "Your address was typed for another account"
    assert "token=" not in letter.body
    assert "Ada" not in letter.body


def test_an_address_that_another_account_got_meanwhile_stays_its(owner, mailbox):
    ask(owner, THIRD)
    token = mailbox.link(THIRD, "token")
    Browser().sign_up(username="other", email=THIRD)

    assert_error(confirm(token), 400, TAKEN)
    assert email() == OLD


def test_it_writes_to_few_addresses_a_day(owner, settings, later):
    settings.EMAIL_CHANGES_PER_DAY = 2
    assert [ask(owner, address).status_code for address in (NEW, THIRD, "more@example.com")] == [200, 200, 429]
    later(days=1)
    owner.sign_in()

    assert ask(owner).status_code == 200


# ---- the way back


def test_the_old_address_gets_a_notice_with_time_browser_and_address(owner, mailbox):
    change(owner, mailbox)

    letter = mailbox.latest(OLD)
    assert letter.subject == "Your e-mail address was changed"
    assert "127.0.0.1" in letter.body
    assert " UTC" in letter.body
    assert "/undo_email_change?token=" in letter.body
    assert NEW not in letter.body


def test_undoing_gives_the_account_back(owner, mailbox):
    thief = owner.elsewhere()
    thief.sign_in()
    thief.put(f"/auth/verify-otp/{mailbox.code(OLD)}", CHROME)
    way_back = change(thief, mailbox)
    assert undo(way_back).status_code == 200

    assert email() == OLD
    assert not thief.is_signed_in()
    assert not owner.is_signed_in()
    assert Device.objects.count() == 0
    assert_error(thief.sign_in(), 400, "Invalid credentials")
    owner.put(f"/auth/reset-password/{mailbox.link(OLD, 'token')}", RESET)
    owner.sign_in(password="other-word")
    owner.put(f"/auth/verify-otp/{mailbox.code(OLD)}", CHROME)
    assert owner.is_signed_in()
    assert mailbox.latest(NEW).subject == "The change of your e-mail address was undone"


def test_the_way_back_is_open_for_seven_days(owner, mailbox, later):
    way_back = change(owner, mailbox)
    later(days=7)

    assert_error(undo(way_back), 400, DEAD)
    assert email() == NEW


def test_it_survives_whatever_the_new_address_does(owner, mailbox):
    way_back = change(owner, mailbox)
    owner.put("/auth/forgot-password", {"email": NEW})
    owner.put(f"/auth/reset-password/{mailbox.link(NEW, 'token')}", RESET)
    owner.sign_in(password="other-word")
    ask(owner, THIRD, "other-word")
    confirm(mailbox.link(THIRD, "token"))
    later_way_back = mailbox.link(NEW, "token")
    owner.put("/auth/forgot-password", {"email": THIRD})
    reset = mailbox.link(THIRD, "token")
    ask(owner, "more@example.com", "other-word")
    waiting = mailbox.link("more@example.com", "token")

    assert undo(way_back).status_code == 200
    assert email() == OLD
    assert_error(undo(later_way_back), 400, DEAD)
    assert_error(confirm(waiting), 400, DEAD)
    assert_error(owner.put(f"/auth/reset-password/{reset}", RESET), 400, "Reset token has expired")


def test_an_older_way_back_stays_open_after_a_later_one_was_used(owner, mailbox):
    first = change(owner, mailbox)
    second = change(owner, mailbox, THIRD)
    assert undo(second).status_code == 200
    assert email() == NEW

    assert undo(first).status_code == 200
    assert email() == OLD


def test_nobody_else_gets_the_old_address_while_the_way_back_is_open(owner, mailbox, stranger, later):
    way_back = change(owner, mailbox)

    assert_error(Browser().post("/auth/signup", account(username="third", email=OLD)), 400, TAKEN)
    ask(stranger, OLD)
    assert mailbox.latest(OLD).subject == "Your address was typed for another account"
    assert undo(way_back).status_code == 200
    assert email() == OLD


def test_the_old_address_is_free_once_the_way_back_is_closed(owner, mailbox, later):
    change(owner, mailbox)
    later(days=7)

    assert Browser().sign_up(username="third", email=OLD)


def test_a_change_that_was_asked_for_before_does_not_take_the_old_address_either(owner, mailbox, stranger):
    change(owner, mailbox)
    before = EmailChange.objects.get()
    EmailChange.objects.update(ended_at=before.confirmed_at)
    ask(stranger, OLD)
    token = mailbox.link(OLD, "token")
    EmailChange.objects.filter(pk=before.pk).update(ended_at=None)

    assert_error(confirm(token), 400, TAKEN)


def test_the_owner_may_go_back_by_another_change(owner, mailbox):
    change(owner, mailbox)
    change(owner, mailbox, OLD)

    assert email() == OLD


def test_an_address_that_was_never_confirmed_is_told_and_gets_no_way_back(member, mailbox):
    ask(member)
    confirm(mailbox.link(NEW, "token"))

    assert mailbox.latest(OLD).subject == "Your e-mail address was changed"
    assert "token=" not in mailbox.latest(OLD).body
    assert Browser().sign_up(username="other", email=OLD)


def test_a_deactivated_account_is_changed_by_no_link(owner, mailbox):
    way_back = change(owner, mailbox)
    ask(owner, THIRD)
    token = mailbox.link(THIRD, "token")
    User.objects.update(is_active=False)

    assert_error(confirm(token), 400, DEAD)
    assert_error(undo(way_back), 400, DEAD)


def test_no_token_is_in_the_database(owner, mailbox):
    ask(owner)
    token = mailbox.link(NEW, "token")

    assert token not in str([*EmailChange.objects.values(), *OutboxMessage.objects.values()])


def test_all_of_it_is_in_the_events(owner, mailbox):
    undo(change(owner, mailbox), owner)
    types = list(User.objects.get().events.order_by("pk").values_list("type", flat=True))

    assert types == ["signed-up", "email-verified", "email-change-asked", "email-changed", "email-change-undone"]


def test_it_goes_with_the_account(owner, mailbox):
    way_back = change(owner, mailbox)
    owner.delete("/auth/account", {"currentPassword": PASSWORD})

    assert (EmailChange.objects.count(), Session.objects.count()) == (0, 0)
    assert_error(undo(way_back), 400, DEAD)
    assert Browser().sign_up(username="other", email=OLD)


# ---- nobody prepares an account for somebody else


def test_the_reset_of_an_account_that_was_never_confirmed_clears_what_somebody_else_prepared(member, mailbox):
    ask(member)
    waiting = mailbox.link(NEW, "token")
    verification = mailbox.link(OLD, "v_token")
    member.put("/auth/forgot-password", {"email": OLD})
    member.put(f"/auth/reset-password/{mailbox.link(OLD, 'token')}", RESET)

    user = User.objects.get()
    assert user.email_verified
    assert (user.devices.count(), user.sessions.filter(ended_at=None).count()) == (0, 0)
    assert_error(confirm(waiting), 400, DEAD)
    assert_error(member.put("/auth/verify-email", {"token": verification}), 400, DEAD)
