"""The fields of contract 3's validation table: what each takes, and what it says of what it does not take."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError as InvalidEmail
from django.core.validators import validate_email
from django_stubs_ext import StrPromise
from rest_framework import serializers
from rest_framework.validators import ProhibitSurrogateCharactersValidator

from auth_service.names import ascii_domain, is_email_like, is_username, normalise_email, normalise_username
from auth_service.passwords import fits_bcrypt
from auth_service.pictures import NotAPicture, Picture, read_picture

# REST framework takes lazily translated messages too
Messages = dict[str, str | StrPromise]
EMAIL_MAX_LENGTH, EMAIL_LOCAL_MAX_LENGTH = 254, 64  # RFC 5321, 4.5.3.1


class TextField(serializers.CharField):
    """Text, and nothing that could be made into text. `wrong` is said of text that the rule refuses."""

    def __init__(self, *, of_type: str, missing: str, wrong: str, **options: Any) -> None:
        self.wrong = wrong
        messages: Messages = {
            "invalid": of_type,
            "null": of_type,
            "required": missing,
            "blank": missing,
            "min_length": wrong,
            "max_length": wrong,
        }
        super().__init__(trim_whitespace=False, error_messages=messages, **options)
        # orjson let none through; to look at each character of a picture takes twice as long as to decode it
        self.validators.remove(ProhibitSurrogateCharactersValidator())

    def to_internal_value(self, data: Any) -> str:
        """The text, normalised. Raises ValidationError."""
        if not isinstance(data, str):
            self.fail("invalid")
        if "\0" in data:
            self.refuse()
        return self.normalise(data)

    def normalise(self, text: str) -> str:
        """The text as it is stored; lengths are counted after this."""
        return text

    def refuse(self) -> None:
        """Raises ValidationError with what is said of text that the rule refuses."""
        raise serializers.ValidationError(self.wrong)


class UsernameField(TextField):
    """A username of 4 to 12 characters."""

    def __init__(self) -> None:
        super().__init__(
            of_type="Username must be of type string",
            missing="Username is a required field",
            wrong="Invalid username",
            min_length=4,
            max_length=12,
        )

    def normalise(self, text: str) -> str:
        """The username as it is stored. Raises ValidationError where it holds what a username must not."""
        name = normalise_username(text)
        if not is_username(name):
            self.refuse()
        return name


class EmailField(TextField):
    """An e-mail address within the lengths of RFC 5321."""

    def __init__(self, *, always: str = "") -> None:
        """`always` is said of whatever is wrong."""
        super().__init__(
            of_type=always or "Email must be of type string",
            missing=always or "Email is a required field",
            wrong=always or "Invalid email",
        )

    def normalise(self, text: str) -> str:
        """The address as it is stored. Raises ValidationError where it is none."""
        try:
            email = normalise_email(text)
            validate_email(email)
            local, _, domain = email.rpartition("@")
            is_long = len(f"{local}@{ascii_domain(domain)}") > EMAIL_MAX_LENGTH or len(local) > EMAIL_LOCAL_MAX_LENGTH
        except (InvalidEmail, UnicodeError) as error:
            raise serializers.ValidationError(self.wrong) from error
        if is_long:
            self.refuse()
        return email


class SigninNameField(UsernameField):
    """What a person signs in with: a username, or what looks like an e-mail address and is validated as one."""

    def run_validation(self, data: Any = serializers.empty) -> Any:
        """The normalised name. Raises ValidationError."""
        if isinstance(data, str) and is_email_like(data):
            return EmailField().run_validation(data)
        return super().run_validation(data)


class PasswordField(TextField):
    """A password, taken as it is, within the settings' bounds and bcrypt's."""

    def __init__(self, *, verb: str = "must") -> None:
        """`verb` is "should" in reset and change (contract 3)."""
        super().__init__(
            of_type=f"Password {verb} be of type string",
            missing="Password is a required field",
            wrong="Invalid password",
            min_length=settings.PASSWORD_MIN_LENGTH,
            max_length=settings.PASSWORD_MAX_LENGTH,
        )

    def normalise(self, text: str) -> str:
        """The password itself. Raises ValidationError where it is longer than bcrypt reads."""
        if not fits_bcrypt(text):
            self.refuse()
        return text


class CountryField(TextField):
    """A country's name."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            of_type="Country must be of type string",
            missing="Country is a required field",
            wrong="Invalid country",
            max_length=100,
            **options,
        )

    def normalise(self, text: str) -> str:
        """The name without spaces around it. Raises ValidationError where nothing is left."""
        if not text.strip():
            self.fail("blank")
        return text.strip()


class PictureField(TextField):
    """A base64 data URI of a picture."""

    UNWANTED = "Please add a profile picture"

    def __init__(self, **options: Any) -> None:
        super().__init__(of_type=self.UNWANTED, missing="Profile picture is required", wrong=self.UNWANTED, **options)

    @classmethod
    def picture(cls, data_uri: str) -> Picture:
        """The picture, decoded. Raises ValidationError, BodyTooLarge."""
        try:
            return read_picture(data_uri)
        except NotAPicture as error:
            raise serializers.ValidationError(cls.UNWANTED) from error


class IdField(serializers.IntegerField):
    """A row's id, which clients send as a number or as its digits."""

    def __init__(self, name: str) -> None:
        wrong = f"Invalid {name}"
        messages: Messages = {
            "invalid": wrong,
            "null": wrong,
            "max_string_length": wrong,
            "required": f"{name} is a required field",
        }
        super().__init__(error_messages=messages)

    def to_internal_value(self, data: Any) -> int:
        """The number. Raises ValidationError, for true and false too, which Python counts as numbers."""
        if isinstance(data, bool):
            self.fail("invalid")
        return super().to_internal_value(data)


class CodeField(TextField):
    """A code of an authenticator app, or a recovery code."""

    def __init__(self) -> None:
        super().__init__(
            of_type="Code must be of type string",
            missing="Code is a required field",
            wrong="OTP is invalid.",
            max_length=64,
        )


class FlagField(serializers.BooleanField):
    """Optional: true or false, and nothing that could be made into one."""

    def __init__(self, name: str, *, default: bool) -> None:
        wrong = f"{name} must be of type boolean"
        super().__init__(error_messages={"invalid": wrong, "null": wrong}, required=False, default=default)

    def to_internal_value(self, data: Any) -> bool:
        """The answer. Raises ValidationError."""
        if not isinstance(data, bool):
            self.fail("invalid")
        return data


class ClientField(TextField):
    """Optional: what a browser says of itself."""

    def __init__(self, name: str) -> None:
        super().__init__(
            of_type=f"{name} must be of type string",
            missing="",
            wrong=f"Invalid {name}",
            required=False,
            allow_blank=True,
            default="",
            max_length=200,
        )
