"""`manage.py index_gigs FILE.ndjson`: a bulk load."""

from argparse import ArgumentParser
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from rich.progress import open as open_with_progress

from jobber.exceptions import JobberError
from search import lines
from search.documents import Gig
from search.engines import engine

MOST_NAMED = 20


def accepted(read: Iterable[Gig | lines.Refused], refused: list[lines.Refused]) -> Iterator[Gig]:
    """The gigs, one by one, however large the file is; what is no gig is put aside."""
    for item in read:
        if isinstance(item, lines.Refused):
            refused.append(item)
        else:
            yield item


class Command(BaseCommand):
    help = "Adds the gigs of a file, one JSON object a line, each in the place of one with the same id."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="the file, in newline-delimited JSON")

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        if not file.is_file():
            raise CommandError(f"{file} is not there, or no file.")
        refused: list[lines.Refused] = []
        with open_with_progress(file, "rb", description="Gigs", transient=True) as stream:
            try:
                count = engine().put(accepted(lines.read(stream), refused))
            except JobberError as error:
                raise CommandError(f"{error.message} Not every gig is in; run it again.") from error
        self.report(count, refused)

    def report(self, count: int, refused: list[lines.Refused]) -> None:
        """Says what was done. Raises CommandError where lines were refused."""
        self.stdout.write(f"{count} gigs indexed, {len(refused)} lines refused.")
        for line in refused[:MOST_NAMED]:
            self.stderr.write(f"line {line.line}: {line.reason}")
        if refused:
            raise CommandError(f"{len(refused)} lines were refused; the first {MOST_NAMED} at most are named above.")
