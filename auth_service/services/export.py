"""The JSON export of all that is kept about a user."""

from django.conf import settings

from auth_service import audit
from auth_service.clients import Client
from auth_service.exceptions import SessionEnded
from auth_service.models import Event, User
from auth_service.payloads import event_payload, second_factor_payload, user_payload
from auth_service.services import second_factor
from jobber.transactions import in_transaction

# By the name under which a user has the rows: the columns that are the person's own to read. Digests, keys and bodies
# are the program's secrets, not the person's data. Events depend on who caused them: `event_payload` knows how.
KEPT = {
    "devices": ("browser_name", "device_type", "network", "created_at", "last_seen_at", "passed_second_factor_at"),
    "sessions": ("browser_name", "device_type", "address", "created_at", "last_seen_at", "ended_at"),
    "pending_signins": ("created_at", "ended_at", "codes", "tries"),
    "email_changes": ("old_email", "new_email", "created_at", "expires_at", "confirmed_at", "ended_at"),
    "messages": ("type", "state", "created_at", "ended_at"),
}


@in_transaction
def export(*, user: User, client: Client) -> dict[str, object]:
    """All that is kept about the user, without secrets. Raises SessionEnded where the account was deleted meanwhile.

    This GET writes one thing, its own line in the audit log: whoever hands all data to a thief must find it there, and
    a line in a log is no change that the client asked for (RFC 9110, 9.2.1). The gateway refuses other sites' links, as
    far as browsers tell them apart: for the rest it is kept `STRANGERS_EVENTS_PER_DAY` times a day at most.
    """
    locked = User.objects.select_for_update().filter(pk=user.pk).first()
    if locked is None:
        raise SessionEnded
    if audit.today(Event.Type.ACCOUNT_EXPORTED, user=user) < settings.STRANGERS_EVENTS_PER_DAY:
        audit.record(Event.Type.ACCOUNT_EXPORTED, user_id=user.pk, client=client)
    rows = {part: getattr(user, part).order_by("pk").values(*columns) for part, columns in KEPT.items()}
    return {
        "profile": user_payload(locked),
        "secondFactor": second_factor_payload(second_factor.of(locked)),
        **{
            camel(part): [{camel(name): value for name, value in row.items()} for row in found]
            for part, found in rows.items()
        },
        "events": [{**event_payload(event), "detail": event.detail} for event in user.events.order_by("pk")],
    }


def camel(name: str) -> str:
    """A column's name as JSON has it."""
    first, *rest = name.split("_")
    return first + "".join(word.title() for word in rest)
