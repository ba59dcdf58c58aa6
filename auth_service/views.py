"""The auth service's views: each validates, makes one call into a service, and answers (contract 1 and 2)."""

import secrets
from typing import Any

from django.conf import settings
from rest_framework.exceptions import UnsupportedMediaType
from rest_framework.request import Request
from rest_framework.views import APIView
from rest_framework.viewsets import ViewSet

from auth_service import audit, services
from auth_service.authentication import RenewalAuthentication, SessionAuthentication
from auth_service.payloads import event_payload, second_factor_payload, session_payload, user_payload
from auth_service.requests import check_own_name, client_of, owner, require_bearer, session_of, validated
from auth_service.serializers import (
    ChangeEmailSerializer,
    ChangePasswordSerializer,
    ForgotPasswordSerializer,
    OtpSerializer,
    ProfileSerializer,
    ResendEmailSerializer,
    ResetPasswordSerializer,
    SecondFactorSerializer,
    SigninSerializer,
    SignupSerializer,
    StepUpSerializer,
    VerifyEmailSerializer,
)
from auth_service.services.sessions import SignedIn
from auth_service.services.signin import CodeSent
from auth_service.services.signup import NewAccount
from jobber.api import Response
from jobber.exceptions import JobberError, NotFound

MAX_SEEDED_AT_ONCE = 1000
EXPORT_NAME = "jobber-account.json"


def session_started(message: str, signed_in: SignedIn, status: int = 200, **more: str) -> Response:
    """The answer where a session starts: the gateway keeps `token` and `device` from the browser's eyes."""
    user = user_payload(signed_in.user)
    keys = {"token": signed_in.token, "device": signed_in.device_key}
    return Response({"message": message, "user": user, **more, **keys}, status)


class AuthViewSet(ViewSet):
    """Answers that are about somebody, and for nobody else: no cache keeps them, and forms are not looked at."""

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """REST framework's hook. Raises UnsupportedMediaType for a body that is not JSON, also where nobody reads it.

        That is what the forms of other sites can send.
        """
        super().initial(request, *args, **kwargs)
        is_json = request.stream is None or self.get_content_negotiator().select_parser(request, self.get_parsers())
        if self.action and not is_json:
            raise UnsupportedMediaType(request.content_type)

    @property
    def default_response_headers(self) -> dict[str, str]:
        """REST framework's hook, for errors too."""
        return {"Cache-Control": "no-store"}


class OpenViewSet(AuthViewSet):
    """What needs no session."""

    def signup(self, request: Request) -> Response:
        """POST /signup."""
        data = validated(SignupSerializer, request)
        client = client_of(request, data)
        names = ("username", "email", "password", "country", "picture")
        account = NewAccount(**{name: data[name] for name in names})
        return session_started(
            "User created successfully", services.signup.sign_up(account=account, client=client), 201
        )

    def signin(self, request: Request) -> Response:
        """POST /signin."""
        data = validated(SigninSerializer, request)
        client = client_of(request, data)
        result = services.signin.sign_in(name=data["username"], password=data["password"], client=client)
        match result:
            case CodeSent(token, browser, device, from_app):
                answer = {"message": "OTP code sent", "user": None, "browserName": browser, "deviceType": device}
                return Response({**answer, **({"method": "totp"} if from_app else {}), "pendingToken": token})
            case SignedIn():
                return session_started("User login successfully", result, browserName="", deviceType="")

    def verify_otp(self, request: Request, otp: str) -> Response:
        """PUT /verify-otp/:otp."""
        require_bearer(request)
        data = validated(OtpSerializer, request)
        client = client_of(request, data)
        signed_in = services.signin.verify_otp(otp=otp, client=client, remember=data["remember"])
        return session_started("OTP verified successfully.", signed_in)

    def resend_otp(self, request: Request) -> Response:
        """POST /resend-otp."""
        require_bearer(request)
        services.signin.resend_otp(client=client_of(request))
        return Response({"message": "OTP code sent"})

    def signout(self, request: Request) -> Response:
        """POST /signout."""
        services.sessions.sign_out(client=client_of(request))
        return Response({"message": "Logout successful", "user": {}})

    def verify_email(self, request: Request) -> Response:
        """PUT /verify-email."""
        token = validated(VerifyEmailSerializer, request)["token"]
        user = services.email.verify_email(token=token, client=client_of(request))
        return Response({"message": "Email verified successfully.", "user": user_payload(user)})

    def confirm_email_change(self, request: Request) -> Response:
        """PUT /confirm-email-change."""
        token = validated(VerifyEmailSerializer, request)["token"]
        user = services.email_change.confirm_email_change(token=token, client=client_of(request))
        return Response({"message": "E-mail changed", "user": user_payload(user)})

    def undo_email_change(self, request: Request) -> Response:
        """PUT /undo-email-change."""
        token = validated(VerifyEmailSerializer, request)["token"]
        services.email_change.undo_email_change(token=token, client=client_of(request))
        return Response({"message": "E-mail change undone"})

    def forgot_password(self, request: Request) -> Response:
        """PUT /forgot-password."""
        email = validated(ForgotPasswordSerializer, request)["email"]
        services.password.forgot_password(email=email, client=client_of(request))
        return Response({"message": "Password reset email sent."})

    def reset_password(self, request: Request, token: str) -> Response:
        """PUT /reset-password/:token."""
        data = validated(ResetPasswordSerializer, request)
        services.password.reset_password(token=token, password=data["password"], client=client_of(request))
        return Response({"message": "Password successfully updated."})

    def seed(self, request: Request, count: str) -> Response:
        """PUT /seed/:count, in development alone."""
        if not settings.DEBUG:
            raise NotFound
        if not (count.isascii() and count.isdigit() and 1 <= int(count[:5]) <= MAX_SEEDED_AT_ONCE):
            raise JobberError(f"Count must be a number from 1 to {MAX_SEEDED_AT_ONCE}")
        services.seeding.seed_users(count=int(count), seed=secrets.randbits(32))
        return Response({"message": "Seed users created successfully."})


class SessionViewSet(AuthViewSet):
    """What needs a living session."""

    authentication_classes = (SessionAuthentication,)

    def currentuser(self, request: Request) -> Response:
        """GET /currentuser."""
        return Response({"message": "Authenticated user", "user": user_payload(owner(request))})

    def resend_email(self, request: Request) -> Response:
        """POST /resend-email."""
        data = validated(ResendEmailSerializer, request)
        user = services.email.resend_email(
            user=owner(request), user_id=data["userId"], email=data["email"], client=client_of(request)
        )
        return Response({"message": "Email verification sent", "user": user_payload(user)})

    def change_password(self, request: Request) -> Response:
        """PUT /change-password."""
        data = validated(ChangePasswordSerializer, request)
        services.password.change_password(
            session=session_of(request),
            current=data["currentPassword"],
            new=data["newPassword"],
            client=client_of(request),
        )
        return Response({"message": "Password successfully updated."})

    def change_email(self, request: Request) -> Response:
        """PUT /change-email."""
        data = validated(ChangeEmailSerializer, request)
        services.email_change.change_email(
            user=owner(request), password=data["currentPassword"], email=data["email"], client=client_of(request)
        )
        return Response({"message": "Confirmation sent"})

    def online(self, request: Request) -> Response:
        """GET /logged-in-user."""
        services.presence.set_online(owner(request))
        return Response({"message": "User is online"})

    def offline(self, request: Request, username: str) -> Response:
        """DELETE /logged-in-user/:username."""
        check_own_name(request, username)
        services.presence.set_offline(owner(request))
        return Response({"message": "User is offline"})

    def sessions(self, request: Request) -> Response:
        """GET /sessions."""
        rows = services.sessions.list_living(user=owner(request))
        return Response(
            {"message": "Sessions", "sessions": [session_payload(row, current=session_of(request)) for row in rows]}
        )

    def end_session(self, request: Request, session_id: str) -> Response:
        """DELETE /sessions/:id."""
        services.sessions.end_own(user=owner(request), public_id=session_id, client=client_of(request))
        return Response({"message": "Session ended"})

    def end_other_sessions(self, request: Request) -> Response:
        """DELETE /sessions."""
        count = services.sessions.end_others(session=session_of(request), client=client_of(request))
        return Response({"message": "Other sessions ended", "count": count})

    def events(self, request: Request) -> Response:
        """GET /events."""
        rows = audit.latest(owner(request))
        return Response({"message": "Events", "events": [event_payload(row) for row in rows]})

    def export(self, request: Request) -> Response:
        """GET /export."""
        kept = services.export.export(user=owner(request), client=client_of(request))
        return Response(kept, headers={"Content-Disposition": f'attachment; filename="{EXPORT_NAME}"'})

    def delete_account(self, request: Request) -> Response:
        """DELETE /account."""
        password = validated(StepUpSerializer, request)["currentPassword"]
        services.account.delete_account(user=owner(request), password=password, client=client_of(request))
        return Response({"message": "Account deleted"})

    def profile(self, request: Request) -> Response:
        """PUT /profile."""
        data = validated(ProfileSerializer, request)
        user = services.profile.update_profile(user=owner(request), client=client_of(request), **data)
        return Response({"message": "Profile updated", "user": user_payload(user)})


class SecondFactorViewSet(AuthViewSet):
    """The authenticator app of the session's user; every change asks for the password again."""

    authentication_classes = (SessionAuthentication,)

    def second_factor(self, request: Request) -> Response:
        """GET /totp."""
        factor = services.second_factor.of(owner(request))
        return Response({"message": "Second factor", **second_factor_payload(factor)})

    def begin_second_factor(self, request: Request) -> Response:
        """POST /totp."""
        password = validated(StepUpSerializer, request)["currentPassword"]
        begun = services.second_factor.begin(user=owner(request), password=password)
        answer = {"secret": begun.secret, "otpauthUri": begun.uri, "qrCode": begun.qr_code}
        return Response({"message": "Second factor begun", **answer})

    def switch_on_second_factor(self, request: Request) -> Response:
        """PUT /totp."""
        data = validated(SecondFactorSerializer, request)
        codes = services.second_factor.switch_on(
            user=owner(request), password=data["currentPassword"], code=data["code"], client=client_of(request)
        )
        return Response({"message": "Second factor switched on", "recoveryCodes": codes})

    def switch_off_second_factor(self, request: Request) -> Response:
        """DELETE /totp."""
        data = validated(SecondFactorSerializer, request)
        services.second_factor.switch_off(
            user=owner(request), password=data["currentPassword"], code=data["code"], client=client_of(request)
        )
        return Response({"message": "Second factor switched off"})


class RenewalViewSet(AuthViewSet):
    """What a JWT that has run out may still ask for."""

    authentication_classes = (RenewalAuthentication,)

    def refresh_token(self, request: Request, username: str) -> Response:
        """GET /refresh-token/:username."""
        check_own_name(request, username)
        token = services.sessions.renew(session_of(request))
        return Response({"message": "Refresh token", "user": user_payload(owner(request)), "token": token})


class UnknownView(APIView):
    """What the auth service does not have; like everything else it is told only to those with a gateway token."""

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Raises InvalidRequest or NotFound, whatever the method."""
        super().initial(request, *args, **kwargs)
        raise NotFound


signup = OpenViewSet.as_view({"post": "signup"})
signin = OpenViewSet.as_view({"post": "signin"})
verify_otp = OpenViewSet.as_view({"put": "verify_otp"})
resend_otp = OpenViewSet.as_view({"post": "resend_otp"})
signout = OpenViewSet.as_view({"post": "signout"})
verify_email = OpenViewSet.as_view({"put": "verify_email"})
resend_email = SessionViewSet.as_view({"post": "resend_email"})
forgot_password = OpenViewSet.as_view({"put": "forgot_password"})
reset_password = OpenViewSet.as_view({"put": "reset_password"})
change_email = SessionViewSet.as_view({"put": "change_email"})
confirm_email_change = OpenViewSet.as_view({"put": "confirm_email_change"})
undo_email_change = OpenViewSet.as_view({"put": "undo_email_change"})
change_password = SessionViewSet.as_view({"put": "change_password"})
currentuser = SessionViewSet.as_view({"get": "currentuser"})
refresh_token = RenewalViewSet.as_view({"get": "refresh_token"})
online = SessionViewSet.as_view({"get": "online"})
offline = SessionViewSet.as_view({"delete": "offline"})
sessions = SessionViewSet.as_view({"get": "sessions", "delete": "end_other_sessions"})
session = SessionViewSet.as_view({"delete": "end_session"})
events = SessionViewSet.as_view({"get": "events"})
export = SessionViewSet.as_view({"get": "export"})
account = SessionViewSet.as_view({"delete": "delete_account"})
profile = SessionViewSet.as_view({"put": "profile"})
totp = SecondFactorViewSet.as_view(
    {
        "get": "second_factor",
        "post": "begin_second_factor",
        "put": "switch_on_second_factor",
        "delete": "switch_off_second_factor",
    }
)
seed = OpenViewSet.as_view({"put": "seed"})
unknown = UnknownView.as_view()
