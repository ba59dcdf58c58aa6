"""The application, by the name that the admin site shows."""

from django.apps import AppConfig


class AuthServiceConfig(AppConfig):
    """Accounts, and the messages that they cause."""

    name = "auth_service"
    verbose_name = "Accounts and messages"
