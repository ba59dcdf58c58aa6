"""The decisions: a module per journey, functions with keyword-only arguments, at most one transaction each."""

from auth_service.services import (
    account,
    email,
    email_change,
    export,
    moderation,
    password,
    presence,
    profile,
    second_factor,
    seeding,
    sessions,
    signin,
    signup,
)

__all__ = [
    "account",
    "email",
    "email_change",
    "export",
    "moderation",
    "password",
    "presence",
    "profile",
    "second_factor",
    "seeding",
    "sessions",
    "signin",
    "signup",
]
