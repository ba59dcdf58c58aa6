"""What is kept: users and what is theirs, names that stay reserved, the audit log, and messages on their way."""

import uuid
from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, PermissionsMixin
from django.db import models
from django.utils import timezone

from auth_service.managers import UserManager
from jobber.loaded import Loaded

DIGEST_LENGTH = 64
MAX_ID = 2**63 - 1


class User(Loaded, AbstractBaseUser, PermissionsMixin):
    """The user record of contract 4, and what the admin site needs."""

    username = models.CharField(max_length=48, unique=True)
    email = models.CharField(max_length=254, unique=True)
    country = models.CharField(max_length=100)
    profile_picture = models.CharField(max_length=500, blank=True)
    profile_public_id = models.CharField(max_length=100, blank=True)
    email_verified = models.BooleanField(default=False)
    email_verification_token = models.CharField(max_length=DIGEST_LENGTH, unique=True, null=True, editable=False)
    email_verification_expires = models.DateTimeField(null=True, editable=False)
    password_reset_token = models.CharField(max_length=DIGEST_LENGTH, unique=True, null=True, editable=False)
    password_reset_expires = models.DateTimeField(null=True, editable=False)
    browser_name = models.CharField(max_length=200, blank=True)
    device_type = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(auto_now=True)
    is_staff = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    is_seeded = models.BooleanField(default=False, editable=False)
    last_login = None

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["email"]

    objects: ClassVar[UserManager] = UserManager()

    class Meta:
        # the admin's list: newest first, under each of its filters
        indexes: ClassVar = [
            models.Index(fields=["created_at"], name="user_by_time"),
            models.Index(fields=["email_verified", "created_at"], name="user_by_verified"),
            models.Index(fields=["is_active", "created_at"], name="user_by_active"),
            models.Index(fields=["is_staff", "created_at"], name="user_by_staff"),
            models.Index(fields=["country", "created_at"], name="user_by_country"),
        ]


class SecondFactor(models.Model):
    """A user's authenticator app, from when it is begun; in force once it is confirmed (RFC 6238)."""

    user = models.OneToOneField(User, models.CASCADE, related_name="second_factor")
    # encrypted: it must be read again
    secret = models.CharField(max_length=255, editable=False)
    last_step = models.BigIntegerField(default=0, editable=False)
    tries = models.PositiveSmallIntegerField(default=0)
    tries_since = models.DateTimeField(default=timezone.now)
    confirmed_at = models.DateTimeField(null=True)


class RecoveryCode(models.Model):
    """What is typed once in the place of the app's code."""

    second_factor = models.ForeignKey(SecondFactor, models.CASCADE, related_name="recovery_codes")
    digest = models.CharField(max_length=DIGEST_LENGTH, editable=False)
    used_at = models.DateTimeField(null=True)


class Device(models.Model):
    """A browser on a device that an account remembers (design, "Known browsers")."""

    user = models.ForeignKey(User, models.CASCADE, related_name="devices")
    key = models.CharField(max_length=DIGEST_LENGTH)
    browser_name = models.CharField(max_length=200, blank=True)
    device_type = models.CharField(max_length=200, blank=True)
    network = models.CharField(max_length=50, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    last_seen_at = models.DateTimeField(default=timezone.now)
    passed_second_factor_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["user", "key"], name="device_of_user")]


class Session(Loaded):
    """A session: the truth behind the `sid` of a JWT (design, "Sessions")."""

    sid = models.CharField(max_length=32, unique=True, editable=False)
    user = models.ForeignKey(User, models.CASCADE, related_name="sessions")
    device = models.ForeignKey(Device, models.SET_NULL, null=True, related_name="sessions")
    browser_name = models.CharField(max_length=200, blank=True)
    device_type = models.CharField(max_length=200, blank=True)
    address = models.CharField(max_length=45, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    last_seen_at = models.DateTimeField(default=timezone.now)
    authenticated_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["user", "ended_at"], name="session_living_of_user")]

    def __str__(self) -> str:
        return f"session {self.pk}"


class PendingSignin(models.Model):
    """A sign-in with the right password, until the code comes that it needs beside it."""

    token = models.CharField(max_length=DIGEST_LENGTH, unique=True, editable=False)
    user = models.ForeignKey(User, models.CASCADE, related_name="pending_signins")
    # "" where none was sent, since the code comes from an app
    otp = models.CharField(max_length=DIGEST_LENGTH, blank=True, editable=False)
    otp_expiration = models.DateTimeField()
    codes = models.PositiveSmallIntegerField(default=1)
    tries = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["user", "created_at"], name="pending_signin_of_user")]


class EmailChange(models.Model):
    """A change of the e-mail: asked for, confirmed at the new address, and for a while open to be undone from the old.

    `token` is of the link that works now, the one that confirms or the one that undoes, until `expires_at`.
    """

    user = models.ForeignKey(User, models.CASCADE, related_name="email_changes")
    old_email = models.CharField(max_length=254)
    new_email = models.CharField(max_length=254)
    token = models.CharField(max_length=DIGEST_LENGTH, unique=True, editable=False)
    expires_at = models.DateTimeField()
    created_at = models.DateTimeField(default=timezone.now)
    confirmed_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["old_email"], name="email_change_from")]


class ReservedName(models.Model):
    """The username of a deleted account, as a keyed digest (auth_service/services/reservations.py)."""

    digest = models.CharField(max_length=DIGEST_LENGTH, unique=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now)


class Event(models.Model):
    """A line of the audit log: who did what, from where (auth_service/audit.py writes it)."""

    class Type(models.TextChoices):
        """What happened."""

        SIGNED_UP = "signed-up", "Signed up"
        SIGNED_IN = "signed-in", "Signed in"
        SIGNED_IN_BY_CODE = "signed-in-by-code", "Signed in by code"
        SIGNIN_REFUSED = "signin-refused", "Sign-in refused"
        CODE_SENT = "code-sent", "Code sent"
        CODE_ASKED = "code-asked", "Code asked for"
        CODE_REFUSED = "code-refused", "Code refused"
        SIGNED_OUT = "signed-out", "Signed out"
        SESSION_ENDED = "session-ended", "Session ended"
        OTHER_SESSIONS_ENDED = "other-sessions-ended", "Other sessions ended"
        ALL_SESSIONS_ENDED = "all-sessions-ended", "All sessions ended"
        PASSWORD_CHANGED = "password-changed", "Password changed"
        PASSWORD_RESET_ASKED = "password-reset-asked", "Password reset asked"
        PASSWORD_RESET = "password-reset", "Password reset"
        EMAIL_CHANGE_ASKED = "email-change-asked", "E-mail change asked"
        EMAIL_CHANGED = "email-changed", "E-mail changed"
        EMAIL_CHANGE_UNDONE = "email-change-undone", "E-mail change undone"
        EMAIL_VERIFIED = "email-verified", "E-mail verified"
        VERIFICATION_RESENT = "verification-resent", "Verification resent"
        SECOND_FACTOR_ON = "second-factor-on", "Second factor on"
        SECOND_FACTOR_OFF = "second-factor-off", "Second factor off"
        RECOVERY_CODE_USED = "recovery-code-used", "Recovery code used"
        PROFILE_CHANGED = "profile-changed", "Profile changed"
        ACCOUNT_EXPORTED = "account-exported", "Account exported"
        ACCOUNT_DELETED = "account-deleted", "Account deleted"
        DEACTIVATED = "deactivated", "Deactivated"
        REACTIVATED = "reactivated", "Reactivated"
        CHANGED_BY_STAFF = "changed-by-staff", "Changed by staff"
        USERS_EXPORTED = "users-exported", "Users exported"
        MESSAGE_SENT_AGAIN = "message-sent-again", "Message sent again"

    type = models.CharField(max_length=30, choices=Type.choices)
    # (user, created_at) serves as the foreign key's index
    user = models.ForeignKey(User, models.SET_NULL, null=True, related_name="events", db_index=False)
    # of a name that no account has (any more): a keyed digest, since people type passwords there
    name_digest = models.CharField(max_length=DIGEST_LENGTH, null=True, editable=False)
    address = models.CharField(max_length=45, blank=True)
    browser_name = models.CharField(max_length=200, blank=True)
    device_type = models.CharField(max_length=200, blank=True)
    # the username of the staff member who did it; "" where it was the user
    actor = models.CharField(max_length=48, blank=True)
    detail = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["user", "created_at"], name="event_of_user"),
            models.Index(fields=["name_digest", "created_at"], name="event_of_name"),
            models.Index(fields=["address", "created_at"], name="event_of_address"),
            models.Index(fields=["type", "created_at"], name="event_of_type"),
            models.Index(fields=["created_at"], name="event_by_time"),
        ]
        verbose_name_plural = "audit log"

    def __str__(self) -> str:
        return f"{self.type} {self.pk}"


class OutboxMessage(models.Model):
    """A message of contract 5 that waits for the relay, or went out."""

    class State(models.TextChoices):
        """What became of the message."""

        WAITING = "waiting"
        SENT = "sent"
        SUPERSEDED = "superseded"
        EXPIRED = "expired"
        DEAD = "dead"
        # of a restored backup: it may have gone out before, so staff decide (auth_service/services/restoring.py)
        HELD = "held"

    message_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(User, models.CASCADE, null=True, related_name="messages")
    exchange = models.CharField(max_length=100)
    routing_key = models.CharField(max_length=100)
    type = models.CharField(max_length=50)
    body = models.TextField(blank=True)
    is_encrypted = models.BooleanField(default=False)
    topic = models.CharField(max_length=100, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    created_at = models.DateTimeField(default=timezone.now)
    deadline = models.DateTimeField(null=True)
    claimed_by = models.CharField(max_length=100, blank=True)
    claimed_until = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    error = models.CharField(max_length=500, blank=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["state", "exchange", "id"], name="outbox_waiting"),
            models.Index(fields=["topic", "state"], name="outbox_topic"),
        ]
        verbose_name_plural = "outbox"

    def __str__(self) -> str:
        return f"{self.type} {self.message_id}"


class Beat(models.Model):
    """A background process's sign of life."""

    name = models.CharField(max_length=100, unique=True)
    at = models.DateTimeField()


class MailDelivery(models.Model):
    """What became of a message that the mail consumer took: how often it was tried, and when it was sent."""

    key = models.CharField(max_length=100, unique=True)
    tries = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True)
