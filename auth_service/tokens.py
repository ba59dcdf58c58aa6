"""The user's JWT (contract 2): what other services verify, and what a session is asked for with."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any

import jwt
from django.conf import settings
from jwt.types import Options
from rest_framework_simplejwt.tokens import AccessToken

from auth_service.models import MAX_ID, Session

ALGORITHM = "HS256"
# A row outlives no session lifetime, so no JWT older than that can still name a living one.
EVER = settings.SESSION_LIFETIME + timedelta(days=1)
# by PyJWT: the end is read_token's to look at, and we name no audience
UNLOOKED_AT: Options = {"verify_exp": False, "verify_aud": False}


@dataclass(frozen=True)
class Claims:
    """What a good JWT says: whose it is, which session it belongs to, and until when it is good."""

    user_id: int
    sid: str
    expires: datetime


def token_for(session: Session) -> str:
    """A JWT for `session`, good for `ACCESS_TOKEN_LIFETIME`; `id` is a number, as the other services expect."""
    user = session.user
    token = AccessToken()
    token.payload.update(id=user.pk, email=user.email, username=user.username, sid=session.sid)
    return str(token)


def read_token(raw: str, *, expired_too: bool = False) -> Claims | None:
    """The claims of a JWT that we signed and that is in force; with `expired_too`, or was. None for any other."""
    leeway = EVER if expired_too else settings.JWT_LEEWAY
    for key in filter(None, (settings.JWT_TOKEN, settings.JWT_TOKEN_PREVIOUS)):
        try:
            claims = verified(raw, key)
        except (jwt.InvalidTokenError, OverflowError, ValueError):  # the latter two: no such year, no claims of ours
            continue
        return claims if datetime.now(UTC) - leeway < claims.expires else None
    return None


@lru_cache(maxsize=4096)
def verified(raw: str, key: str) -> Claims:
    """The claims of a JWT that was signed with that key, and has begun. Raises InvalidTokenError, ValueError.

    It is remembered: a browser shows its JWT with each request, and the gateway and the service both read it. What has
    begun stays so; when it ends is for the caller to look at.
    """
    return claims_of(jwt.decode(raw, key, [ALGORITHM], UNLOOKED_AT, leeway=settings.JWT_LEEWAY))


def claims_of(payload: dict[str, Any]) -> Claims:
    """The claims as ours. Raises ValueError where one is missing or of another type."""
    match payload:
        case {"id": int(user_id), "sid": str(sid), "exp": int(exp)} if (
            not isinstance(user_id, bool) and user_id <= MAX_ID and sid.isascii()
        ):
            return Claims(user_id, sid, datetime.fromtimestamp(exp, UTC))
    raise ValueError("These are not our claims.")
