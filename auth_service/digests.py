"""Tokens and one-time codes: made here, kept only as digests (contract 4; design, "One-time codes and tokens")."""

import hashlib
import secrets

from django.conf import settings
from django.utils.crypto import salted_hmac

OTP_DIGITS = 6
RECOVERY_GROUPS, RECOVERY_GROUP_LENGTH = 3, 5
# without what is easily taken for something else
RECOVERY_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"


def new_token() -> str:
    """A random token: 20 bytes, as 40 hexadecimal digits."""
    return secrets.token_hex(20)


def digest(token: str) -> str:
    """What is stored of a token, which is random enough to need no key: SHA-256, as 64 hexadecimal digits."""
    return hashlib.sha256(token.encode()).hexdigest()


def new_otp() -> str:
    """A random one-time code: six digits."""
    return f"{secrets.randbelow(10**OTP_DIGITS):0{OTP_DIGITS}}"


def new_recovery_code() -> str:
    """A random recovery code, in groups that can be read aloud: 74 bits, so that its digest needs no key either."""
    groups = [secrets.choice(RECOVERY_ALPHABET) for _ in range(RECOVERY_GROUPS * RECOVERY_GROUP_LENGTH)]
    return "-".join(
        "".join(groups[start : start + RECOVERY_GROUP_LENGTH]) for start in range(0, len(groups), RECOVERY_GROUP_LENGTH)
    )


def otp_digest(*, pending: str, otp: str, key: str | None = None) -> str:
    """What is stored of a code: an HMAC bound to its sign-in; keyed, since a million codes are soon tried."""
    return salted_hmac("auth_service.otp", f"{pending}:{otp}", secret=key, algorithm="sha256").hexdigest()


def name_digest(name: str, *, key: str | None = None) -> str:
    """What is kept of a name that must not be: an HMAC; keyed, since names are soon guessed."""
    return salted_hmac("auth_service.name", name, secret=key, algorithm="sha256").hexdigest()


def name_digests(name: str) -> list[str]:
    """The digests that `name` may be kept as, one for each server key in force."""
    return [name_digest(name, key=key) for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]


def otp_digests(*, pending: str, otp: str) -> list[str]:
    """The digests that `otp` may be stored as, one for each server key in force."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return [otp_digest(pending=pending, otp=otp, key=key) for key in keys]
