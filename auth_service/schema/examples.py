"""What the examples of requests are made of."""

EMAIL, NEW_EMAIL = "ada@example.com", "ada@example.org"
PASSWORD, NEW_PASSWORD = "s3cret-word", "n3w-s3cret"
BROWSER = {"browserName": "Chrome", "deviceType": "browser"}
# one teal pixel
PICTURE = (
    "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR42mNgaGgAAAGEAQFocvOPAAAAAElFTkSuQmCC"
)
TOTP_SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"  # noqa: S105 - RFC 6238's own
TOTP_URI = f"otpauth://totp/Jobber:Ada%20Love?secret={TOTP_SECRET}&issuer=Jobber"
TOTP_QR_CODE = "data:image/svg+xml;charset=utf-8,%3Csvg%20xmlns=%27http://www.w3.org/2000/svg%27%3E…%3C/svg%3E"
RECOVERY_CODE = "k7m2p-q9x4r-w3n8t"
