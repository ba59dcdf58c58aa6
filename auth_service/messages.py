"""The messages for the notification and users services: a builder for each row of contract 5."""

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings

from auth_service.clients import Client
from auth_service.models import User

EMAIL_EXCHANGE, EMAIL_ROUTING_KEY = "jobber-email-notification", "auth-email"
BUYER_EXCHANGE, BUYER_ROUTING_KEY = "jobber-buyer-update", "user-buyer"
# what stays here: no broker has an exchange of that name (auth_service/reset_requests.py)
OWN_EXCHANGE = "own"


@dataclass(frozen=True, kw_only=True)
class Message:
    """A message on its way to the outbox.

    `user_id`: whom it is about; None where that is not looked up yet. `is_secret`: the body holds a link, a code, or
    what a stranger typed. `topic`: a newer message of the same one supersedes it; "" for none. `lifetime`: how long it
    is worth sending; None for ever.
    """

    exchange: str
    routing_key: str
    type: str
    user_id: int | None
    body: dict[str, object]
    is_secret: bool = False
    topic: str = ""
    lifetime: timedelta | None = None


def email(template: str, *, user: User, **details: str) -> Message:
    """A mail to the user's stored address, with no secret in it."""
    body: dict[str, object] = {"template": template, "receiverEmail": user.email, **details}
    return Message(exchange=EMAIL_EXCHANGE, routing_key=EMAIL_ROUTING_KEY, type=template, user_id=user.pk, body=body)


def secret_email(template: str, *, user: User, topic: str, lifetime: timedelta, **details: str) -> Message:
    """A mail to the user's stored address with a link or a code that is good for `lifetime`."""
    message = email(template, user=user, **details)
    return Message(
        **{**vars(message), "is_secret": True, "topic": f"{template}:{topic}", "lifetime": lifetime},
    )


def verify_email(*, user: User, token: str) -> Message:
    """The link that confirms the address."""
    link = f"{settings.CLIENT_URL}/confirm_email?v_token={token}"
    lifetime = settings.VERIFICATION_LIFETIME
    return secret_email("verifyEmail", user=user, topic=str(user.pk), lifetime=lifetime, verifyLink=link)


def reset_asked(*, email: str, client: Client) -> Message:
    """What this program tells itself: whoever has that address, if anybody does, is to get a reset link."""
    return Message(
        exchange=OWN_EXCHANGE,
        routing_key="",
        type="resetAsked",
        user_id=None,
        body={"email": email, "client": vars(client)},
        is_secret=True,
        lifetime=settings.RESET_LIFETIME,
    )


def forgot_password(*, user: User, token: str) -> Message:
    """The link that sets a new password."""
    link = f"{settings.CLIENT_URL}/reset_password?token={token}"
    details = {"username": user.username, "resetLink": link}
    lifetime = settings.RESET_LIFETIME
    return secret_email("forgotPassword", user=user, topic=str(user.pk), lifetime=lifetime, **details)


def reset_password_success(*, user: User) -> Message:
    """The notice that the password is another one now."""
    return email("resetPasswordSuccess", user=user, username=user.username)


def otp_email(*, user: User, otp: str, pending: str) -> Message:
    """The one-time code of the pending sign-in with the digest `pending`."""
    details = {"username": user.username, "otp": otp}
    return secret_email("otpEmail", user=user, topic=pending, lifetime=settings.OTP_LIFETIME, **details)


def user_created(*, user: User) -> Message:
    """What the users service keeps of a new account."""
    body: dict[str, object] = {
        "type": "auth",
        "username": user.username,
        "email": user.email,
        "profilePicture": user.profile_picture,
        "country": user.country,
        "createdAt": user.created_at,
    }
    return Message(exchange=BUYER_EXCHANGE, routing_key=BUYER_ROUTING_KEY, type="auth", user_id=user.pk, body=body)
