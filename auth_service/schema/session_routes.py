"""What the documentation says of the routes that need a session."""

from rest_framework import serializers

from auth_service import exceptions as errors
from auth_service import serializers as bodies
from auth_service.schema.answers import EXPORT, USER, EventSerializer, SessionSerializer
from auth_service.schema.examples import EMAIL, NEW_EMAIL, NEW_PASSWORD, PASSWORD
from auth_service.schema.tags import ACCOUNT, SESSION, SIGNED_IN, SIGNING_UP
from auth_service.views import RenewalViewSet, SessionViewSet
from jobber.exceptions import BodyTooLarge, Forbidden, NotFound
from jobber.schema import Answer, Operation, Operations

OWN_NAME = {"username": "The user's own name."}

OPERATIONS: Operations = {
    SessionViewSet.resend_email: Operation(
        "resendEmail",
        SIGNING_UP,
        "Send another confirmation link",
        "To the user's own address; the older link is dead.",
        (Answer("Email verification sent", USER),),
        session=SESSION,
        body=bodies.ResendEmailSerializer,
        example={"userId": 1000001, "email": EMAIL},
        errors=(errors.WrongEmail(), errors.EmailAlreadyVerified(), errors.AccountNotActive()),
    ),
    SessionViewSet.currentuser: Operation(
        "currentUser",
        SIGNED_IN,
        "Who is signed in",
        "The user of the session.",
        (Answer("Authenticated user", USER),),
        session=SESSION,
    ),
    RenewalViewSet.refresh_token: Operation(
        "refreshToken",
        SIGNED_IN,
        "Renew the session",
        "The cookie is renewed by any request when its time comes; this does it at once.",
        (Answer("Refresh token", USER),),
        session=SESSION,
        parameters=OWN_NAME,
        errors=(Forbidden(),),
    ),
    SessionViewSet.online: Operation(
        "setOnline",
        SIGNED_IN,
        "Say that one is online",
        "It counts for a quarter of an hour.",
        (Answer("User is online"),),
        session=SESSION,
    ),
    SessionViewSet.offline: Operation(
        "setOffline",
        SIGNED_IN,
        "Say that one is offline",
        "The session goes on.",
        (Answer("User is offline"),),
        session=SESSION,
        parameters=OWN_NAME,
        errors=(Forbidden(),),
    ),
    SessionViewSet.profile: Operation(
        "updateProfile",
        ACCOUNT,
        "Change the country or the picture",
        "What is left out stays as it is.",
        (Answer("Profile updated", USER),),
        session=SESSION,
        body=bodies.ProfileSerializer,
        example={"country": "Spain"},
        errors=(errors.PictureNotStored(), BodyTooLarge()),
    ),
    SessionViewSet.change_password: Operation(
        "changePassword",
        ACCOUNT,
        "Change the password",
        "Every other session ends.",
        (Answer("Password successfully updated."),),
        session=SESSION,
        body=bodies.ChangePasswordSerializer,
        example={"currentPassword": PASSWORD, "newPassword": NEW_PASSWORD},
        errors=(errors.WrongPassword(), errors.ObviousPassword()),
    ),
    SessionViewSet.change_email: Operation(
        "changeEmail",
        ACCOUNT,
        "Change the e-mail address",
        "A link to confirm it goes to the new address; until then the old one stays in force. The answer is the same "
        "whether or not another account has the address. A newer link ends the older one.",
        (Answer("Confirmation sent"),),
        session=SESSION,
        body=bodies.ChangeEmailSerializer,
        example={"currentPassword": PASSWORD, "email": NEW_EMAIL},
        errors=(errors.WrongPassword(), errors.EmailUnchanged(), errors.TooManyEmailChanges(retry_after=3600)),
    ),
    SessionViewSet.sessions: Operation(
        "listSessions",
        ACCOUNT,
        "List one's sessions",
        "Those that have not ended.",
        (Answer("Sessions", {"sessions": SessionSerializer(many=True)}),),
        session=SESSION,
    ),
    SessionViewSet.end_other_sessions: Operation(
        "endOtherSessions",
        ACCOUNT,
        "End all other sessions",
        "The one that asks goes on.",
        (Answer("Other sessions ended", {"count": serializers.IntegerField(min_value=0, initial=2)}),),
        session=SESSION,
    ),
    SessionViewSet.end_session: Operation(
        "endSession",
        ACCOUNT,
        "End one session",
        "One of one's own: another user's is not found.",
        (Answer("Session ended"),),
        session=SESSION,
        parameters={"sessionId": "The session's `id`."},
        errors=(NotFound("The session does not exist."),),
    ),
    SessionViewSet.events: Operation(
        "listEvents",
        ACCOUNT,
        "List what happened to the account",
        "The owner's part of the audit log, newest first, a hundred events at most.",
        (Answer("Events", {"events": EventSerializer(many=True)}),),
        session=SESSION,
    ),
    SessionViewSet.export: Operation(
        "exportAccount",
        ACCOUNT,
        "Take one's data along",
        "A JSON file of all that is kept about the user, without secrets. That it was fetched is an event itself. "
        "Links of other sites to it are refused.",
        (Answer("", EXPORT),),
        session=SESSION,
    ),
    SessionViewSet.delete_account: Operation(
        "deleteAccount",
        ACCOUNT,
        "Delete the account",
        "For good, with its sessions, devices and picture. The username stays reserved, as a digest.",
        (Answer("Account deleted"),),
        session=SESSION,
        body=bodies.StepUpSerializer,
        example={"currentPassword": PASSWORD},
        errors=(errors.WrongPassword(), errors.LastSuperuser()),
    ),
}
