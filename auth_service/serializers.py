"""What the routes take, field by field in the order in which the contract names what is wrong."""

from typing import Any

from rest_framework import serializers

from auth_service.fields import (
    ClientField,
    CodeField,
    CountryField,
    EmailField,
    FlagField,
    IdField,
    PasswordField,
    PictureField,
    SigninNameField,
    TextField,
    UsernameField,
)

Data = dict[str, Any]


class SignupSerializer(serializers.Serializer[Data]):
    """A new account. The picture is decoded only when everything else is right: that is the dear part."""

    username = UsernameField()
    password = PasswordField()
    country = CountryField()
    email = EmailField()
    profilePicture = PictureField()
    browserName = ClientField("browserName")
    deviceType = ClientField("deviceType")

    def validate(self, attrs: Data) -> Data:
        """Adds the decoded picture. Raises ValidationError, BodyTooLarge."""
        return {**attrs, "picture": PictureField.picture(attrs.pop("profilePicture"))}


class SigninSerializer(serializers.Serializer[Data]):
    """A name and a password."""

    username = SigninNameField()
    password = PasswordField()
    browserName = ClientField("browserName")
    deviceType = ClientField("deviceType")


class OtpSerializer(serializers.Serializer[Data]):
    """The browser that a one-time code is typed into, and whether the second factor shall let it pass from now on."""

    browserName = ClientField("browserName")
    deviceType = ClientField("deviceType")
    remember = FlagField("remember", default=True)


class VerifyEmailSerializer(serializers.Serializer[Data]):
    """The token of a confirmation link."""

    token = TextField(
        of_type="Token must be of type string", missing="Token is a required field", wrong="Invalid token"
    )


class ResendEmailSerializer(serializers.Serializer[Data]):
    """Who asks for another confirmation link."""

    email = EmailField()
    userId = IdField("userId")


class ForgotPasswordSerializer(serializers.Serializer[Data]):
    """The address that a reset link goes to."""

    email = EmailField(always="Field must be valid")


class ResetPasswordSerializer(serializers.Serializer[Data]):
    """A new password, twice."""

    password = PasswordField(verb="should")
    confirmPassword = TextField(
        of_type="Passwords should match",
        missing="Confirm password is a required field",
        wrong="Passwords should match",
    )

    def validate(self, attrs: Data) -> Data:
        """The data, the two passwords being one. Raises ValidationError."""
        if attrs["password"] != attrs["confirmPassword"]:
            raise serializers.ValidationError("Passwords should match")
        return attrs


class ChangePasswordSerializer(serializers.Serializer[Data]):
    """The password in force, and the next one."""

    currentPassword = PasswordField(verb="should")
    newPassword = PasswordField(verb="should")


class ChangeEmailSerializer(serializers.Serializer[Data]):
    """The password in force, and the next address."""

    currentPassword = PasswordField()
    email = EmailField()


class ProfileSerializer(serializers.Serializer[Data]):
    """What may be changed of a profile, each on its own."""

    country = CountryField(required=False)
    profilePicture = PictureField(required=False)

    def validate(self, attrs: Data) -> Data:
        """The data with the decoded picture, if one came. Raises ValidationError, BodyTooLarge."""
        data_uri = attrs.pop("profilePicture", None)
        return attrs if data_uri is None else {**attrs, "picture": PictureField.picture(data_uri)}


class StepUpSerializer(serializers.Serializer[Data]):
    """The password in force, which is asked for again."""

    currentPassword = PasswordField()


class SecondFactorSerializer(StepUpSerializer):
    """The password in force, and a code of the second factor."""

    code = CodeField()
