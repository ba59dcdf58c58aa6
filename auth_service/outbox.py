"""The outbox: messages are stored with the row that causes them, and claimed by whoever sends them.

A claim is a lease: a sender that dies leaves its rows to the next one when it runs out. That is at-least-once.
"""

import itertools
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

import orjson
from django.db.models import Case, Count, Exists, F, Min, OuterRef, Q, QuerySet, TextField, Value, When
from django.db.models.functions import Now
from django.utils import timezone

from auth_service.messages import Message
from auth_service.models import OutboxMessage
from auth_service.sealing import seal, unseal
from jobber.compiled import insert

LEASE = timedelta(seconds=60)
MAX_TRIES = 5
State = OutboxMessage.State
UNSENT = (State.WAITING, State.HELD)


class Claimed(NamedTuple):
    """What a sender needs to know of a message. No model: a thousand at once would cost more than to send them."""

    pk: int
    message_id: UUID
    exchange: str
    routing_key: str
    type: str
    body: str
    is_encrypted: bool
    created_at: datetime
    deadline: datetime | None
    is_over: bool | None


def store(*messages: Message) -> None:
    """Writes the messages, in the caller's transaction; older unsent ones of the same topics are superseded."""
    if topics := [message.topic for message in messages if message.topic]:
        end(OutboxMessage.objects.filter(topic__in=topics, state__in=UNSENT), State.SUPERSEDED)
    store_first(*messages)


def store_first(*messages: Message) -> None:
    """The same for messages that are the first of their topics, so that there is nothing to look for."""
    for message in messages:
        insert(row(message))


def row(message: Message) -> OutboxMessage:
    """The message as it is kept."""
    body = orjson.dumps(message.body, option=orjson.OPT_UTC_Z).decode()
    now = timezone.now()
    return OutboxMessage(
        exchange=message.exchange,
        routing_key=message.routing_key,
        type=message.type,
        user_id=message.user_id,
        topic=message.topic,
        body=seal(body) if message.is_secret else body,
        is_encrypted=message.is_secret,
        created_at=now,
        deadline=None if message.lifetime is None else now + message.lifetime,
    )


def body_of(message: OutboxMessage | Claimed) -> str:
    """The JSON text that goes out. Raises cryptography's InvalidToken where no key in force encrypted it."""
    return unseal(message.body) if message.is_encrypted else message.body


def claim(*, sender: str, exchanges: Iterable[str], limit: int) -> list[Claimed]:
    """At most `limit` waiting messages, the oldest of each exchange first, that are now the sender's for `LEASE`.

    Those whose deadline has passed are ended instead.
    """
    claimed: list[Claimed] = []
    for exchange in exchanges:
        claimed += claim_from(exchange, sender=sender, limit=limit - len(claimed))
    return claimed


def claim_from(exchange: str, *, sender: str, limit: int) -> list[Claimed]:
    """The same for one exchange, which an index keeps in order."""
    free = unclaimed().filter(exchange=exchange)
    rows = free.annotate(is_over=Q(deadline__lte=Now())).order_by("pk").values_list(*Claimed._fields)[:limit]
    found = list(itertools.starmap(Claimed, rows))
    if not found:
        return []
    keys = [message.pk for message in found]
    count = free.filter(pk__in=keys).update(claimed_by=sender, claimed_until=Now() + LEASE)
    if count < len(keys):  # another sender was quicker, or a newer message superseded one
        ours = set(own(sender).filter(pk__in=keys).values_list("pk", flat=True))
        found = [message for message in found if message.pk in ours]
    return without_expired(sender, found)


def unclaimed() -> QuerySet[OutboxMessage]:
    """What waits and nobody has claimed; whoever asks often whether there is anything needs no more than this."""
    return OutboxMessage.objects.filter(Q(claimed_until=None) | Q(claimed_until__lte=Now()), state=State.WAITING)


def without_expired(sender: str, claimed: list[Claimed]) -> list[Claimed]:
    """Those that are still worth sending; the others are ended."""
    if over := [message.pk for message in claimed if message.is_over]:
        end(own(sender).filter(pk__in=over), State.EXPIRED)
    return [message for message in claimed if not message.is_over]


def own(sender: str) -> QuerySet[OutboxMessage]:
    """What the sender has claimed, if nobody took it over meanwhile."""
    return OutboxMessage.objects.filter(state=State.WAITING, claimed_by=sender)


def mark_sent(*, sender: str, keys: Iterable[int]) -> None:
    """Ends the messages that went out, if they are still the sender's."""
    end(own(sender).filter(pk__in=list(keys)), State.SENT)


def release(*, sender: str, keys: Iterable[int], after: timedelta = timedelta()) -> None:
    """Gives messages back that could not go out for no fault of theirs; they may be claimed again `after` a while."""
    own(sender).filter(pk__in=list(keys)).update(claimed_by="", claimed_until=Now() + after)


def fail(*, sender: str, key: int, error: str) -> None:
    """Counts a failed try against a message that is itself at fault; after `MAX_TRIES` it is dead."""
    own(sender).filter(pk=key).update(tries=F("tries") + 1, error=error[:500])
    dead = own(sender).filter(pk=key, tries__gte=MAX_TRIES)
    if not dead.update(state=State.DEAD, ended_at=Now()):
        release(sender=sender, keys=[key], after=LEASE)


def end(messages: QuerySet[OutboxMessage], state: OutboxMessage.State) -> int:
    """Ends messages for good; what was secret in them is gone. How many there were."""
    body = Case(When(is_encrypted=True, then=Value("", TextField())), default=F("body"))
    return messages.update(state=state, ended_at=Now(), body=body)


def revive(keys: Iterable[int]) -> list[OutboxMessage]:
    """Lets dead and held messages wait again; those for which that was possible.

    Not one whose body was blanked or whose deadline is over, nor one that a newer message of its topic replaced: its
    link or code is no longer good.
    """
    newer = OutboxMessage.objects.filter(topic=OuterRef("topic"), pk__gt=OuterRef("pk")).exclude(topic="")
    stopped = OutboxMessage.objects.select_for_update().filter(pk__in=list(keys), state__in=[State.DEAD, State.HELD])
    good = stopped.exclude(body="").filter(Q(deadline=None) | Q(deadline__gt=Now())).exclude(Exists(newer))
    revived = list(good)
    waiting = OutboxMessage.objects.filter(pk__in=[message.pk for message in revived])
    waiting.update(state=State.WAITING, tries=0, error="", ended_at=None, claimed_by="", claimed_until=None)
    return revived


def overdue() -> QuerySet[OutboxMessage]:
    """The messages that nobody sends now and whose deadline is over, so that nobody should send them any more."""
    stopped = OutboxMessage.objects.filter(state__in=[*UNSENT, State.DEAD], deadline__lte=Now())
    return stopped.filter(Q(claimed_until=None) | Q(claimed_until__lte=Now()))


def hold() -> int:
    """Keeps back all that waits, until staff let it go; how much. What holds a link or a code is ended instead."""
    waiting = OutboxMessage.objects.filter(state=State.WAITING)
    end(waiting.filter(is_encrypted=True), State.EXPIRED)
    return waiting.update(state=State.HELD, claimed_by="", claimed_until=None)


def waiting(exchange: str) -> int:
    """How many messages wait for that exchange."""
    return OutboxMessage.objects.filter(state=State.WAITING, exchange=exchange).count()


@dataclass(frozen=True)
class Figures:
    """The state of the outbox: how many wait, since when the oldest does, how many are dead, and how many held."""

    waiting: int
    oldest: datetime | None
    dead: int
    held: int


def figures() -> Figures:
    """The outbox's figures now."""
    waiting = OutboxMessage.objects.filter(state=State.WAITING).aggregate(count=Count("pk"), oldest=Min("created_at"))
    dead, held = (OutboxMessage.objects.filter(state=state).count() for state in (State.DEAD, State.HELD))
    return Figures(waiting["count"], waiting["oldest"], dead, held)
