"""The application, and what it checks at the start."""

from django.apps import AppConfig


class GatewayConfig(AppConfig):
    """The browser's door."""

    name = "gateway"

    def ready(self) -> None:
        """Django's hook: makes the checks known."""
        from gateway import checks  # noqa: F401, PLC0415 - Django's registry is complete only now
