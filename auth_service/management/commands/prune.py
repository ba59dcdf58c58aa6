"""`manage.py prune`: takes away what has ended or expired."""

from typing import Any

from django.core.management.base import BaseCommand

from auth_service.services import pruning


class Command(BaseCommand):
    help = (
        "Takes away ended sessions and sign-ins, expired tokens, messages that are over, devices unseen for long, old "
        "audit entries, in small batches beside running traffic. It may be stopped and repeated at any time."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        for name, count in pruning.prune():
            self.stdout.write(f"{name}: {count}")
