"""What a user and a session look like in answers, for the documentation; payloads.py writes them.

`initial` is an example.
"""

from datetime import UTC, datetime

from rest_framework import serializers

from auth_service.models import MAX_ID, Event, OutboxMessage
from jobber.schema import Field, SchemaField, Serializer

MOMENT = datetime(2026, 3, 1, 9, 30, 0, 123456, UTC)
PICTURE_URL = "https://api.jobber.example/media/4b1f0c2e9d8a4c6f8e7d5b3a1c0f9e8d.png"
NULL = SchemaField({"type": "null"}, example=None)
NO_FIELDS = SchemaField({"type": "object", "additionalProperties": False}, example={})


class UserSerializer(Serializer):
    """An account as its owner sees it. No secret is ever in it."""

    id = serializers.IntegerField(min_value=1, max_value=MAX_ID, initial=1000001)
    username = serializers.CharField(initial="Ada Love")
    email = serializers.CharField(initial="ada@example.com")
    country = serializers.CharField(initial="England")
    profilePicture = serializers.CharField(initial=PICTURE_URL, help_text="The address of the picture.")
    profilePublicId = serializers.CharField(
        initial="4b1f0c2e9d8a4c6f8e7d5b3a1c0f9e8d", help_text="The picture's name in its store."
    )
    emailVerified = serializers.BooleanField(initial=False)
    browserName = serializers.CharField(initial="Chrome", help_text="Of the latest session.")
    deviceType = serializers.CharField(initial="browser", help_text="Of the latest session.")
    createdAt = serializers.DateTimeField(initial=MOMENT)
    updatedAt = serializers.DateTimeField(initial=MOMENT)


class SessionSerializer(Serializer):
    """A living session of the user's."""

    id = serializers.IntegerField(min_value=1, max_value=MAX_ID, initial=42)
    browserName = serializers.CharField(initial="Chrome")
    deviceType = serializers.CharField(initial="browser")
    address = serializers.CharField(initial="203.0.113.7", help_text="Where it was begun; empty where nobody can tell.")
    createdAt = serializers.DateTimeField(initial=MOMENT)
    lastSeenAt = serializers.DateTimeField(initial=MOMENT)
    current = serializers.BooleanField(initial=True, help_text="Whether it is the one that asks.")


class EventSerializer(Serializer):
    """Something that happened to the account, and where from; of what staff did, only what it was."""

    type = serializers.ChoiceField(Event.Type.choices, initial=Event.Type.SIGNED_IN)
    address = serializers.CharField(initial="203.0.113.7", help_text="Empty where nobody can tell, or staff did it.")
    browserName = serializers.CharField(initial="Chrome", help_text="Empty where it was not told, or staff did it.")
    deviceType = serializers.CharField(initial="browser", help_text="Empty where it was not told, or staff did it.")
    createdAt = serializers.DateTimeField(initial=MOMENT)


class ExportedEventSerializer(EventSerializer):
    """The same with what else is known of it."""

    detail = serializers.CharField(initial="")


class ExportedDeviceSerializer(Serializer):
    """A browser that the account remembers."""

    browserName = serializers.CharField(initial="Chrome")
    deviceType = serializers.CharField(initial="browser")
    network = serializers.CharField(initial="203.0.113.7", help_text="An IPv4 address, or an IPv6 one's /64.")
    createdAt = serializers.DateTimeField(initial=MOMENT)
    lastSeenAt = serializers.DateTimeField(initial=MOMENT)
    passedSecondFactorAt = serializers.DateTimeField(
        allow_null=True, initial=None, help_text="When it was remembered after a code of the second factor."
    )


class ExportedSessionSerializer(Serializer):
    """A session, also one that has ended."""

    browserName = serializers.CharField(initial="Chrome")
    deviceType = serializers.CharField(initial="browser")
    address = serializers.CharField(initial="203.0.113.7")
    createdAt = serializers.DateTimeField(initial=MOMENT)
    lastSeenAt = serializers.DateTimeField(initial=MOMENT)
    endedAt = serializers.DateTimeField(allow_null=True, initial=None)


class ExportedPendingSigninSerializer(Serializer):
    """A sign-in that waited for a code."""

    createdAt = serializers.DateTimeField(initial=MOMENT)
    endedAt = serializers.DateTimeField(allow_null=True, initial=MOMENT)
    codes = serializers.IntegerField(initial=1, help_text="How many codes were sent.")
    tries = serializers.IntegerField(initial=1, help_text="How many codes were typed.")


class ExportedEmailChangeSerializer(Serializer):
    """A change of the e-mail, also one that was never confirmed, or undone."""

    oldEmail = serializers.CharField(initial="ada@example.com")
    newEmail = serializers.CharField(initial="ada@example.org")
    createdAt = serializers.DateTimeField(initial=MOMENT)
    expiresAt = serializers.DateTimeField(
        initial=MOMENT, help_text="Until when it can be confirmed, or once it was, undone."
    )
    confirmedAt = serializers.DateTimeField(allow_null=True, initial=MOMENT)
    endedAt = serializers.DateTimeField(allow_null=True, initial=None)


class ExportedMessageSerializer(Serializer):
    """A mail, or a message to another service, about the account."""

    type = serializers.CharField(initial="verifyEmail")
    state = serializers.ChoiceField(OutboxMessage.State.choices, initial=OutboxMessage.State.SENT)
    createdAt = serializers.DateTimeField(initial=MOMENT)
    endedAt = serializers.DateTimeField(allow_null=True, initial=MOMENT)


class SecondFactorSerializer(Serializer):
    """The authenticator app."""

    enabled = serializers.BooleanField(initial=True)
    enabledAt = serializers.DateTimeField(allow_null=True, initial=MOMENT)
    recoveryCodesLeft = serializers.IntegerField(min_value=0, initial=10)


USER = {"user": UserSerializer()}
SECOND_FACTOR: dict[str, Field] = dict(SecondFactorSerializer().fields)
EXPORT = {
    "profile": UserSerializer(),
    "secondFactor": SecondFactorSerializer(),
    "devices": ExportedDeviceSerializer(many=True),
    "sessions": ExportedSessionSerializer(many=True),
    "pendingSignins": ExportedPendingSigninSerializer(many=True),
    "emailChanges": ExportedEmailChangeSerializer(many=True),
    "events": ExportedEventSerializer(many=True),
    "messages": ExportedMessageSerializer(many=True),
}
