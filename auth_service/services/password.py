"""Getting back in after a lost password, and changing a known one."""

from django.conf import settings
from django.db.models import Q, QuerySet, Value
from django.utils import timezone

from auth_service import audit, messages, outbox, throttling
from auth_service.clients import Client
from auth_service.digests import digest, new_token
from auth_service.exceptions import ResetTokenExpired, WrongPassword
from auth_service.models import Event, Session, User
from auth_service.passwords import hash_password, refuse_obvious
from auth_service.services import devices, recovery, sessions, step_up
from jobber.transactions import in_transaction


@throttling.per_address("reset link from an address")
def forgot_password(*, email: str, client: Client) -> None:
    """Notes that a reset link is wanted; whether there is an account is looked at after the answer.

    So an address that has one costs the same statements and locks as any other, and the time taken tells nothing. Doing
    the work here, with as many idle statements for an unknown address, would not be enough: only requests for an
    account would wait for each other at its row.
    """
    outbox.store(messages.reset_asked(email=email, client=client))


@in_transaction
def send_reset_link(*, email: str, client: Client) -> None:
    """Sends a reset link to the account with that address, if there is one.

    Asked again within `RESET_KEEP`, or past `RESET_LINKS_PER_DAY`, the link stays as it is and no other mail goes out,
    so that nobody can fill a stranger's mailbox or keep killing the link that is on its way.
    """
    token = new_token()
    now = timezone.now()
    accounts = User.objects.filter(email=email, is_active=True)
    if settings.THROTTLE_ENABLED:
        fresh = now + settings.RESET_LIFETIME - settings.RESET_KEEP
        accounts = accounts.filter(Q(password_reset_expires=None) | Q(password_reset_expires__lte=fresh))
        sent = audit.today(Event.Type.PASSWORD_RESET_ASKED, user__email=email)
        accounts = accounts.filter(Value(sent < settings.RESET_LINKS_PER_DAY))
    if accounts.update(password_reset_token=digest(token), password_reset_expires=now + settings.RESET_LIFETIME):
        user = User.objects.get(email=email)
        outbox.store(messages.forgot_password(user=user, token=token))
        audit.record(Event.Type.PASSWORD_RESET_ASKED, user_id=user.pk, client=client)


def reset_password(*, token: str, password: str, client: Client) -> None:
    """Sets a new password by the token of a reset link, which is used up.

    Raises ResetTokenExpired, and for a good link, which stays good, ObviousPassword.
    """
    holders = User.objects.filter(password_reset_token=digest(token), is_active=True)
    user = holders.filter(password_reset_expires__gt=timezone.now()).first()
    if user is None:
        raise ResetTokenExpired
    refuse_obvious(password, username=user.username, email=user.email)
    set_by_link(user=user, holders=holders, hashed=hash_password(password), client=client)


@in_transaction
def set_by_link(*, user: User, holders: QuerySet[User], hashed: str, client: Client) -> None:
    """Writes the hash if the user still holds the link's token, and ends all that the old password began.

    Where the e-mail was never confirmed, the link is the first proof of it: whoever made the account may be another.
    """
    if not replace_password(holders, hashed):
        raise ResetTokenExpired
    if User.objects.filter(pk=user.pk, email_verified=False).exists():
        recovery.take_over(user=user)
    else:
        sessions.end_all(user=user)
        devices.forget_others(user=user, client=client)
    tell(user=user, client=client)
    audit.record(Event.Type.PASSWORD_RESET, user_id=user.pk, client=client)


def change_password(*, session: Session, current: str, new: str, client: Client) -> None:
    """Sets a new password and ends every other session. Raises WrongPassword, ObviousPassword, TooManyRequests."""
    user = session.user
    step_up.check(user=user, password=current)
    refuse_obvious(new, username=user.username, email=user.email)
    set_by_owner(session=session, hashed=hash_password(new), client=client)


@in_transaction
def set_by_owner(*, session: Session, hashed: str, client: Client) -> None:
    """Writes the hash, and ends all but this session. Raises WrongPassword.

    The old hash is part of the condition: of two changes at once, only one checked the password in force.
    """
    user = session.user
    if not replace_password(User.objects.filter(pk=user.pk, password=user.password, is_active=True), hashed):
        raise WrongPassword
    sessions.end_all(user=user, except_for=session)
    tell(user=user, client=client)
    audit.record(Event.Type.PASSWORD_CHANGED, user_id=user.pk, client=client)


def tell(*, user: User, client: Client) -> None:
    """Sends the contract's notice of the new password, and where it was set from."""
    outbox.store(messages.reset_password_success(user=user), messages.password_changed(user=user, client=client))


def replace_password(users: QuerySet[User], hashed: str) -> bool:
    """Writes the hash, and ends the reset link with it; whether there was still a user to write it to."""
    fields = {"password": hashed, "password_reset_token": None, "password_reset_expires": None}
    return users.update(**fields, updated_at=timezone.now()) == 1
