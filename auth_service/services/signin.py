"""Signing in: a password, and from a browser that the account does not know a one-time code as well.

The code comes by mail, or where the second factor is on from the person's app, in the mail's place. Which of the two a
pending sign-in takes is decided when the code comes: a mail sent before does not spare anybody the second factor.
"""

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db.models import F, QuerySet, Sum
from django.utils import timezone

from auth_service import audit, messages, outbox, throttling
from auth_service.clients import Client
from auth_service.digests import digest, new_otp, new_token, otp_digest, otp_digests
from auth_service.exceptions import (
    CodeFromApp,
    InvalidCredentials,
    InvalidOtp,
    SessionEnded,
    TooManyCodes,
    WrongPassword,
)
from auth_service.models import Event, PendingSignin, SecondFactor, User
from auth_service.moments import seconds_until
from auth_service.names import looked_up_by
from auth_service.passwords import hashing, is_password
from auth_service.services import devices, second_factor, sessions, step_up
from auth_service.services.sessions import SignedIn
from jobber import throttle
from jobber.compiled import Compiled, Given
from jobber.metrics import signins
from jobber.transactions import in_transaction

DAY = timedelta(days=1)
USERS_BY = {
    "username": Compiled(lambda: User.objects.filter(username=Given("username"))),
    "email": Compiled(lambda: User.objects.filter(email=Given("email"))),
}


@dataclass(frozen=True)
class CodeSent:
    """A sign-in that waits for its code: the token that stands for it, and the account's known browser and device.

    `from_app`: nothing was sent, the person has the code.
    """

    token: str
    browser_name: str
    device_type: str
    from_app: bool = False


def sign_in(*, name: str, password: str, client: Client) -> SignedIn | CodeSent:
    """A session, or where a code is needed a pending sign-in. `name` is a normalised username or e-mail.

    Raises InvalidCredentials, TooManyCodes, TooManyRequests, Unavailable.
    """
    hashing.refuse_if_full()
    throttling.take_signin(name=name, client=client)
    field = looked_up_by(name)
    user = USERS_BY[field].get(**{field: name})
    if not is_password(password, user.password if user else None) or user is None or not user.is_active:
        signins.labels("refused").inc()
        audit.record_refusal(Event.Type.SIGNIN_REFUSED, user=user, name=name, client=client)
        raise InvalidCredentials
    factor = second_factor.of(user)
    if is_remembered(user=user, factor=factor, client=client):
        signins.labels("known browser").inc()
        return begin(user=user, client=client)
    if factor:
        signins.labels("code asked").inc()
        return ask_for_code(user=user, client=client)
    check_daily_codes(user)
    signins.labels("code sent").inc()
    return send_code(user=user, client=client)


def is_remembered(*, user: User, factor: SecondFactor | None, client: Client) -> bool:
    """Whether the password is enough, from that browser."""
    return devices.has_passed(factor=factor, client=client) if factor else devices.is_known(user=user, client=client)


@in_transaction
def begin(*, user: User, client: Client) -> SignedIn:
    """A session of `user`, whose password was right. Raises InvalidCredentials."""
    signed_in = sessions.start(user=lock(user), client=client)
    audit.record(Event.Type.SIGNED_IN, user_id=user.pk, client=client)
    return signed_in


@in_transaction
def send_code(*, user: User, client: Client) -> CodeSent:
    """A pending sign-in of `user`, whose password was right, and the mail with its code. Raises InvalidCredentials."""
    user = lock(user)
    token, otp = new_token(), new_otp()
    PendingSignin.objects.create(
        user=user,
        token=digest(token),
        otp=otp_digest(pending=digest(token), otp=otp),
        otp_expiration=timezone.now() + settings.OTP_LIFETIME,
    )
    outbox.store_first(messages.otp_email(user=user, otp=otp, pending=digest(token)))
    audit.record(Event.Type.CODE_SENT, user_id=user.pk, client=client)
    return CodeSent(token, user.browser_name or "unknown", user.device_type or "unknown")


@in_transaction
def ask_for_code(*, user: User, client: Client) -> CodeSent:
    """A pending sign-in of `user`, whose password was right and whose app has the code. Raises InvalidCredentials."""
    user, token = lock(user), new_token()
    expires = timezone.now() + settings.OTP_LIFETIME
    PendingSignin.objects.create(user=user, token=digest(token), codes=0, otp_expiration=expires)
    audit.record(Event.Type.CODE_ASKED, user_id=user.pk, client=client)
    return CodeSent(token, user.browser_name or "unknown", user.device_type or "unknown", from_app=True)


def lock(user: User) -> User:
    """The row, locked, if it is still what the password was checked against. Raises InvalidCredentials.

    A password that changed, or a user who was deactivated, while bcrypt was at work must not begin a session.
    """
    try:
        return step_up.lock(user)
    except WrongPassword as error:
        raise InvalidCredentials from error


def check_daily_codes(user: User) -> None:
    """Raises TooManyCodes where the account was sent `OTP_CODES_PER_DAY`, or tried `OTP_TRIES_PER_DAY`, today."""
    if not settings.THROTTLE_ENABLED:
        return
    today = PendingSignin.objects.filter(user=user, created_at__gt=timezone.now() - DAY)
    spent = today.aggregate(codes=Sum("codes", default=0), tries=Sum("tries", default=0))
    if spent["codes"] >= settings.OTP_CODES_PER_DAY or spent["tries"] >= settings.OTP_TRIES_PER_DAY:
        oldest = today.order_by("created_at").values_list("created_at", flat=True)[0]
        raise TooManyCodes(retry_after=seconds_until(oldest + DAY))


@throttling.per_address("code from an address")
def verify_otp(*, otp: str, client: Client, remember: bool = True) -> SignedIn:
    """The session that a pending sign-in becomes with its code: that of the mail, of the app, or a recovery code.

    `remember`: whether the second factor lets that browser pass from now on. Raises InvalidOtp, TooManyTries.
    """
    pending = PendingSignin.objects.filter(token=digest(client.bearer)).select_related("user").first()
    if pending is None:
        raise InvalidOtp
    throttle.take("code of an account", pending.user_id)
    take_try(pending)
    factor = second_factor.of(pending.user)
    if factor:
        second_factor.take_try(factor)
    try:
        signed_in = begin_with_code(pending=pending, factor=factor, otp=otp, client=client, remember=remember)
    except InvalidOtp:
        user = pending.user
        audit.record_refusal(Event.Type.CODE_REFUSED, user=user, name=user.username, client=client)
        raise
    signins.labels("code used").inc()
    return signed_in


@in_transaction
def begin_with_code(
    *, pending: PendingSignin, factor: SecondFactor | None, otp: str, client: Client, remember: bool
) -> SignedIn:
    """The session, if the code is right and the user still the one who was asked for it. Raises InvalidOtp."""
    if not use_up(pending=pending, factor=factor, otp=otp, client=client):
        raise InvalidOtp
    try:
        user = lock(pending.user)
    except InvalidCredentials as error:
        raise InvalidOtp from error
    if not devices.is_known(user=user, client=client):
        outbox.store(messages.new_browser(user=user, client=client))
    signed_in = sessions.start(user=user, client=client)
    if factor and remember:
        devices.remember_passed(user=user, key=signed_in.device_key)
    audit.record(Event.Type.SIGNED_IN_BY_CODE, user_id=pending.user_id, client=client)
    return signed_in


def take_try(pending: PendingSignin) -> None:
    """Counts a try before anything is compared, so that of many at once only `OTP_TRIES` are. Raises InvalidOtp."""
    if not with_tries_left().filter(pk=pending.pk).update(tries=F("tries") + 1):
        raise InvalidOtp


def with_tries_left() -> QuerySet[PendingSignin]:
    """Those that have not ended, and may still be tried with a code."""
    return PendingSignin.objects.filter(ended_at=None, tries__lt=settings.OTP_TRIES)


def use_up(*, pending: PendingSignin, factor: SecondFactor | None, otp: str, client: Client) -> bool:
    """Ends the pending sign-in if the code is right and in time; of many at once one is told True."""
    now = timezone.now()
    waiting = PendingSignin.objects.filter(pk=pending.pk, ended_at=None, otp_expiration__gt=now)
    if factor is None:
        waiting = waiting.filter(otp__in=otp_digests(pending=pending.token, otp=otp))
    elif not second_factor.use_up(factor=factor, code=otp, client=client):
        return False
    return waiting.update(ended_at=now) == 1


@throttling.per_address("code mail from an address")
@in_transaction
def resend_otp(*, client: Client) -> None:
    """A new code for the same pending sign-in; the old one is dead. Raises SessionEnded, CodeFromApp, TooManyCodes."""
    now = timezone.now()
    waiting = with_tries_left().filter(token=digest(client.bearer), otp_expiration__gt=now)
    pending = waiting.select_for_update().select_related("user").first()
    if pending is None:
        raise SessionEnded
    if second_factor.of(pending.user):
        raise CodeFromApp
    check_resend(pending)
    check_daily_codes(pending.user)
    otp = new_otp()
    pending.otp = otp_digest(pending=pending.token, otp=otp)
    pending.otp_expiration = now + settings.OTP_LIFETIME
    pending.codes += 1
    pending.save(update_fields=["otp", "otp_expiration", "codes"])
    outbox.store(messages.otp_email(user=pending.user, otp=otp, pending=pending.token))
    audit.record(Event.Type.CODE_SENT, user_id=pending.user_id, client=client)


def check_resend(pending: PendingSignin) -> None:
    """Raises TooManyCodes: codes come `OTP_RESEND_AFTER` apart, `OTP_CODES_PER_SIGNIN` at most."""
    if not settings.THROTTLE_ENABLED:
        return
    if pending.codes >= settings.OTP_CODES_PER_SIGNIN:
        raise TooManyCodes(retry_after=seconds_until(pending.otp_expiration))
    wait = seconds_until(pending.otp_expiration - settings.OTP_LIFETIME + settings.OTP_RESEND_AFTER)
    if wait > 0:
        raise TooManyCodes(retry_after=wait)
