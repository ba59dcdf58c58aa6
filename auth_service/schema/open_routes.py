"""What the documentation says of the routes that need no session."""

from rest_framework import serializers

from auth_service import exceptions as errors
from auth_service import serializers as bodies
from auth_service.schema.answers import NO_FIELDS, NULL, USER
from auth_service.schema.examples import BROWSER, EMAIL, NEW_PASSWORD, PASSWORD, PICTURE
from auth_service.schema.tags import ACCOUNT, DEVELOPMENT, LOST_PASSWORD, PENDING, SIGNING_IN, SIGNING_UP
from auth_service.views import MAX_SEEDED_AT_ONCE, OpenViewSet
from jobber.exceptions import BodyTooLarge, NotFound
from jobber.schema import Answer, InvalidInput, Operation, Operations, constant

SEED_COUNT = InvalidInput(f"Count must be a number from 1 to {MAX_SEEDED_AT_ONCE}")
KNOWN_BROWSER = {
    "user": NULL,
    "browserName": serializers.CharField(initial="Chrome", help_text="One that the account knows."),
    "deviceType": serializers.CharField(initial="browser", help_text="One that the account knows."),
}

OPERATIONS: Operations = {
    OpenViewSet.signup: Operation(
        "signUp",
        SIGNING_UP,
        "Open an account",
        "A session starts with it. A mail with a link to confirm the address is on its way.",
        (Answer("User created successfully", USER, status=201),),
        body=bodies.SignupSerializer,
        example={
            "username": "ada love",
            "email": EMAIL,
            "password": PASSWORD,
            "country": "England",
            "profilePicture": PICTURE,
            **BROWSER,
        },
        errors=(errors.ObviousPassword(), errors.NameTaken(), errors.PictureNotStored(), BodyTooLarge()),
    ),
    OpenViewSet.verify_email: Operation(
        "verifyEmail",
        SIGNING_UP,
        "Confirm the e-mail address",
        "By the token of the link in the mail, which works once. A newer link ends the older one.",
        (Answer("Email verified successfully.", USER),),
        body=bodies.VerifyEmailSerializer,
        example={"token": "f" * 40},
        errors=(errors.InvalidVerificationToken(),),
    ),
    OpenViewSet.signin: Operation(
        "signIn",
        SIGNING_IN,
        "Sign in",
        "A session starts where the account knows the browser. Where it does not, a mail with a one-time code is on "
        "its way, and the cookie stands for the sign-in that waits for it. Where the second factor is on, the code is "
        "the authenticator app's, and asked for in every browser that was not remembered after it.",
        (
            Answer(
                "User login successfully",
                {**USER, "browserName": constant(""), "deviceType": constant("")},
                name="SessionStarted",
            ),
            Answer("OTP code sent", KNOWN_BROWSER, name="CodeSent"),
            Answer("OTP code sent", {**KNOWN_BROWSER, "method": constant("totp")}, name="CodeFromApp"),
        ),
        body=bodies.SigninSerializer,
        example={"username": "ada love", "password": PASSWORD, **BROWSER},
        errors=(errors.InvalidCredentials(), errors.TooManyCodes(retry_after=60)),
    ),
    OpenViewSet.verify_otp: Operation(
        "verifyOtp",
        SIGNING_IN,
        "Type in the one-time code",
        "A session starts, and the account knows the browser from now on. A sign-in allows five tries. Where the "
        "second factor is on, `remember` says whether it lets the browser pass from now on.",
        (Answer("OTP verified successfully.", USER),),
        session=PENDING,
        body=bodies.OtpSerializer,
        example=BROWSER,
        parameters={
            "otp": "The six digits of the mail; where the second factor is on, of the app, or a recovery code."
        },
        errors=(errors.InvalidOtp(), errors.TooManyTries(retry_after=3600)),
    ),
    OpenViewSet.resend_otp: Operation(
        "resendOtp",
        SIGNING_IN,
        "Send another one-time code",
        "The older code is dead. A sign-in whose five tries are used up gets none.",
        (Answer("OTP code sent"),),
        session=PENDING,
        errors=(errors.CodeFromApp(), errors.TooManyCodes(retry_after=60)),
    ),
    OpenViewSet.signout: Operation(
        "signOut",
        SIGNING_IN,
        "Sign out",
        "The session ends on the server too, and the cookie goes. Without a session nothing happens.",
        (Answer("Logout successful", {"user": NO_FIELDS}),),
    ),
    OpenViewSet.forgot_password: Operation(
        "forgotPassword",
        LOST_PASSWORD,
        "Ask for a reset link",
        "The answer is the same whether or not there is such an account. The link works once, for an hour.",
        (Answer("Password reset email sent."),),
        body=bodies.ForgotPasswordSerializer,
        example={"email": EMAIL},
    ),
    OpenViewSet.reset_password: Operation(
        "resetPassword",
        LOST_PASSWORD,
        "Set a new password by the link",
        "Every session ends.",
        (Answer("Password successfully updated."),),
        body=bodies.ResetPasswordSerializer,
        example={"password": NEW_PASSWORD, "confirmPassword": NEW_PASSWORD},
        parameters={"token": "The token of the link in the mail."},
        errors=(errors.ResetTokenExpired(), errors.ObviousPassword()),
    ),
    OpenViewSet.confirm_email_change: Operation(
        "confirmEmailChange",
        ACCOUNT,
        "Confirm the new e-mail address",
        "By the token of the link in the mail, which works once, for a day. The former address gets a notice, and a "
        "link that undoes the change within seven days, if it was confirmed itself.",
        (Answer("E-mail changed", USER),),
        body=bodies.VerifyEmailSerializer,
        example={"token": "f" * 40},
        errors=(errors.InvalidVerificationToken(), errors.NameTaken()),
    ),
    OpenViewSet.undo_email_change: Operation(
        "undoEmailChange",
        ACCOUNT,
        "Undo a change of the e-mail address",
        "By the token of the link in the notice. The former address is in force again and gets a link to set a new "
        "password; the old password, every session, known browser and later change are dead.",
        (Answer("E-mail change undone"),),
        body=bodies.VerifyEmailSerializer,
        example={"token": "f" * 40},
        errors=(errors.InvalidVerificationToken(), errors.NameTaken()),
    ),
    OpenViewSet.seed: Operation(
        "seedUsers",
        DEVELOPMENT,
        "Make example users",
        "In development alone; elsewhere there is no such route.",
        (Answer("Seed users created successfully."),),
        parameters={"count": f"How many, from 1 to {MAX_SEEDED_AT_ONCE}."},
        errors=(SEED_COUNT, NotFound()),
    ),
}
