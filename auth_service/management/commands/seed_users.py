"""`manage.py seed_users`: example users."""

from argparse import ArgumentParser
from functools import partial
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from rich.progress import track

from auth_service.models import User
from auth_service.services import seeding
from jobber.stopping import INTERRUPTED


class Command(BaseCommand):
    help = "Adds example users with confirmed addresses. The same seed adds the same users, once."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--count", type=int, default=20, help="how many users (default 20)")
        default = seeding.DEFAULT_SEED
        parser.add_argument("--seed", type=int, default=default, help=f"another seed makes others (default {default})")

    def handle(self, *args: Any, count: int, seed: int, **options: Any) -> None:
        if count < 1:
            raise CommandError("--count must be 1 or more.")
        before = User.objects.count()
        try:
            added = seeding.seed_users(
                count=count, seed=seed, track=partial(track, description="Users", transient=True)
            )
        except KeyboardInterrupt as error:
            added = User.objects.count() - before
            raise CommandError(
                f"Stopped: {added} users added. Run it again for the rest.", returncode=INTERRUPTED
            ) from error
        self.stdout.write(f"{added} users added, {count - added} were there.")
