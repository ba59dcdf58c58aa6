"""`manage.py after_restore`: nothing that a backup brings back is good any more but names and passwords."""

from io import StringIO

import pytest
from django.core.management import call_command

from auth_service import outbox
from auth_service.models import OutboxMessage
from tests.callers import PASSWORD, Browser, assert_error

ALL = ["jobber-email-notification", "jobber-buyer-update"]


def after_restore():
    out = StringIO()
    call_command("after_restore", stdout=out)
    return dict(line.split(": ") for line in out.getvalue().splitlines())


def test_it_ends_sessions_and_forgets_devices(member):
    done = after_restore()

    assert (done["sessions ended"], done["devices forgotten"]) == ("1", "1")
    assert not member.is_signed_in()
    assert member.sign_in().json()["message"] == "OTP code sent"


def test_it_ends_sign_ins_that_wait_for_their_code(member, mailbox):
    other = member.elsewhere()
    other.sign_in()
    code = mailbox.code("ada@example.com")
    after_restore()

    assert_error(other.put(f"/auth/verify-otp/{code}", {}), 400, "OTP is invalid.")


def test_it_ends_links_that_were_sent(member, mailbox):
    verification = mailbox.link("ada@example.com", "v_token")
    member.put("/auth/forgot-password", {"email": "ada@example.com"})
    reset = mailbox.link("ada@example.com", "token")
    after_restore()

    words = {"password": "n3w-word", "confirmPassword": "n3w-word"}
    assert Browser().put("/auth/verify-email", {"token": verification}).status_code == 400
    assert_error(Browser().put(f"/auth/reset-password/{reset}", words), 400, "Reset token has expired")


def test_it_ends_changes_of_the_email(member, mailbox):
    member.put("/auth/change-email", {"currentPassword": PASSWORD, "email": "ada@example.org"})
    token = mailbox.link("ada@example.org", "token")
    assert after_restore()["changes of e-mail ended"] == "1"

    assert Browser().put("/auth/confirm-email-change", {"token": token}).status_code == 400


def test_it_holds_what_waits_and_ends_what_has_a_link(member):
    after_restore()

    assert outbox.claim(sender="relay", exchanges=ALL, limit=10) == []
    states = {row.type: (row.state, bool(row.body)) for row in OutboxMessage.objects.all()}
    assert states == {"auth": ("held", True), "verifyEmail": ("expired", False)}


def test_it_may_be_repeated(member):
    after_restore()

    assert set(after_restore().values()) == {"0"}


@pytest.mark.parametrize("again", [False, True])
def test_what_is_asked_for_afterwards_goes_out(member, mailbox, again):
    after_restore()
    before = len(mailbox.all)
    Browser().sign_in()
    if again:
        Browser().put("/auth/forgot-password", {"email": "ada@example.com"})

    assert len(mailbox.all) == before + 1 + again
