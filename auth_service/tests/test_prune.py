"""`manage.py prune`."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone

from auth_service import audit
from auth_service.models import (
    Beat,
    Device,
    EmailChange,
    Event,
    MailDelivery,
    OutboxMessage,
    PendingSignin,
    Session,
    User,
)
from auth_service.services import pruning
from tests.callers import PASSWORD, Browser, assert_error

KINDS = [Session, PendingSignin, EmailChange, OutboxMessage, MailDelivery, Device, Event, Beat]


def prune():
    out = StringIO()
    call_command("prune", stdout=out)
    return dict(line.split(": ") for line in out.getvalue().splitlines())


def taken_away():
    return {name: int(count) for name, count in prune().items() if count != "0"}


@pytest.fixture
def busy(member, mailbox):
    """Ada, of whom there is something of every kind."""
    member.elsewhere().sign_in()
    member.put("/auth/forgot-password", {"email": "ada@example.com"})
    member.put("/auth/change-email", {"currentPassword": PASSWORD, "email": "ada@example.org"})
    assert mailbox.link("ada@example.com", "token")
    MailDelivery.objects.create(key="a-mail", sent_at=timezone.now())
    Beat.objects.create(name="relay@gone", at=timezone.now())
    Browser().sign_in()
    return member


def test_it_takes_nothing_away_that_is_in_force(busy):
    before = [kind.objects.count() for kind in KINDS]

    assert taken_away() == {}
    assert [kind.objects.count() for kind in KINDS] == before
    assert busy.is_signed_in()


def test_links_that_ran_out_are_forgotten_at_once(busy, later):
    later(days=7, minutes=1)
    gone = taken_away()

    assert (gone["reset tokens"], gone["verification tokens"]) == (1, 1)
    user = User.objects.get()
    assert (user.password_reset_token, user.email_verification_token) == (None, None)


def test_what_has_ended_goes_after_a_while_and_the_rest_with_the_years(busy, later):
    later(days=22)
    gone = taken_away()
    assert {"sessions", "pending sign-ins", "changes of e-mail", "mail deliveries", "signs of life"} <= set(gone)
    assert Event.objects.count() == Event.objects.filter(user=User.objects.get()).count() > 0
    assert Device.objects.exists()
    later(days=366)

    assert {"devices", "audit entries"} <= set(taken_away())
    assert [kind.objects.count() for kind in (Session, PendingSignin, Device, Event, Beat)] == [0] * 5
    assert Browser().sign_in().json()["message"] == "OTP code sent"


def test_messages_go_when_they_are_over_but_not_those_that_wait_or_need_somebody(member):
    old = timezone.now() - timedelta(days=15)
    waiting = OutboxMessage.objects.get(type="auth")
    states = ["sent", "superseded", "expired", "dead", "held"]
    for state in states:
        OutboxMessage.objects.create(
            exchange="x", routing_key="x", type=state, state=state, created_at=old, ended_at=old
        )

    assert taken_away() == {"messages": 3}
    assert set(OutboxMessage.objects.exclude(type="verifyEmail").values_list("type", flat=True)) == {
        waiting.type,
        "dead",
        "held",
    }


@pytest.mark.parametrize("state", ["waiting", "dead", "held"])
def test_a_link_that_nobody_sent_in_time_is_gone_from_its_message(member, state):
    link = OutboxMessage.objects.filter(type="verifyEmail")
    link.update(state=state, deadline=timezone.now() - timedelta(days=1))

    assert taken_away() == {"overdue messages": 1}
    assert (link.get().state, link.get().body) == ("expired", "")


def test_a_message_that_is_being_sent_is_left_to_its_sender(member):
    link = OutboxMessage.objects.filter(type="verifyEmail")
    soon = timezone.now() + timedelta(minutes=1)
    link.update(deadline=timezone.now() - timedelta(seconds=1), claimed_by="relay", claimed_until=soon)

    assert taken_away() == {}


def test_it_goes_in_batches_and_may_be_repeated(member, monkeypatch):
    monkeypatch.setattr(pruning, "BATCH", 3)
    user = User.objects.get()
    old = timezone.now() - timedelta(days=400)
    Event.objects.bulk_create(Event(type="signed-in", user=user, created_at=old) for _ in range(10))

    assert taken_away() == {"audit entries": 10}
    assert taken_away() == {}
    assert [event.type for event in audit.latest(user)] == ["signed-up"]


@pytest.mark.usefixtures("without_rates")
def test_codes_of_the_day_still_count_after_it(member, settings):
    for _ in range(settings.OTP_CODES_PER_DAY):
        member.elsewhere().sign_in()
    prune()

    assert_error(
        member.elsewhere().sign_in(password=PASSWORD),
        429,
        "A code was sent already. Please wait before asking for another.",
    )
