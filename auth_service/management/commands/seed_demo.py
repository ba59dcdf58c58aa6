"""`manage.py seed_demo`: a demo account and a staff account for whoever tries the program out."""

import secrets
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from auth_service.models import User

PASSWORD_BYTES = 9  # twelve characters of base64, the most that the contract takes by default


class Command(BaseCommand):
    help = "Makes a demo and a staff account with random passwords, which DATA_DIR/demo.txt keeps."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEBUG:
            raise CommandError("Demo accounts are for development: DEBUG is off.")
        passwords = {"demo": self.account("demo"), "staff": self.account("staff", is_staff=True, is_superuser=True)}
        path = settings.DATA_DIR / "demo.txt"
        path.touch(mode=0o600)
        path.write_text("".join(f"{name}  {password}\n" for name, password in passwords.items()))
        self.stdout.write(f"The demo accounts and their passwords are in {path}.")

    def account(self, name: str, **staff: bool) -> str:
        """Makes the account anew; its password."""
        password = secrets.token_urlsafe(PASSWORD_BYTES)
        email = f"{name}@example.com"
        User.objects.filter(email=email).delete()
        User.objects.create_user(name, email, password, country="Spain", email_verified=True, is_seeded=True, **staff)
        return password
