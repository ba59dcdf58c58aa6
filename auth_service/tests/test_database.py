"""What the database is asked: by an index, and byte by byte."""

import pytest
from django.db import connection
from django.db.models import Q
from django.utils import timezone

from auth_service.models import (
    Beat,
    Device,
    EmailChange,
    Event,
    MailDelivery,
    OutboxMessage,
    PendingSignin,
    RecoveryCode,
    ReservedName,
    SecondFactor,
    Session,
    User,
)
from auth_service.services import sessions
from tests.callers import Browser, assert_error

NOW = timezone.now()
LOOKUPS = {
    "user by name": lambda: User.objects.filter(username="Ada Love"),
    "user by e-mail": lambda: User.objects.filter(email="ada@example.com"),
    "user by either": lambda: User.objects.filter(Q(username="Ada Love") | Q(email="ada@example.com")),
    "user by verification token": lambda: User.objects.filter(email_verification_token="x"),
    "user by reset token": lambda: User.objects.filter(password_reset_token="x"),
    "session": lambda: sessions.living().filter(sid="x", user_id=1).select_related("user"),
    "sessions of a user": lambda: sessions.living().filter(user_id=1),
    "pending sign-in": lambda: PendingSignin.objects.filter(token="x"),
    "pending sign-ins of a day": lambda: PendingSignin.objects.filter(user_id=1, created_at__gt=NOW),
    "devices of a user": lambda: Device.objects.filter(user_id=1, browser_name="Chrome"),
    "device by key": lambda: Device.objects.filter(user_id=1, key="x"),
    "second factor": lambda: SecondFactor.objects.filter(user_id=1).exclude(confirmed_at=None),
    "recovery code": lambda: RecoveryCode.objects.filter(second_factor_id=1, digest="x", used_at=None),
    "waiting messages": lambda: OutboxMessage.objects.filter(state="waiting", exchange="x").order_by("pk")[:10],
    "messages of a topic": lambda: OutboxMessage.objects.filter(topic="x", state="waiting"),
    "events of a user": lambda: Event.objects.filter(user_id=1).order_by("-created_at", "-pk")[:100],
    "events of a day by user": lambda: Event.objects.filter(user_id=1, type="x", created_at__gt=NOW),
    "events of a day by name": lambda: Event.objects.filter(name_digest="x", type="x", created_at__gt=NOW),
    "events of a day by address": lambda: Event.objects.filter(address="x", type="x", created_at__gt=NOW),
    "messages about a user": lambda: OutboxMessage.objects.filter(user_id=1),
    "e-mail change by token": lambda: EmailChange.objects.filter(token="x"),
    "e-mail changes of a user": lambda: EmailChange.objects.filter(user_id=1, created_at__gt=NOW),
    "former e-mails": lambda: EmailChange.objects.filter(old_email__in=["x", "y"]),
    "reserved names": lambda: ReservedName.objects.filter(digest__in=["x", "y"]),
    "sign of life": lambda: Beat.objects.filter(name="x"),
    "delivery": lambda: MailDelivery.objects.filter(key="x"),
}


@pytest.mark.parametrize("name", LOOKUPS)
def test_every_look_up_goes_by_an_index(name):
    User.objects.bulk_create(User(username=f"User {n}", email=f"{n}@example.com") for n in range(300))
    ada = User.objects.create_user("ada love", "ada@example.com")
    Session.objects.bulk_create(Session(sid=f"{n}", user=ada) for n in range(300))
    plan = LOOKUPS[name]().explain()

    if connection.vendor == "sqlite":
        assert "SCAN" not in plan, plan
    else:
        assert "'ALL'" not in plan.replace(" ALL ", " 'ALL' "), plan


@pytest.mark.parametrize(("first", "second"), [("andré", "andre"), ("straße", "strasse"), ("søren", "soren")])
def test_names_that_differ_in_a_byte_are_two(first, second):
    Browser().sign_up(
        username=first, email=f"{first}@example.com".encode("ascii", "replace").decode().replace("?", "0")
    )

    assert Browser().sign_up(username=second, email=f"{second}@example.com")["username"] == second.title()
    assert_error(Browser().sign_in(f"{second}x"), 400, "Invalid credentials")
