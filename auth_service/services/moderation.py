"""What staff do with other people's accounts and messages; `client` names who acts."""

from collections.abc import Iterable

from django.utils import timezone

from auth_service import audit, outbox
from auth_service.clients import Client
from auth_service.models import Event, User
from auth_service.services import second_factor, sessions
from auth_service.services.account import check_not_last_superuser
from jobber.exceptions import JobberError
from jobber.transactions import in_transaction


class NothingToDo(JobberError):
    """409: the account is already as it should become, or gone."""

    status_code = 409
    message = "There was nothing to do."


class OwnSecondFactor(JobberError):
    """409: one's own second factor goes by its code, like everybody's."""

    status_code = 409
    message = "Switch your own second factor off under your account, with a code."


@in_transaction
def end_sessions(*, user: User, client: Client) -> None:
    """Ends the user's sessions and pending sign-ins. Raises NothingToDo where the account is gone."""
    if not User.objects.select_for_update().filter(pk=user.pk):
        raise NothingToDo
    sessions.end_all(user=user)
    audit.record(Event.Type.ALL_SESSIONS_ENDED, user_id=user.pk, client=client)


@in_transaction
def deactivate(*, user: User, client: Client) -> None:
    """Switches the account off, and ends all that it began. Raises NothingToDo, LastSuperuser."""
    check_not_last_superuser(user)
    set_active(user, active=False)
    sessions.end_all(user=user)
    audit.record(Event.Type.DEACTIVATED, user_id=user.pk, client=client)


@in_transaction
def reactivate(*, user: User, client: Client) -> None:
    """Switches the account on again. Raises NothingToDo."""
    set_active(user, active=True)
    audit.record(Event.Type.REACTIVATED, user_id=user.pk, client=client)


def set_active(user: User, *, active: bool) -> None:
    """Writes it. Raises NothingToDo where it was written already, or the account is gone."""
    others = User.objects.filter(pk=user.pk, is_active=not active)
    if not others.update(is_active=active, updated_at=timezone.now()):
        raise NothingToDo


@in_transaction
def switch_off_second_factor(*, user: User, client: Client) -> None:
    """Takes the second factor of a user who lost it all away. Raises NothingToDo, OwnSecondFactor."""
    if client.actor == user.username:
        raise OwnSecondFactor
    if second_factor.of(user) is None:
        raise NothingToDo
    second_factor.clear(user=user)
    second_factor.record(Event.Type.SECOND_FACTOR_OFF, user=user, client=client)


@in_transaction
def send_again(*, keys: Iterable[int], client: Client) -> int:
    """Lets those of the dead and held messages out again that still can go; how many."""
    revived = outbox.revive(keys)
    for message in revived:
        detail = f"{message.type} {message.message_id}"
        audit.record(Event.Type.MESSAGE_SENT_AGAIN, user_id=message.user_id, client=client, detail=detail)
    return len(revived)


def record_export(*, client: Client) -> None:
    """Writes that a file of accounts was handed out."""
    audit.record(Event.Type.USERS_EXPORTED, client=client)
