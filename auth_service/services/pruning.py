"""What `manage.py prune` takes away: rows that have ended or expired, a kind a line.

Each batch is a transaction of its own and asks again whether its rows are still expired: running traffic waits for a
few hundred rows at most, and a run that was stopped is simply repeated.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils import timezone

from auth_service import outbox
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
from auth_service.outbox import State

BATCH = 500
OVER = (State.SENT, State.SUPERSEDED, State.EXPIRED)


def delete(rows: QuerySet[Any]) -> int:
    """Deletes the rows; how many of the kind itself."""
    return rows.delete()[1].get(rows.model._meta.label, 0)


def forget_reset_token(users: QuerySet[User]) -> int:
    """Takes the reset tokens away; how many."""
    return users.update(password_reset_token=None, password_reset_expires=None)


def forget_verification_token(users: QuerySet[User]) -> int:
    """Takes the verification tokens away; how many."""
    return users.update(email_verification_token=None, email_verification_expires=None)


def expire(messages: QuerySet[OutboxMessage]) -> int:
    """Ends the messages; how many."""
    return outbox.end(messages, State.EXPIRED)


@dataclass(frozen=True)
class Kind:
    """What has expired of one kind, and how a batch of it is taken away, which tells how many rows that were."""

    name: str
    expired: QuerySet[Any]
    take_away: Callable[[QuerySet[Any]], int] = delete


def kinds() -> list[Kind]:
    """All kinds, as of now."""
    now = timezone.now()
    ended = now - settings.ENDED_KEPT
    cookie_age = timedelta(seconds=settings.DEVICE_COOKIE_AGE)
    unseen = Q(last_seen_at__lte=ended - settings.SESSION_IDLE) | Q(created_at__lte=ended - settings.SESSION_LIFETIME)
    return [
        Kind("sessions", Session.objects.filter(Q(ended_at__lte=ended) | unseen)),
        Kind("pending sign-ins", PendingSignin.objects.filter(otp_expiration__lte=ended)),
        Kind("reset tokens", User.objects.filter(password_reset_expires__lte=now), forget_reset_token),
        Kind(
            "verification tokens", User.objects.filter(email_verification_expires__lte=now), forget_verification_token
        ),
        Kind("changes of e-mail", EmailChange.objects.filter(expires_at__lte=ended)),
        Kind("overdue messages", outbox.overdue(), expire),
        Kind("messages", OutboxMessage.objects.filter(state__in=OVER, ended_at__lte=ended)),
        Kind("mail deliveries", MailDelivery.objects.filter(created_at__lte=ended)),
        # by then the browser has dropped the cookie that shows the device
        Kind("devices", Device.objects.filter(last_seen_at__lte=now - cookie_age)),
        Kind("audit entries", Event.objects.filter(created_at__lte=now - settings.AUDIT_KEPT)),
        Kind("signs of life", Beat.objects.filter(at__lte=ended)),
    ]


def prune() -> Iterator[tuple[str, int]]:
    """Takes away what has expired, in batches; tells of each kind how many rows it was, once they are gone."""
    for kind in kinds():
        yield kind.name, sum(kind.take_away(batch) for batch in batches(kind.expired))


def batches(rows: QuerySet[Any]) -> Iterator[QuerySet[Any]]:
    """The rows, `BATCH` at a time, in the order of their keys: the table is walked once."""
    last = 0
    while keys := list(rows.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:BATCH]):
        yield rows.filter(pk__in=keys)
        last = keys[-1]
