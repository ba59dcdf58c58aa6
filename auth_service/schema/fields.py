"""What the fields of requests are called and hold, where their own rules do not tell."""

from auth_service.fields import (
    EMAIL_MAX_LENGTH,
    ClientField,
    CodeField,
    CountryField,
    EmailField,
    FlagField,
    IdField,
    PasswordField,
    PictureField,
    SigninNameField,
    UsernameField,
)
from jobber.schema import Field, Schema

# lengths are counted after normalising
UNBOUNDED = {"minLength": None, "maxLength": None}
FIELDS: dict[type[Field], Schema] = {
    UsernameField: {
        "description": "4 to 12 characters as it is stored: letters, digits, spaces and `._-`, words with a capital.",
        **UNBOUNDED,
    },
    SigninNameField: {"description": "The username or the e-mail address, in any letter case.", **UNBOUNDED},
    PasswordField: {"description": "Taken as it is, spaces included.", "format": "password"},
    EmailField: {"format": "email", "maxLength": EMAIL_MAX_LENGTH},
    CountryField: {"description": "The name of the country."},
    PictureField: {
        "description": "A picture (PNG, JPEG, GIF, WebP) as a base64 data URI.",
        "pattern": "^[dD][aA][tT][aA]:[iI][mM][aA][gG][eE]/[A-Za-z0-9.+-]+;[bB][aA][sS][eE]64,",
    },
    ClientField: {"description": "What the browser calls itself or its device."},
    CodeField: {
        "description": "The six digits that the app shows, or a recovery code; spaces and hyphens don't matter."
    },
    FlagField: {
        "description": "Where the second factor is on: whether this browser passes without a code from now on."
    },
    IdField: {"type": ["integer", "string"], "description": "A number, or its digits."},
}
