"""What can go wrong with accounts and sessions, by name: the rows of contract 3's table."""

from jobber.exceptions import JobberError, TooManyRequests


class AuthenticationRequired(JobberError):
    """400: the route needs a user and no Bearer came."""

    message = "Authentication is required to access this route."


class SessionEnded(JobberError):
    """401: no session, or one that ended or never was."""

    status_code = 401
    message = "Token is not available. Please login again."


class InvalidCredentials(JobberError):
    """400: wrong username, e-mail or password, or an account that is not active."""

    message = "Invalid credentials"


class NameTaken(JobberError):
    """400: somebody has that username or e-mail."""

    message = "Invalid credentials. Email or Username"


class PictureNotStored(JobberError):
    """400: the picture was good, its store was not."""

    message = "File upload error. Try again"


class InvalidVerificationToken(JobberError):
    """400: the e-mail can't be confirmed with that token."""

    message = "Verification token is either invalid or is already used."


class ResetTokenExpired(JobberError):
    """400: the password can't be reset with that token."""

    message = "Reset token has expired"


class InvalidOtp(JobberError):
    """400: wrong code, used code, old code, or no tries left."""

    message = "OTP is invalid."


class SecondFactorIsOn(JobberError):
    """409: there is a second factor already, which nobody replaces without a code of it."""

    status_code = 409
    message = "The second factor is on already. Switch it off first."


class SecondFactorIsOff(JobberError):
    """409: there is no second factor to confirm or to switch off."""

    status_code = 409
    message = "The second factor is not set up."


class CodeFromApp(JobberError):
    """409: the code is one of the authenticator app's, so none can be sent."""

    status_code = 409
    message = "The code comes from the authenticator app. None is sent."


class WrongEmail(JobberError):
    """400: the confirmation was asked for another user or e-mail than the session's."""

    message = "Email is invalid"


class EmailAlreadyVerified(JobberError):
    """400: there is nothing left to confirm."""

    message = "Email is already verified."


class EmailUnchanged(JobberError):
    """400: the new address is the one that the account has."""

    message = "The account has that e-mail already."


class TooManyEmailChanges(TooManyRequests):
    """429: the e-mail was to be changed too often today. Raise it with `retry_after`."""

    message = "Too many changes of the e-mail. Please try again later."


class AccountNotActive(JobberError):
    """409: the account was deactivated or deleted meanwhile."""

    status_code = 409
    message = "The account is not active."


class WrongPassword(JobberError):
    """400: the current password is another one."""

    message = "Invalid password"


class ObviousPassword(JobberError):
    """400: the new password is one that others try first."""

    message = "Password is too easy to guess. Choose one that is not common and is not like your name or e-mail."


class LastSuperuser(JobberError):
    """409: without that account nobody could name staff any more."""

    status_code = 409
    message = "This is the last superuser. Make another one first."


class TooManyTries(TooManyRequests):
    """429: too many codes were tried today. Raise it with `retry_after`."""


class TooManyCodes(TooManyRequests):
    """429: it is too early for another one-time code. Raise it with `retry_after`."""

    message = "A code was sent already. Please wait before asking for another."
