"""The mails that tell an account's owner what happened, beyond those of contract 5."""

import json

import pytest
from django.conf import settings

from auth_service import messages, outbox
from auth_service.clients import Client
from auth_service.mail import SUBJECTS, render
from auth_service.models import OutboxMessage, User
from tests.callers import CHROME, PASSWORD, Browser

ADA = "ada@example.com"
FIREFOX = {"browserName": "Firefox", "deviceType": "Linux"}


def notices():
    rows = OutboxMessage.objects.filter(exchange="jobber-email-notification", routing_key="auth-email-more")
    return [json.loads(outbox.body_of(row)) for row in rows.order_by("pk")]


def sign_in_elsewhere(member, mailbox, **said):
    other = member.elsewhere()
    other.sign_in()
    other.put(f"/auth/verify-otp/{mailbox.code(ADA)}", {**FIREFOX, **said})
    return other


def test_signing_up_and_signing_in_again_tell_nothing(member):
    member.sign_in()
    Browser().sign_in()

    assert notices() == []


def test_a_new_browser_is_told_with_time_browser_and_address(member, mailbox):
    sign_in_elsewhere(member, mailbox)
    [notice] = notices()

    assert notice == {
        "template": "newBrowser", "receiverEmail": ADA, "username": "Ada Love",
        "time": notice["time"], "address": "203.0.113.7", **FIREFOX,
    }  # fmt: skip
    assert notice["time"].endswith("Z")
    letter = mailbox.latest(ADA)
    assert letter.subject == "A new browser signed in to your account"
    assert "Firefox on Linux" in letter.body
    assert "203.0.113.7" in letter.body


def test_it_is_told_once(member, mailbox):
    other = sign_in_elsewhere(member, mailbox)
    other.sign_in(**FIREFOX)

    assert [notice["template"] for notice in notices()] == ["newBrowser"]


def test_a_changed_password_is_told_beside_the_contracts_mail(member):
    member.put("/auth/change-password", {"currentPassword": PASSWORD, "newPassword": "other-word"})
    [notice] = notices()

    assert (notice["template"], notice["address"]) == ("passwordChanged", "127.0.0.1")
    assert {name: notice[name] for name in CHROME} == CHROME
    assert OutboxMessage.objects.filter(type="resetPasswordSuccess", routing_key="auth-email").exists()


def test_a_reset_password_is_told_too(member, mailbox):
    other = member.elsewhere()
    other.put("/auth/forgot-password", {"email": ADA})
    body = {"password": "other-word", "confirmPassword": "other-word"}
    other.put(f"/auth/reset-password/{mailbox.link(ADA, 'token')}", body)
    [notice] = notices()

    assert (notice["template"], notice["address"]) == ("passwordChanged", "203.0.113.7")


def test_what_a_browser_calls_itself_is_no_link_and_no_story_in_a_mail(member, mailbox):
    lie = "Blocked! Go to https://evil.example/now " + "x" * 100
    sign_in_elsewhere(member, mailbox, browserName=lie)
    [notice] = notices()

    assert notice["browserName"] == "Blocked Go to https evil example now xxx"
    assert "evil.example" not in mailbox.latest(ADA).body


@pytest.mark.parametrize("build", [messages.second_factor_on, messages.second_factor_off])
def test_a_second_factor_can_be_told(member, build):
    message = build(user=User.objects.get(), client=Client(address="203.0.113.7"))
    letter = render(json.loads(json.dumps(message.body)))

    assert (message.routing_key, letter.to) == ("auth-email-more", [ADA])
    assert "Browser: not told" in letter.body
    assert "203.0.113.7" in letter.alternatives[0][0]


@pytest.mark.parametrize("template", SUBJECTS)
def test_every_mail_has_two_parts_that_say_the_same_and_what_to_do(template):
    body = {
        "template": template, "receiverEmail": ADA, "username": "O'Hara", "time": "2026-11-25T12:04:11Z",
        "address": "2001:db8::1", "verifyLink": "https://a.example/?x=1", "resetLink": "https://a.example/?x=1",
        "confirmLink": "https://a.example/?x=1", "undoLink": "https://a.example/?x=1", "otp": "123456", **FIREFOX,
    }  # fmt: skip
    letter = render(body)
    text, html = letter.body, letter.alternatives[0][0]

    assert ("O'Hara" in text) == ("O&#x27;Hara" in html)
    assert ("https://a.example/?x=1" in text) == ('href="https://a.example/?x=1"' in html)
    assert ("25 November 2026, 12:04 UTC" in text) == ("25 November 2026, 12:04 UTC" in html)
    assert ("wasn't you?" in text) == ("wasn't you?" in html)


def test_a_notice_is_not_worth_sending_for_ever(member):
    member.put("/auth/change-password", {"currentPassword": PASSWORD, "newPassword": "other-word"})

    row = OutboxMessage.objects.get(type="passwordChanged")
    assert row.deadline - row.created_at == settings.NOTICE_LIFETIME
