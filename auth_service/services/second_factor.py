"""The second factor: an authenticator app (RFC 6238), and recovery codes for whoever loses it.

It is begun, which makes a secret, and on once a code of the app has confirmed that. Each time step of the app, and each
recovery code, works once: it is used up by a conditional UPDATE, which of many at once one wins.
"""

from dataclasses import dataclass
from datetime import timedelta

from cryptography.fernet import InvalidToken
from django.conf import settings
from django.db.models import F, QuerySet
from django.utils import timezone

from auth_service import audit, messages, outbox, totp
from auth_service.clients import Client
from auth_service.digests import digest, new_recovery_code
from auth_service.exceptions import InvalidOtp, SecondFactorIsOff, SecondFactorIsOn, TooManyTries
from auth_service.models import Event, RecoveryCode, SecondFactor, User
from auth_service.moments import seconds_until
from auth_service.sealing import reseal, seal, unseal
from auth_service.services import step_up
from jobber.compiled import Compiled, Given
from jobber.transactions import in_transaction

DAY = timedelta(days=1)
RECOVERY_CODES = 10


@dataclass(frozen=True)
class Begun:
    """What an authenticator app is told: the secret, the address with all that belongs to it, and that as a picture."""

    secret: str
    uri: str
    qr_code: str


def of(user: User) -> SecondFactor | None:
    """The user's second factor; None where it is off."""
    return in_force_of.get(user_id=user.pk)


@Compiled
def in_force_of() -> QuerySet[SecondFactor]:
    """The confirmed second factor of a user."""
    return SecondFactor.objects.filter(user_id=Given("user_id")).exclude(confirmed_at=None)


def begin(*, user: User, password: str) -> Begun:
    """A new secret, which waits to be confirmed; one that waited before is dead.

    Raises WrongPassword, SecondFactorIsOn.
    """
    step_up.check(user=user, password=password)
    secret = totp.new_secret()
    store(user=user, sealed=seal(secret))
    uri = totp.uri_of(secret=secret, username=user.username)
    return Begun(secret, uri, totp.qr_code(uri))


@in_transaction
def store(*, user: User, sealed: str) -> None:
    """Keeps the secret, if none is in force. Raises WrongPassword, SecondFactorIsOn."""
    user = step_up.lock(user)
    if of(user):
        raise SecondFactorIsOn
    SecondFactor.objects.update_or_create(user=user, defaults={"secret": sealed})


def switch_on(*, user: User, password: str, code: str, client: Client) -> list[str]:
    """Confirms the secret by a code of the app; the recovery codes, which nobody can read again.

    Raises WrongPassword, InvalidOtp, SecondFactorIsOn, SecondFactorIsOff.
    """
    step_up.check(user=user, password=password)
    recovery_codes = [new_recovery_code() for _ in range(RECOVERY_CODES)]
    confirm(user=user, code=code, recovery_codes=recovery_codes, client=client)
    return recovery_codes


@in_transaction
def confirm(*, user: User, code: str, recovery_codes: list[str], client: Client) -> None:
    """Puts the secret in force, if the code is one of its own. Raises as `switch_on` does."""
    factor = SecondFactor.objects.filter(user=step_up.lock(user)).first()
    if factor is None:
        raise SecondFactorIsOff
    if factor.confirmed_at:
        raise SecondFactorIsOn
    if not use_step(factor=factor, code=normalise(code)):
        raise InvalidOtp
    SecondFactor.objects.filter(pk=factor.pk).update(confirmed_at=timezone.now())
    RecoveryCode.objects.bulk_create(
        RecoveryCode(second_factor=factor, digest=digest(normalise(each))) for each in recovery_codes
    )
    record(Event.Type.SECOND_FACTOR_ON, user=user, client=client)


def switch_off(*, user: User, password: str, code: str, client: Client) -> None:
    """Takes the second factor away, by a code of the app or a recovery code.

    Raises WrongPassword, InvalidOtp, TooManyTries, SecondFactorIsOff.
    """
    step_up.check(user=user, password=password)
    factor = of(user)
    if factor is None:
        raise SecondFactorIsOff
    take_try(factor)
    try:
        remove(user=user, factor=factor, code=code, client=client)
    except InvalidOtp:
        audit.record_refusal(Event.Type.CODE_REFUSED, user=user, name=user.username, client=client)
        raise


@in_transaction
def remove(*, user: User, factor: SecondFactor, code: str, client: Client) -> None:
    """Deletes it, if the code is right. Raises WrongPassword, InvalidOtp."""
    if not use_up(factor=factor, code=code, client=client):
        raise InvalidOtp
    clear(user=step_up.lock(user))
    record(Event.Type.SECOND_FACTOR_OFF, user=user, client=client)


def clear(*, user: User) -> None:
    """Takes the user's second factor away, in the caller's transaction, also one that was only begun."""
    SecondFactor.objects.filter(user=user).delete()


def record(what: Event.Type, *, user: User, client: Client) -> None:
    """Writes that it went on or off, and tells the owner, in the caller's transaction."""
    audit.record(what, user_id=user.pk, client=client)
    went_on = what == Event.Type.SECOND_FACTOR_ON
    notice = messages.second_factor_on if went_on else messages.second_factor_off
    outbox.store(notice(user=user, client=client))


def take_try(factor: SecondFactor) -> None:
    """Counts a try before anything is compared. Raises TooManyTries past `OTP_TRIES_PER_DAY`.

    A day begins with its first try; wherever a code is asked for, the count is the same one.
    """
    if not settings.THROTTLE_ENABLED:
        return
    now, same = timezone.now(), SecondFactor.objects.filter(pk=factor.pk)
    if same.filter(tries_since__lte=now - DAY).update(tries=1, tries_since=now):
        return
    if not same.filter(tries__lt=settings.OTP_TRIES_PER_DAY).update(tries=F("tries") + 1):
        raise TooManyTries(retry_after=seconds_until(factor.tries_since + DAY))


def use_up(*, factor: SecondFactor, code: str, client: Client) -> bool:
    """Whether that was a good code of the app, or a recovery code; it is none any more. In the caller's transaction."""
    code = normalise(code)
    if totp.is_totp(code):
        return use_step(factor=factor, code=code)
    unused = RecoveryCode.objects.filter(second_factor=factor, digest=digest(code), used_at=None)
    is_right = unused.update(used_at=timezone.now()) == 1
    if is_right:
        audit.record(Event.Type.RECOVERY_CODE_USED, user_id=factor.user_id, client=client)
    return is_right


def use_step(*, factor: SecondFactor, code: str) -> bool:
    """Whether the code's time step is a later one than the last; it is the last now.

    The secret is sealed anew, so that it outlives the key that it was sealed with.
    """
    try:
        step = totp.step_of(secret=unseal(factor.secret), code=code)
    except InvalidToken:  # no key in force opens it: what is left are recovery codes
        return False
    if step is None:
        return False
    earlier = SecondFactor.objects.filter(pk=factor.pk, last_step__lt=step)
    return earlier.update(last_step=step, secret=reseal(factor.secret)) == 1


def normalise(code: str) -> str:
    """A code as it is compared: without the spaces and hyphens that help reading, in lower case."""
    return "".join(code.split()).replace("-", "").lower()
