"""Confirming the e-mail address."""

from django.conf import settings
from django.utils import timezone

from auth_service import audit, messages, outbox, throttling
from auth_service.clients import Client
from auth_service.digests import digest, new_token
from auth_service.exceptions import AccountNotActive, EmailAlreadyVerified, InvalidVerificationToken, WrongEmail
from auth_service.models import Event, User
from jobber import throttle
from jobber.transactions import in_transaction


@in_transaction
def verify_email(*, token: str, client: Client) -> User:
    """The user whose address the token confirms; it is used up. Raises InvalidVerificationToken."""
    now = timezone.now()
    waiting = User.objects.filter(email_verification_token=digest(token), email_verification_expires__gt=now)
    user = waiting.filter(is_active=True).first()
    if user is None or not waiting.update(email_verified=True, email_verification_token=None, updated_at=now):
        raise InvalidVerificationToken
    user.email_verified, user.updated_at = True, now
    audit.record(Event.Type.EMAIL_VERIFIED, user_id=user.pk, client=client)
    return user


@throttling.per_address("confirmation mail from an address")
def resend_email(*, user: User, user_id: int, email: str, client: Client) -> User:
    """Sends a new link to the user's address, the two being the user's own.

    Raises WrongEmail, AccountNotActive, EmailAlreadyVerified, TooManyRequests.
    """
    if (user_id, email) != (user.pk, user.email):
        raise WrongEmail
    throttle.take("confirmation mail of an account", user.pk)
    return send_link(user=user, client=client)


@in_transaction
def send_link(*, user: User, client: Client) -> User:
    """Sends a new link to the user's address; the older one is dead. Raises AccountNotActive, EmailAlreadyVerified."""
    token, now = new_token(), timezone.now()
    active = User.objects.filter(pk=user.pk, is_active=True)
    waiting = active.filter(email_verified=False)
    expires = now + settings.VERIFICATION_LIFETIME
    if not waiting.update(email_verification_token=digest(token), email_verification_expires=expires, updated_at=now):
        raise EmailAlreadyVerified if active.exists() else AccountNotActive
    user.updated_at = now
    outbox.store(messages.verify_email(user=user, token=token))
    audit.record(Event.Type.VERIFICATION_RESENT, user_id=user.pk, client=client)
    return user
