"""Confirming the e-mail address."""

from django.conf import settings
from django.utils import timezone

from auth_service import messages, outbox
from auth_service.digests import digest, new_token
from auth_service.exceptions import EmailAlreadyVerified, InvalidVerificationToken, WrongEmail
from auth_service.models import User
from jobber.transactions import in_transaction


@in_transaction
def verify_email(*, token: str) -> User:
    """The user whose address the token confirms; it is used up. Raises InvalidVerificationToken."""
    now = timezone.now()
    waiting = User.objects.filter(email_verification_token=digest(token), email_verification_expires__gt=now)
    user = waiting.filter(is_active=True).first()
    if user is None or not waiting.update(email_verified=True, email_verification_token=None, updated_at=now):
        raise InvalidVerificationToken
    user.email_verified, user.updated_at = True, now
    return user


@in_transaction
def resend_email(*, user: User, user_id: int, email: str) -> User:
    """Sends a new link to the user's address; the older one is dead. Raises WrongEmail, EmailAlreadyVerified."""
    if (user_id, email) != (user.pk, user.email):
        raise WrongEmail
    if user.email_verified:
        raise EmailAlreadyVerified
    token = new_token()
    user.email_verification_token = digest(token)
    user.email_verification_expires = timezone.now() + settings.VERIFICATION_LIFETIME
    user.save(update_fields=["email_verification_token", "email_verification_expires", "updated_at"])
    outbox.store(messages.verify_email(user=user, token=token))
    return user
