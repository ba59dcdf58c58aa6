"""`manage.py prepare`: what `make run` does before it serves."""

import socket
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

USERS, GIGS = 20, 1000


class Command(BaseCommand):
    help = "For development: migrates, renews an outdated index, seeds an empty DATA_DIR once, and says where to look."

    def handle(self, *args: Any, **options: Any) -> None:
        refuse_taken_port()
        call_command("migrate", verbosity=0)
        call_command("rebuild_index", if_outdated=True)
        demo = settings.DATA_DIR / "demo.txt"
        if not demo.exists():
            self.seed()
        self.stdout.write(self.style.SUCCESS(f"\nJobber answers at {settings.API_GATEWAY_URL}"))
        self.stdout.write(
            f"  gigs     {settings.API_GATEWAY_URL}/api/v1/gateway/auth/search/gig/0/10/forward?query=logo"
        )
        if settings.EMAIL_BACKEND == "auth_service.mailbox.EmailBackend":
            self.stdout.write(f"  mails    {settings.API_GATEWAY_URL}/mailbox")
        self.stdout.write(f"  admin    {settings.API_GATEWAY_URL}/admin/")
        self.stdout.write(f"  sign in  as one of these (username, password), kept in {demo}:")
        self.stdout.write("".join(f"           {line}\n" for line in demo.read_text().splitlines()))

    def seed(self) -> None:
        """Users and gigs to look at; the demo accounts last, since their file says that all is done."""
        call_command("seed_users", count=USERS)
        call_command("seed_gigs", count=GIGS)
        call_command("seed_demo")


def refuse_taken_port() -> None:
    """Raises CommandError where something else listens on PORT, before anything is touched that it may be using."""
    family = socket.AF_INET6 if ":" in settings.BIND else socket.AF_INET
    try:
        socket.create_server((settings.BIND.strip("[]"), settings.PORT), family=family).close()
    except OSError as error:
        hint = f"Stop what uses it, or choose another: PORT={settings.PORT + 1} make run"
        raise CommandError(f"Port {settings.PORT} can't be had ({error.strerror}). {hint}") from error
