"""Changing the e-mail address: asked for with the password, confirmed at the new address, undone from the old one.

The way back is for whose account was taken over, so nothing that the new address can do ends it: no reset, no changed
password, no further change, no other account made with the old address. Undoing a change ends all later ones with it,
and their ways back; an older way back stays open. There is none to an address that was never confirmed: it may be a
stranger's, by a slip of the pen.
"""

from datetime import timedelta

from django.conf import settings
from django.db import IntegrityError
from django.db.models import QuerySet
from django.utils import timezone

from auth_service import audit, messages, outbox
from auth_service.clients import Client
from auth_service.digests import digest, new_token
from auth_service.exceptions import (
    EmailUnchanged,
    InvalidVerificationToken,
    NameTaken,
    TooManyEmailChanges,
)
from auth_service.models import EmailChange, Event, PendingSignin, User
from auth_service.moments import seconds_until
from auth_service.services import recovery, reservations, sessions, step_up
from auth_service.services.reservations import undoable
from jobber.transactions import in_transaction

DAY = timedelta(days=1)


def change_email(*, user: User, password: str, email: str, client: Client) -> None:
    """Sends a link to the new address, which confirms it; an older such link is dead.

    Nothing tells whether another account has the address: that one gets a mail in the link's place. Raises
    WrongPassword, EmailUnchanged, TooManyEmailChanges, TooManyRequests.
    """
    step_up.check(user=user, password=password)
    if email == user.email:
        raise EmailUnchanged
    ask(user=user, email=email, client=client)


@in_transaction
def ask(*, user: User, email: str, client: Client) -> None:
    """Writes the change that waits, if the password is still the one that was checked."""
    locked = step_up.lock(user)
    check_daily_changes(locked)
    token, now = new_token(), timezone.now()
    waiting().filter(user=locked).update(ended_at=now)
    EmailChange.objects.create(
        user=locked,
        old_email=locked.email,
        new_email=email,
        token=digest(token),
        expires_at=now + settings.EMAIL_CHANGE_LIFETIME,
    )
    taken = is_taken(email, user=locked)
    outbox.store(messages.confirm_email_change(user=locked, email=email, token=token, is_taken=taken))
    audit.record(Event.Type.EMAIL_CHANGE_ASKED, user_id=locked.pk, client=client)


def check_daily_changes(user: User) -> None:
    """Raises TooManyEmailChanges after `EMAIL_CHANGES_PER_DAY`: each writes to an address that may be a stranger's."""
    today = EmailChange.objects.filter(user=user, created_at__gt=timezone.now() - DAY).order_by("created_at")
    moments = list(today.values_list("created_at", flat=True))
    if settings.THROTTLE_ENABLED and len(moments) >= settings.EMAIL_CHANGES_PER_DAY:
        raise TooManyEmailChanges(retry_after=seconds_until(moments[0] + DAY))


def is_taken(email: str, *, user: User) -> bool:
    """Whether another account has the address, or may go back to it; either way it costs the same statements."""
    owned = User.objects.filter(email=email).exclude(pk=user.pk).exists()
    kept = reservations.emails_kept_among([email], except_for=user)
    return owned or bool(kept)


def waiting() -> QuerySet[EmailChange]:
    """The changes that can be confirmed."""
    return EmailChange.objects.filter(confirmed_at=None, ended_at=None, expires_at__gt=timezone.now())


def confirm_email_change(*, token: str, client: Client) -> User:
    """The user, whose address is the new one now. Raises InvalidVerificationToken, NameTaken."""
    try:
        return confirm(token=token, client=client)
    except IntegrityError as error:
        raise NameTaken from error


@in_transaction
def confirm(*, token: str, client: Client) -> User:
    """Writes the address, confirmed, and ends the links and codes that went to the old one, which gets a notice.

    Raises InvalidVerificationToken; NameTaken, or IntegrityError, where another account got the address meanwhile.
    """
    change, user = held(waiting(), token)
    now, undo = timezone.now(), new_token()
    ended = None if user.email_verified else now
    used = waiting().filter(pk=change.pk, token=digest(token), old_email=user.email)
    expires = now + settings.EMAIL_UNDO_LIFETIME
    if not used.update(token=digest(undo), confirmed_at=now, expires_at=expires, ended_at=ended):
        raise InvalidVerificationToken
    if reservations.emails_kept_among([change.new_email], except_for=user):
        raise NameTaken
    way_back = undo if user.email_verified else ""
    outbox.store(messages.email_changed(user=user, email=user.email, client=client, token=way_back))
    write(user, email=change.new_email)
    sessions.end(PendingSignin.objects.filter(user=user))
    audit.record(Event.Type.EMAIL_CHANGED, user_id=user.pk, client=client)
    return user


def undo_email_change(*, token: str, client: Client) -> None:
    """Gives the account back to the old address, which gets a link to set a new password.

    Raises InvalidVerificationToken; NameTaken where another account has the address in spite of all.
    """
    try:
        undo(token=token, client=client)
    except IntegrityError as error:
        raise NameTaken from error


@in_transaction
def undo(*, token: str, client: Client) -> None:
    """Writes the old address, ends the password and whatever it began, and every later change with its way back.

    Whoever changed the address knew the password. Raises InvalidVerificationToken, IntegrityError.
    """
    change, user = held(undoable(), token)
    now, reset, former = timezone.now(), new_token(), user.email
    if not undoable().filter(pk=change.pk, token=digest(token)).update(ended_at=now):
        raise InvalidVerificationToken
    sessions.end(EmailChange.objects.filter(user=user, pk__gt=change.pk))
    expires = now + settings.RESET_LIFETIME
    write(user, email=change.old_email, password="", password_reset_token=digest(reset), password_reset_expires=expires)
    recovery.take_over(user=user)
    undone = messages.email_change_undone(user=user, email=former, client=client)
    outbox.store(messages.forgot_password(user=user, token=reset), undone)
    audit.record(Event.Type.EMAIL_CHANGE_UNDONE, user_id=user.pk, client=client)


def held(changes: QuerySet[EmailChange], token: str) -> tuple[EmailChange, User]:
    """The one of the changes that the token is of, and its user, locked. Raises InvalidVerificationToken."""
    change = changes.filter(token=digest(token)).first()
    if change is None:
        raise InvalidVerificationToken
    user = User.objects.select_for_update().filter(pk=change.user_id, is_active=True).first()
    if user is None:
        raise InvalidVerificationToken
    return change, user


def write(user: User, **fields: object) -> None:
    """Writes the fields, the address as confirmed; links that went to another one are dead."""
    links = {"email_verification_token": None, "password_reset_token": None, "password_reset_expires": None}
    written = {**links, "email_verified": True, **fields}
    for name, value in written.items():
        setattr(user, name, value)
    user.save(update_fields=[*written, "updated_at"])
