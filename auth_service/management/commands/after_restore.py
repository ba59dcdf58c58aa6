"""`manage.py after_restore`: what a restored backup needs before the program serves again."""

from typing import Any

from django.core.management.base import BaseCommand

from auth_service.services import restoring


class Command(BaseCommand):
    help = (
        "After a backup was restored: ends every session, device and token, and holds what waits in the outbox, which "
        "staff let go in the admin site (Send again), since it may have gone out before."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        for name, count in restoring.after_restore():
            self.stdout.write(f"{name}: {count}")
