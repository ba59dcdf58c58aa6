"""What answers show of a row: the contract's `user` and session objects, which hold no secret."""

from auth_service.models import Event, SecondFactor, Session, User


def user_payload(user: User) -> dict[str, object]:
    """The contract's `user`; times are rendered as ISO 8601 in UTC."""
    return {
        "id": user.pk,
        "username": user.username,
        "email": user.email,
        "country": user.country,
        "profilePicture": user.profile_picture,
        "profilePublicId": user.profile_public_id,
        "emailVerified": user.email_verified,
        "browserName": user.browser_name,
        "deviceType": user.device_type,
        "createdAt": user.created_at,
        "updatedAt": user.updated_at,
    }


def session_payload(session: Session, *, current: Session) -> dict[str, object]:
    """A session as its owner sees it; its `id` is not the `sid` of the JWT."""
    return {
        "id": session.pk,
        "browserName": session.browser_name,
        "deviceType": session.device_type,
        "address": session.address,
        "createdAt": session.created_at,
        "lastSeenAt": session.last_seen_at,
        "current": session.pk == current.pk,
    }


def event_payload(event: Event) -> dict[str, object]:
    """An event as the account's owner sees it; where staff are is not told."""
    is_own = not event.actor
    return {
        "type": event.type,
        "address": event.address if is_own else "",
        "browserName": event.browser_name if is_own else "",
        "deviceType": event.device_type if is_own else "",
        "createdAt": event.created_at,
    }


def second_factor_payload(factor: SecondFactor | None) -> dict[str, object]:
    """The second factor as its owner sees it; None where it is off."""
    return {
        "enabled": factor is not None,
        "enabledAt": factor.confirmed_at if factor else None,
        "recoveryCodesLeft": factor.recovery_codes.filter(used_at=None).count() if factor else 0,
    }
