"""Time-based one-time passwords (RFC 6238), by pyotp: what an authenticator app shows, and how it comes to know."""

import pyotp
import segno
from django.utils import timezone
from pyotp.exceptions import OTPVerificationError

from auth_service.digests import OTP_DIGITS

ISSUER = "Jobber"
# clocks differ: the code before and the one after are good too (RFC 6238, 5.2)
LEEWAY_STEPS = 1


def new_secret() -> str:
    """A random secret of 160 bits, in base 32."""
    return pyotp.random_base32()


def is_totp(code: str) -> bool:
    """Whether the text has the form that an app shows."""
    return len(code) == OTP_DIGITS and code.isascii() and code.isdigit()


def step_of(*, secret: str, code: str) -> int | None:
    """The time step whose code that is, if it is the present one or within the leeway; None for any other code."""
    try:
        return pyotp.TOTP(secret).verify_and_get_timecode(code, for_time=timezone.now(), valid_window=LEEWAY_STEPS)
    except OTPVerificationError:
        return None


def uri_of(*, secret: str, username: str) -> str:
    """The `otpauth:` address that tells an app all it needs."""
    return pyotp.TOTP(secret).provisioning_uri(name=username, issuer_name=ISSUER)


def qr_code(uri: str) -> str:
    """The address as a picture to scan, an SVG as a data URI; its light modules are drawn, for dark pages."""
    return segno.make_qr(uri).svg_data_uri(light="#fff", scale=4)
