"""The two steps by which staff enter the admin site, over the same sign-in service as everyone."""

from typing import Any

from django import forms
from rest_framework.exceptions import ValidationError as BadName

from auth_service.clients import Client
from auth_service.exceptions import InvalidCredentials
from auth_service.fields import SigninNameField
from auth_service.services import signin
from auth_service.services.sessions import SignedIn
from auth_service.services.signin import CodeSent
from jobber.exceptions import JobberError


class SigninForm(forms.Form):
    """A step; once it is valid, `result` is what the sign-in service made of it, else `refusal` what it said."""

    result: SignedIn | CodeSent
    refusal: JobberError | None = None

    def __init__(self, *args: Any, client: Client, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.client = client

    def clean(self) -> dict[str, Any]:
        """Tries the step. Raises ValidationError with the service's own message."""
        if self.errors:
            return self.cleaned_data
        try:
            self.result = self.signed_in(self.cleaned_data)
        except BadName as error:
            raise forms.ValidationError(InvalidCredentials.message) from error
        except JobberError as error:
            self.refusal = error
            raise forms.ValidationError(error.message) from error
        return self.cleaned_data

    def signed_in(self, data: dict[str, Any]) -> SignedIn | CodeSent:
        """The step itself. Raises JobberError, BadName."""
        raise NotImplementedError


class PasswordForm(SigninForm):
    """The first step."""

    username = forms.CharField(
        label="Username or e-mail", max_length=254, widget=forms.TextInput(attrs={"autocomplete": "username"})
    )
    password = forms.CharField(
        strip=False, max_length=128, widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )

    def signed_in(self, data: dict[str, Any]) -> SignedIn | CodeSent:
        """A session, or a code on its way."""
        name = SigninNameField().run_validation(data["username"])
        return signin.sign_in(name=name, password=data["password"], client=self.client)


class CodeForm(SigninForm):
    """The second step, where the password is not enough."""

    code = forms.CharField(
        label="One-time code from your authenticator app or your mail, or a recovery code",
        max_length=64,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "autofocus": True}),
    )

    def signed_in(self, data: dict[str, Any]) -> SignedIn:
        """The session."""
        return signin.verify_otp(otp=data["code"], client=self.client)
