"""Who calls the auth service: a Jobber service by its gateway token, and for a user by the user's JWT (contract 2)."""

from rest_framework.request import Request

from auth_service.exceptions import AuthenticationRequired
from auth_service.models import Session, User
from auth_service.services import sessions
from jobber.gateway_token import GatewayTokenAuthentication

SCHEME = "Bearer "


def bearer_of(request: Request) -> str | None:
    """The token of `Authorization: Bearer`; None where no such header came, "" where it came empty.

    META is read, not `headers`, which may have been cached before the gateway put its own header there.
    """
    header: str = request.META.get("HTTP_AUTHORIZATION", "")
    return header.removeprefix(SCHEME).strip() if header.startswith(SCHEME) else None


class SessionAuthentication(GatewayTokenAuthentication):
    """A good gateway token, and the JWT of a living session."""

    expired_too = False

    def authenticate(self, request: Request) -> tuple[User, Session]:  # type: ignore[override]
        """The user and the session. Raises InvalidRequest, AuthenticationRequired, SessionEnded."""
        super().authenticate(request)
        bearer = bearer_of(request)
        if bearer is None:
            raise AuthenticationRequired
        session = sessions.find(bearer, expired_too=self.expired_too)
        return session.user, session


class RenewalAuthentication(SessionAuthentication):
    """The same for a JWT that has run out: renewing is what it is shown for (design, "Sessions")."""

    expired_too = True
