"""The audit log: who did what, from where.

Each event is written in the transaction of what it records, by the service that decides it. Nothing changes an event
but its account's deletion (auth_service/services/account.py).
"""

from datetime import timedelta

from django.conf import settings
from django.db import IntegrityError
from django.db.models import QuerySet
from django.utils import timezone

from auth_service.clients import Client
from auth_service.digests import name_digest
from auth_service.models import Event, User
from jobber.compiled import insert

DAY = timedelta(days=1)
MOST_LISTED = 100


def record(what: Event.Type, *, client: Client, user_id: int | None = None, name: str = "", detail: str = "") -> None:
    """Writes an event, in the caller's transaction. Of `name`, which no account has, only a digest is kept."""
    event = Event(
        type=what,
        user_id=user_id,
        name_digest=name_digest(name) if name else None,
        address=client.address,
        browser_name=client.shown_browser,
        device_type=client.shown_device,
        actor=client.actor,
        detail=detail,
    )
    insert(event)


def record_refusal(what: Event.Type, *, user: User | None, name: str, client: Client) -> None:
    """Writes that `name` was refused; past `STRANGERS_EVENTS_PER_DAY` it is not kept, and only the metric counts it.

    The bound is the name's own, so that nobody blinds an account's log by failing elsewhere first; how many names one
    address can fill the log with is for the throttle to bound. A name that nobody has costs the same statements as an
    account's, so that the time taken tells nothing.
    """
    of_name = today(what, user=user) if user else today(what, name_digest=name_digest(name))
    if of_name >= settings.STRANGERS_EVENTS_PER_DAY:
        return
    try:
        record(what, client=client, user_id=user.pk if user else None, name="" if user else name)
    except IntegrityError:  # the account was deleted meanwhile
        record(what, client=client, name=name)


def today(what: Event.Type, **whose: object) -> int:
    """How many of the type there were within a day; each way to ask has an index."""
    return Event.objects.filter(type=what, created_at__gt=timezone.now() - DAY, **whose).count()


def latest(user: User) -> QuerySet[Event]:
    """The user's own part of the log, newest first, `MOST_LISTED` at most."""
    return Event.objects.filter(user=user).order_by("-created_at", "-pk")[:MOST_LISTED]
