"""The messages of contract 5: what the outbox holds, and what becomes of it where there is no RabbitMQ."""

import json
from datetime import timedelta

import pytest
from django.conf import settings
from django.core import mail
from django.core.management import CommandError, call_command
from django.utils import timezone

from auth_service import outbox, reset_requests
from auth_service.delivery import MailThread
from auth_service.mail import render
from auth_service.models import OutboxMessage
from tests.callers import PASSWORD, account

without_broker = pytest.mark.skipif(bool(settings.RABBITMQ_ENDPOINT), reason="is for a program without RabbitMQ")
CLIENT = "http://localhost:3000"


def bodies(**which):
    return [json.loads(outbox.body_of(row)) for row in OutboxMessage.objects.filter(**which).order_by("pk")]


def drain():
    call_command("relay", drain=True)


def test_a_signup_tells_the_users_service_and_confirms_the_email(member):
    user = member.get("/auth/currentuser").json()["user"]
    [buyer] = bodies(exchange="jobber-buyer-update", routing_key="user-buyer")
    [email] = bodies(exchange="jobber-email-notification", routing_key="auth-email")

    names = ("username", "email", "profilePicture", "country", "createdAt")
    assert buyer == {"type": "auth", **{name: user[name] for name in names}}
    assert set(email) == {"template", "receiverEmail", "verifyLink"}
    assert (email["template"], email["receiverEmail"]) == ("verifyEmail", "ada@example.com")
    assert email["verifyLink"].startswith(f"{CLIENT}/confirm_email?v_token=")


def test_the_other_mails_have_the_contracts_bodies(member):
    member.put("/auth/forgot-password", {"email": "ada@example.com"})
    reset_requests.handle_waiting("somebody")
    member.elsewhere().sign_in()
    member.put("/auth/change-password", {"currentPassword": PASSWORD, "newPassword": "other-word"})
    [_, forgot, otp, success] = bodies(routing_key="auth-email")

    whom = {"receiverEmail": "ada@example.com", "username": "Ada Love"}
    assert forgot == {"template": "forgotPassword", "resetLink": forgot["resetLink"], **whom}
    assert forgot["resetLink"].startswith(f"{CLIENT}/reset_password?token=")
    assert otp == {"template": "otpEmail", "otp": otp["otp"], **whom}
    assert success == {"template": "resetPasswordSuccess", **whom}


def test_a_link_is_unreadable_in_the_database_and_gone_once_sent(member):
    [body] = bodies(type="verifyEmail")
    assert body["verifyLink"] not in OutboxMessage.objects.get(type="verifyEmail").body
    drain()

    row = OutboxMessage.objects.get(type="verifyEmail")
    assert (row.state, row.body) == ("sent", "")


def test_a_body_is_readable_after_the_keys_were_rotated(member, settings):
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "new-key-" + "9" * 40, [settings.SECRET_KEY]

    assert bodies(type="verifyEmail")


@without_broker
def test_messages_for_other_services_wait_for_a_broker(member):
    drain()

    assert OutboxMessage.objects.get(type="auth").state == "waiting"


def test_what_ran_out_is_not_sent(member):
    OutboxMessage.objects.filter(type="verifyEmail").update(deadline=timezone.now() - timedelta(seconds=1))
    drain()

    row = OutboxMessage.objects.get(type="verifyEmail")
    assert (row.state, row.body, mail.outbox) == ("expired", "", [])


def test_a_newer_link_supersedes_the_older_unsent_one(member):
    user = member.get("/auth/currentuser").json()["user"]
    member.post("/auth/resend-email", {"userId": user["id"], "email": user["email"]})

    assert list(OutboxMessage.objects.filter(type="verifyEmail").order_by("pk").values_list("state", flat=True)) == [
        "superseded",
        "waiting",
    ]


def test_two_senders_never_claim_the_same_message(member):
    first = outbox.claim(sender="a", exchanges=["jobber-email-notification"], limit=10)
    second = outbox.claim(sender="b", exchanges=["jobber-email-notification"], limit=10)

    assert [len(first), len(second)] == [1, 0]


def test_a_lease_that_ran_out_is_taken_over_and_the_first_sender_ends_nothing(member):
    [message] = outbox.claim(sender="a", exchanges=["jobber-email-notification"], limit=10)
    OutboxMessage.objects.update(claimed_until=timezone.now() - timedelta(seconds=1))
    assert outbox.claim(sender="b", exchanges=["jobber-email-notification"], limit=10) == [message]
    outbox.mark_sent(sender="a", keys=[message.pk])

    assert OutboxMessage.objects.get(pk=message.pk).state == "waiting"


def test_a_message_that_is_itself_wrong_dies_after_its_tries_and_the_others_go_out(member, service):
    OutboxMessage.objects.filter(type="verifyEmail").update(body="broken")
    service.post("/signup", account(username="other", email="other@example.com"))
    for _ in range(outbox.MAX_TRIES):
        OutboxMessage.objects.update(claimed_until=None)
        drain()

    states = dict(OutboxMessage.objects.filter(type="verifyEmail").order_by("pk").values_list("pk", "state"))
    assert list(states.values()) == ["dead", "sent"]


@without_broker
def test_a_mail_server_that_is_away_counts_against_no_message(member, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    with pytest.raises(CommandError, match="mail server is away"):
        drain()

    row = OutboxMessage.objects.get(type="verifyEmail")
    assert (row.state, row.tries) == ("waiting", 0)
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    drain()
    assert len(mail.outbox) == 1


@pytest.mark.django_db(transaction=True)
def test_the_mail_thread_sends_what_waits_and_ends_when_told(member, settings, tmp_path):
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = str(tmp_path)
    thread = MailThread()
    thread.start()
    try:
        while not OutboxMessage.objects.filter(type="verifyEmail", state="sent").exists():
            assert thread.is_alive()
    finally:
        thread.stop()

    assert not thread.is_alive()
    assert "confirm_email" in next(tmp_path.iterdir()).read_text()


def test_a_mail_has_a_text_and_an_html_part_with_the_same_link(member, mailbox):
    letter = mailbox.latest("ada@example.com")
    [(html, kind)] = letter.alternatives

    assert (kind, letter.subject) == ("text/html", "Confirm your e-mail address")
    token = mailbox.link("ada@example.com", "v_token")
    assert token in html
    assert token in letter.body


def test_what_a_user_typed_is_text_in_a_mail():
    letter = render({"template": "resetPasswordSuccess", "receiverEmail": "a@example.com", "username": "<b>x</b>"})
    assert "<b>x</b>" not in letter.alternatives[0][0]
    assert "&lt;b&gt;" in letter.alternatives[0][0]
