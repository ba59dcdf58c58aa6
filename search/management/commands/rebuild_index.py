"""`manage.py rebuild_index`: the index anew, beside the old one."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from jobber.exceptions import JobberError
from search.engines import engine


class Command(BaseCommand):
    help = "Builds the index of gigs anew beside the old one, then swaps them. Searches go on meanwhile."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--if-outdated", action="store_true", help="only an index of an older release's form")

    def handle(self, *args: Any, if_outdated: bool, **options: Any) -> None:
        try:
            if if_outdated and not engine().is_outdated():
                return
            count = engine().rebuild()
        except JobberError as error:
            raise CommandError(error.message) from error
        self.stdout.write(f"{count} gigs in the new index.")
