"""`manage.py seed_users`: example users."""

from argparse import ArgumentParser
from functools import partial
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from rich.progress import track

from auth_service.services import seeding


class Command(BaseCommand):
    help = "Adds example users with confirmed addresses. The same seed adds the same users, once."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--count", type=int, default=20, help="how many users (default 20)")
        parser.add_argument("--seed", type=int, default=seeding.DEFAULT_SEED, help="another seed makes other users")

    def handle(self, *args: Any, count: int, seed: int, **options: Any) -> None:
        if count < 1:
            raise CommandError("--count must be 1 or more.")
        added = seeding.seed_users(count=count, seed=seed, track=partial(track, description="Users", transient=True))
        self.stdout.write(f"{added} users added, {count - added} were there.")
