"""The messages for the notification and users services: a builder for each row of contract 5.

The mails beyond it have a routing key of their own, since the Node notification service knows the contract's alone.
"""

import re
from dataclasses import dataclass, replace
from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from auth_service.clients import Client
from auth_service.models import User

EMAIL_EXCHANGE, EMAIL_ROUTING_KEY = "jobber-email-notification", "auth-email"
MORE_EMAIL_ROUTING_KEY = "auth-email-more"
BUYER_EXCHANGE, BUYER_ROUTING_KEY = "jobber-buyer-update", "user-buyer"
# what stays here: no broker has an exchange of that name (auth_service/reset_requests.py)
OWN_EXCHANGE = "own"
MOST_OF_A_NAME = 40


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


def more_email(template: str, *, user: User, to: str = "", **details: str) -> Message:
    """A mail beyond the contract, to the user's stored address or to another that takes part in a change of it."""
    body: dict[str, object] = {"template": template, "receiverEmail": to or user.email, **details}
    return Message(
        exchange=EMAIL_EXCHANGE,
        routing_key=MORE_EMAIL_ROUTING_KEY,
        type=template,
        user_id=user.pk,
        body=body,
        lifetime=settings.NOTICE_LIFETIME,
    )


def confirm_email_change(*, user: User, email: str, token: str, is_taken: bool) -> Message:
    """The link that confirms the new address; to one that another account has, a word that it was typed.

    Whoever asks for the change can look at the messages' types, and must not see the difference there.
    """
    link = f"{settings.CLIENT_URL}/confirm_email_change?token={token}"
    usual = more_email("confirmEmailChange", user=user, to=email, username=user.username, confirmLink=link)
    body: dict[str, object] = {"template": "emailTaken", "receiverEmail": email}
    return replace(
        usual,
        body=body if is_taken else usual.body,
        is_secret=True,
        topic=f"confirmEmailChange:{user.pk}",
        lifetime=settings.EMAIL_CHANGE_LIFETIME,
    )


def email_changed(*, user: User, email: str, client: Client, token: str) -> Message:
    """The notice to `email`, the former address; with the link that undoes the change where there is a `token`."""
    link = f"{settings.CLIENT_URL}/undo_email_change?token={token}" if token else ""
    details = {"username": user.username, "undoLink": link, **occasion(client)}
    notice = more_email("emailChanged", user=user, to=email, **details)
    return replace(notice, is_secret=True, lifetime=settings.EMAIL_UNDO_LIFETIME)


def email_change_undone(*, user: User, email: str, client: Client) -> Message:
    """The notice to `email`, which was the new address, that the former one is in force again."""
    return more_email("emailChangeUndone", user=user, to=email, username=user.username, **occasion(client))


def new_browser(*, user: User, client: Client) -> Message:
    """The notice that somebody signed in from a browser that the account did not know."""
    return notice("newBrowser", user=user, client=client)


def password_changed(*, user: User, client: Client) -> Message:
    """When, and where from, the password was changed: the contract's own mail does not tell."""
    return notice("passwordChanged", user=user, client=client)


def second_factor_on(*, user: User, client: Client) -> Message:
    """The notice that signing in asks for a second factor from now on."""
    return notice("secondFactorOn", user=user, client=client)


def second_factor_off(*, user: User, client: Client) -> Message:
    """The notice that signing in asks for no second factor any more."""
    return notice("secondFactorOff", user=user, client=client)


def notice(template: str, *, user: User, client: Client) -> Message:
    """What happened to the account, when, and where from."""
    return more_email(template, user=user, username=user.username, **occasion(client))


def occasion(client: Client) -> dict[str, str]:
    """When something happens, which is now, and where from."""
    return {
        "time": timezone.now().isoformat(timespec="seconds").replace("+00:00", "Z"),
        "browserName": plain(client.shown_browser),
        "deviceType": plain(client.shown_device),
        "address": client.address,
    }


def plain(text: str) -> str:
    """What a browser calls itself, short and without what mail programs make links of: strangers choose it."""
    return " ".join(re.sub(r"[^\w()+-]", " ", text).split())[:MOST_OF_A_NAME]


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
