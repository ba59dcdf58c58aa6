"""`manage.py import_users mysql://…`: takes over the users of the Node auth service."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from rich.progress import track

from auth_service.models import User
from auth_service.services import takeover
from auth_service.services.takeover import Left, NotEmpty
from jobber.stopping import INTERRUPTED

BATCH = 2000
MOST_NAMED = 50


class Command(BaseCommand):
    help = (
        "Copies the users of the Node auth service (table auths) with their ids and passwords. It may be repeated "
        "while that service still runs: whoever is here already is left as he is."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("source", help="its database: mysql://user:password@host:3306/jobber_auth")

    def handle(self, *args: Any, source: str, **options: Any) -> None:
        try:
            from auth_service.node_users import NodeUsers, SourceAway  # noqa: PLC0415 - the driver is optional
        except ImportError as error:
            raise CommandError("The MySQL driver is not installed (requirements-mysql.txt).") from error
        try:
            self.copy(NodeUsers(source))
        except (SourceAway, NotEmpty) as error:
            raise CommandError(str(error)) from error

    def copy(self, source: Any) -> None:
        """Checks all, then copies all, a batch of ids at a time, each in whole. Raises SourceAway, NotEmpty."""
        highest, after = source.highest_id(), 0
        starts = range(0, highest, BATCH)
        for start in track(starts, "Checking", transient=True):
            after = takeover.check_ids(source.between(start, start + BATCH), after=after)
        takeover.start_new_ids_above(highest)
        total, left = 0, list[Left]()
        try:
            for start in track(starts, "Copying", transient=True):
                count, refused = takeover.take_over(source.between(start, start + BATCH))
                total, left = total + count, left + refused
        except KeyboardInterrupt as error:
            here = User.objects.filter(pk__lte=highest).count()
            done = f"Stopped: {here} of that service's users are here. Run it again for the rest."
            raise CommandError(done, returncode=INTERRUPTED) from error
        self.report(total, left)

    def report(self, total: int, left: list[Left]) -> None:
        """Says how many came, and who was left and why."""
        self.stdout.write(f"{total} users taken over, {len(left)} left.")
        for one in left[:MOST_NAMED]:
            self.stderr.write(f"user {one.id}: {one.reason}")
        if len(left) > MOST_NAMED:
            self.stderr.write(f"… and {len(left) - MOST_NAMED} more")
