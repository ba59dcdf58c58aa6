"""What a restored backup must not bring back: whatever it holds was perhaps ended, used or sent since it was made."""

from collections.abc import Callable

from django.utils import timezone

from auth_service import outbox
from auth_service.models import Device, EmailChange, PendingSignin, Session, User
from auth_service.services import sessions
from jobber.transactions import in_transaction


def end_pending_signins() -> int:
    """Ends every pending sign-in; how many there were."""
    return PendingSignin.objects.filter(ended_at=None).update(ended_at=timezone.now())


def forget_devices() -> int:
    """Forgets every device; how many there were."""
    count = Device.objects.count()
    Session.objects.exclude(device=None).update(device=None)
    Device.objects.all().delete()
    return count


def forget_reset_tokens() -> int:
    """Ends every reset link; how many there were."""
    holders = User.objects.exclude(password_reset_token=None)
    return holders.update(password_reset_token=None, password_reset_expires=None)


def forget_verification_tokens() -> int:
    """Ends every confirmation link; how many there were."""
    holders = User.objects.exclude(email_verification_token=None)
    return holders.update(email_verification_token=None, email_verification_expires=None)


def end_email_changes() -> int:
    """Ends every link that confirms or undoes a change of e-mail; how many there were."""
    return EmailChange.objects.filter(ended_at=None).update(ended_at=timezone.now())


STEPS: list[tuple[str, Callable[[], int]]] = [
    ("sessions ended", lambda: sessions.end(Session.objects.all())),
    ("pending sign-ins ended", end_pending_signins),
    ("devices forgotten", forget_devices),
    ("reset tokens forgotten", forget_reset_tokens),
    ("verification tokens forgotten", forget_verification_tokens),
    ("changes of e-mail ended", end_email_changes),
    ("messages held", outbox.hold),
]


@in_transaction
def after_restore() -> list[tuple[str, int]]:
    """Ends every session, device and token, and holds what waits in the outbox; what was done, and how often."""
    return [(name, step()) for name, step in STEPS]
