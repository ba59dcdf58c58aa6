"""`manage.py seed_gigs`: example gigs, offered by the users there are."""

from argparse import ArgumentParser
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError
from rich.progress import track

from jobber.exceptions import JobberError
from jobber.stopping import INTERRUPTED
from search.engines import engine
from search.seeding import Seller, gig_id, gigs

BATCH = 5000
MOST_SELLERS = 1000


class Command(BaseCommand):
    help = "Adds example gigs to the index, offered by the users there are. The same seed adds the same gigs, once."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--count", type=int, default=1000, help="how many gigs (default 1000)")
        parser.add_argument("--seed", type=int, default=1, help="another seed makes other gigs (default 1)")

    def handle(self, *args: Any, count: int, seed: int, **options: Any) -> None:
        if count < 1:
            raise CommandError("--count must be 1 or more.")
        sellers = self.sellers()
        first = engine().highest_sort_id() + 1
        starts = track(range(0, count, BATCH), "Gigs", transient=True)
        added = 0
        try:
            for at in starts:
                added += self.add(seed, range(at, min(at + BATCH, count)), first, sellers)
        except JobberError as error:
            raise CommandError(f"{error.message} {added} gigs were added; run it again for the rest.") from error
        except KeyboardInterrupt as error:
            said = f"Stopped: {added} gigs added. Run it again for the rest."
            raise CommandError(said, returncode=INTERRUPTED) from error
        self.stdout.write(f"{added} gigs added, {count - added} were there.")

    def add(self, seed: int, numbers: range, first: int, sellers: list[Seller]) -> int:
        """Puts the gigs that are not in the index yet; how many."""
        known = engine().known(gig_id(seed=seed, number=number) for number in numbers)
        new = (
            gig for gig in gigs(seed=seed, numbers=numbers, sort_id=first, sellers=sellers) if gig["id"] not in known
        )
        return engine().put(new) if len(known) < len(numbers) else 0

    def sellers(self) -> list[Seller]:
        """The first users. Raises CommandError where there are none."""
        rows = get_user_model().objects.order_by("pk").values_list("pk", "username", "email", "profile_picture")
        sellers = [Seller(*row) for row in rows[:MOST_SELLERS]]
        if not sellers:
            raise CommandError("There are no users to offer gigs. Run `manage.py seed_users` first.")
        return sellers
