"""Giving an account to who reads its mailbox, when somebody else may have been in it before."""

from django.utils import timezone

from auth_service.models import User
from auth_service.services import devices, second_factor, sessions


def take_over(*, user: User) -> None:
    """Confirms the e-mail, and clears whatever lets anybody else in or back in; in the caller's transaction."""
    User.objects.filter(pk=user.pk).update(
        email_verified=True, email_verification_token=None, updated_at=timezone.now()
    )
    sessions.end_all(user=user)
    devices.forget_all(user=user)
    second_factor.clear(user=user)
