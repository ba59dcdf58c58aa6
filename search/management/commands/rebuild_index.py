"""`manage.py rebuild_index`: the index anew, beside the old one."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from jobber.exceptions import JobberError
from search.engines import engine


class Command(BaseCommand):
    help = "Builds the index of gigs anew beside the old one, then swaps them. Searches go on meanwhile."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            count = engine().rebuild()
        except JobberError as error:
            raise CommandError(error.message) from error
        self.stdout.write(f"{count} gigs in the new index.")
