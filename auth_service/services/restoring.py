"""What a restored backup must not bring back: whatever it holds was perhaps ended, used or sent since it was made."""

from collections.abc import Callable

from auth_service import outbox
from auth_service.models import Device, EmailChange, PendingSignin, Session, User
from auth_service.services import sessions
from auth_service.services.pruning import forget_reset_token, forget_verification_token
from jobber.transactions import in_transaction


def forget_devices() -> int:
    """Forgets every device; how many there were."""
    count = Device.objects.count()
    Session.objects.exclude(device=None).update(device=None)
    Device.objects.all().delete()
    return count


STEPS: list[tuple[str, Callable[[], int]]] = [
    ("sessions ended", lambda: sessions.end(Session.objects.all())),
    ("pending sign-ins ended", lambda: sessions.end(PendingSignin.objects.all())),
    ("devices forgotten", forget_devices),
    ("reset tokens forgotten", lambda: forget_reset_token(User.objects.exclude(password_reset_token=None))),
    (
        "verification tokens forgotten",
        lambda: forget_verification_token(User.objects.exclude(email_verification_token=None)),
    ),
    ("changes of e-mail ended", lambda: sessions.end(EmailChange.objects.all())),
    ("messages held", outbox.hold),
]


@in_transaction
def after_restore() -> list[tuple[str, int]]:
    """Ends every session, device and token, and holds what waits in the outbox; what was done, and how often."""
    return [(name, step()) for name, step in STEPS]
