"""What the documentation says of the second factor's routes."""

from rest_framework import serializers

from auth_service import exceptions as errors
from auth_service import serializers as bodies
from auth_service.schema.answers import SECOND_FACTOR
from auth_service.schema.examples import PASSWORD, RECOVERY_CODE, TOTP_QR_CODE, TOTP_SECRET, TOTP_URI
from auth_service.schema.tags import ACCOUNT, SESSION
from auth_service.services.second_factor import RECOVERY_CODES
from auth_service.views import SecondFactorViewSet
from jobber.schema import Answer, Operation, Operations

SECRET = serializers.CharField(initial=TOTP_SECRET, help_text="For apps that can't scan: base 32.")
URI = serializers.CharField(initial=TOTP_URI, help_text="What the picture says.")
QR_CODE = serializers.CharField(initial=TOTP_QR_CODE, help_text="The picture to scan: an SVG as a data URI.")
CODES = serializers.ListField(
    child=serializers.CharField(),
    min_length=RECOVERY_CODES,
    max_length=RECOVERY_CODES,
    initial=[RECOVERY_CODE] * RECOVERY_CODES,
    help_text="Each works once in the place of a code. They are never shown again.",
)

OPERATIONS: Operations = {
    SecondFactorViewSet.second_factor: Operation(
        "secondFactor",
        ACCOUNT,
        "Whether the second factor is on",
        "And since when, and how many recovery codes are left.",
        (Answer("Second factor", SECOND_FACTOR),),
        session=SESSION,
    ),
    SecondFactorViewSet.begin_second_factor: Operation(
        "beginSecondFactor",
        ACCOUNT,
        "Begin to set an authenticator app up",
        "A new secret for the app (RFC 6238: SHA-1, six digits, 30 seconds). It is in force once it is confirmed; "
        "the one that was begun before is dead.",
        (Answer("Second factor begun", {"secret": SECRET, "otpauthUri": URI, "qrCode": QR_CODE}),),
        session=SESSION,
        body=bodies.StepUpSerializer,
        example={"currentPassword": PASSWORD},
        errors=(errors.WrongPassword(), errors.SecondFactorIsOn()),
    ),
    SecondFactorViewSet.switch_on_second_factor: Operation(
        "switchOnSecondFactor",
        ACCOUNT,
        "Switch the second factor on",
        "By a code that the app shows. From now on a sign-in asks for one, but from browsers that are remembered after "
        "they passed it. No session ends.",
        (Answer("Second factor switched on", {"recoveryCodes": CODES}),),
        session=SESSION,
        body=bodies.SecondFactorSerializer,
        example={"currentPassword": PASSWORD, "code": "492039"},
        errors=(
            errors.WrongPassword(),
            errors.InvalidOtp(),
            errors.SecondFactorIsOn(),
            errors.SecondFactorIsOff(),
        ),
    ),
    SecondFactorViewSet.switch_off_second_factor: Operation(
        "switchOffSecondFactor",
        ACCOUNT,
        "Switch the second factor off",
        "By a code of the app, or a recovery code. Tries count like those of signing in: fifty a day.",
        (Answer("Second factor switched off"),),
        session=SESSION,
        body=bodies.SecondFactorSerializer,
        example={"currentPassword": PASSWORD, "code": RECOVERY_CODE},
        errors=(
            errors.WrongPassword(),
            errors.InvalidOtp(),
            errors.SecondFactorIsOff(),
            errors.TooManyTries(retry_after=3600),
        ),
    ),
}
