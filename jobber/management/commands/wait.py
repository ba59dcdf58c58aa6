"""`manage.py wait`: lets a process start when what it needs is there."""

import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from jobber.probes import database_state

FIRST_SECONDS, LONGEST_SECONDS = 0.5, 10.0


class Command(BaseCommand):
    help = "Waits until the database is there and its migrations are applied."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--seconds", type=float, default=300, help="how long at most (default 300)")
        parser.add_argument("--unmigrated", action="store_true", help="wait for the database alone")

    def handle(self, *args: Any, seconds: float, unmigrated: bool, **options: Any) -> None:
        fit = {"ok", "unapplied migrations"} if unmigrated else {"ok"}
        give_up, pause = time.monotonic() + seconds, FIRST_SECONDS
        while (state := database_state()) not in fit:
            if time.monotonic() + pause > give_up:
                raise CommandError(f"Waited {seconds:g} s in vain; the database: {state}.")
            self.stdout.write(f"The database: {state}. Trying again in {pause:g} s.")
            self.stdout.flush()
            time.sleep(pause)
            pause = min(pause * 2, LONGEST_SECONDS)
