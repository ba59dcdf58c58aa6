"""Deleting an account: what goes, what stays, and why.

Gone for good: the user, second factor, devices, sessions, pending sign-ins, the picture, and the outbox's messages
about the user.

What stays: the username as a keyed digest, since other services know buyers by it and nobody else may become that
buyer; and the account's events, since the record of an attack must not be the attacker's to delete. Of those only type
and time are left, with the same digest in the place of the user: what belongs together can be told, and found by who
knows the name, while nothing in them names a person. Staff stay named in what they did in the admin site.
"""

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType

from auth_service import audit, pictures
from auth_service.clients import Client
from auth_service.digests import name_digest
from auth_service.exceptions import LastSuperuser
from auth_service.models import Event, User
from auth_service.services import presence, reservations, step_up
from jobber.transactions import in_transaction

# "#" is in no name that somebody can sign up or sign in with
FORMER_STAFF = "#former-staff"
NAMELESS = "a deleted account"


def delete_account(*, user: User, password: str, client: Client) -> None:
    """Deletes the account for good. Raises WrongPassword, LastSuperuser, TooManyRequests."""
    step_up.check(user=user, password=password)
    public_id = erase(user=user, client=client)
    if public_id:
        pictures.store().delete(public_id)
    presence.set_offline(user)


@in_transaction
def erase(*, user: User, client: Client) -> str:
    """Deletes the rows, if the password is still the one that was checked; the picture's name in its store.

    Raises WrongPassword, LastSuperuser.
    """
    locked = step_up.lock(user)
    check_not_last_superuser(locked)
    reservations.reserve(locked.username)
    audit.record(Event.Type.ACCOUNT_DELETED, user_id=locked.pk, client=client)
    part_with_events(locked)
    part_with_admin_log(locked)
    locked.delete()
    return locked.profile_public_id


def check_not_last_superuser(user: User) -> None:
    """Raises LastSuperuser where nobody else could name staff: operators must not lock themselves out by a click."""
    # `__in` lets the index of staff serve, where Django writes `=True` as a bare column
    others = User.objects.select_for_update().filter(is_staff__in=[True], is_superuser=True, is_active=True)
    if user.is_superuser and not others.exclude(pk=user.pk):
        raise LastSuperuser


def part_with_events(user: User) -> None:
    """Leaves of the user's events type and time, under the digest of the name."""
    nobody = {"user": None, "address": "", "browser_name": "", "device_type": "", "detail": ""}
    Event.objects.filter(user=user).update(**nobody, name_digest=name_digest(user.username))


def part_with_admin_log(user: User) -> None:
    """Takes the name out of Django's admin log, and keeps what a staff member did, which would go with the row."""
    kind = ContentType.objects.get_for_model(User)
    LogEntry.objects.filter(content_type=kind, object_id=str(user.pk)).update(object_repr=NAMELESS)
    entries = LogEntry.objects.filter(user=user)
    if entries.exists():
        entries.update(user=former_staff())


def former_staff() -> User:
    """The account that stands in Django's admin log for staff who are gone; nobody can sign in with it."""
    names = {"username": FORMER_STAFF, "email": FORMER_STAFF}
    return User.objects.get_or_create(**names, defaults={"is_active": False})[0]
