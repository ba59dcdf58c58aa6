"""Sessions: begun, found, renewed, listed and ended (design, "Sessions")."""

import secrets
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone

from auth_service import audit
from auth_service.clients import Client
from auth_service.exceptions import SessionEnded
from auth_service.models import MAX_ID, EmailChange, Event, PendingSignin, Session, User
from auth_service.services import devices
from auth_service.tokens import read_token, token_for
from jobber.compiled import Compiled, Given, insert, update
from jobber.exceptions import NotFound
from jobber.transactions import in_transaction

SID_BYTES = 16
# Fetched when somebody looks at them; each column counts in what every request asks for.
SELDOM_READ = (
    "device",
    "address",
    "created_at",
    "last_seen_at",
    "ended_at",
    "user__password",
    "user__is_superuser",
    "user__is_seeded",
    "user__email_verification_token",
    "user__email_verification_expires",
    "user__password_reset_token",
    "user__password_reset_expires",
)


@dataclass(frozen=True)
class SignedIn:
    """A session that has begun: whose it is, the JWT that stands for it, and the key for the `device` cookie."""

    user: User
    token: str
    device_key: str


def start(*, user: User, client: Client) -> SignedIn:
    """A new session of `user`, in the caller's transaction; it ends the one that the client had."""
    end_presented(client)
    device, key = devices.remember(user=user, client=client)
    session = Session(
        sid=secrets.token_hex(SID_BYTES),
        user=user,
        device=device,
        browser_name=client.browser_name,
        device_type=client.device_type,
        address=client.address,
    )
    insert(session)
    user.browser_name, user.device_type = client.browser_name, client.device_type
    update(user, "browser_name", "device_type", "updated_at")
    return SignedIn(user, token_for(session), key)


def living() -> QuerySet[Session]:
    """The sessions that have not ended: by themselves after `SESSION_IDLE` unseen or `SESSION_LIFETIME` in all."""
    return living_since(**life())


def living_since(*, last_seen_at: datetime | Given, created_at: datetime | Given) -> QuerySet[Session]:
    """The sessions that have not ended, last seen and begun after these moments."""
    return Session.objects.filter(ended_at=None, last_seen_at__gt=last_seen_at, created_at__gt=created_at)


def life() -> dict[str, datetime]:
    """The moments after which a living session was last seen, and begun."""
    now = timezone.now()
    return {"last_seen_at": now - settings.SESSION_IDLE, "created_at": now - settings.SESSION_LIFETIME}


@Compiled
def living_of() -> QuerySet[Session]:
    """The living session of a `sid`, if it belongs to that user; with the user."""
    rows = living_since(last_seen_at=Given("last_seen_at"), created_at=Given("created_at"))
    rows = rows.filter(sid=Given("sid"), user_id=Given("user_id"), user__is_active=True)
    return rows.select_related("user").defer(*SELDOM_READ)


def find(token: str, *, expired_too: bool = False) -> Session:
    """The living session, with its user, that a JWT stands for. Raises SessionEnded."""
    claims = read_token(token, expired_too=expired_too)
    if claims is None:
        raise SessionEnded
    session = living_of.get(sid=claims.sid, user_id=claims.user_id, **life())
    if session is None:
        raise SessionEnded
    return session


def list_living(*, user: User) -> QuerySet[Session]:
    """The user's sessions, the latest seen first."""
    return living().filter(user=user).order_by("-last_seen_at", "-pk")


def renew(session: Session) -> str:
    """A fresh JWT for a session that is still living, now seen again. Raises SessionEnded where it ended meanwhile."""
    if not living().filter(pk=session.pk).update(last_seen_at=timezone.now()):
        raise SessionEnded
    return token_for(session)


@in_transaction
def sign_out(*, client: Client) -> None:
    """Ends the client's session, if it has one."""
    end_presented(client)


def end_presented(client: Client) -> None:
    """Ends the session that the client's JWT stands for, even an expired one; does nothing for any other text."""
    claims = read_token(client.bearer, expired_too=True) if client.bearer else None
    if claims is not None and end(Session.objects.filter(sid=claims.sid, user_id=claims.user_id)):
        audit.record(Event.Type.SIGNED_OUT, user_id=claims.user_id, client=client)


@in_transaction
def end_own(*, user: User, public_id: str, client: Client) -> None:
    """Ends one of the user's sessions by the id that lists show. Raises NotFound for any other."""
    known = public_id.isascii() and public_id.isdigit() and int(public_id) <= MAX_ID
    if not known or not end(living().filter(pk=int(public_id), user=user)):
        raise NotFound("The session does not exist.")
    audit.record(Event.Type.SESSION_ENDED, user_id=user.pk, client=client)


@in_transaction
def end_others(*, session: Session, client: Client) -> int:
    """Ends all sessions of the user but this one; how many there were."""
    count = end(living().filter(user_id=session.user_id).exclude(pk=session.pk))
    if count:
        audit.record(Event.Type.OTHER_SESSIONS_ENDED, user_id=session.user_id, client=client, detail=str(count))
    return count


def end_all(*, user: User, except_for: Session | None = None) -> None:
    """Ends the user's sessions, pending sign-ins and the change of e-mail that is not confirmed yet.

    The password that began them is no longer good.
    """
    ended = Session.objects.filter(user=user)
    end(ended.exclude(pk=except_for.pk) if except_for else ended)
    end(PendingSignin.objects.filter(user=user))
    end(EmailChange.objects.filter(user=user, confirmed_at=None))


def end(rows: QuerySet[Session] | QuerySet[PendingSignin] | QuerySet[EmailChange]) -> int:
    """Ends those that have not ended yet; how many."""
    return rows.filter(ended_at=None).update(ended_at=timezone.now())
