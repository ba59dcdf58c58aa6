"""`manage.py parts`: which parts are in use."""

from typing import Any

from django.core.management.base import BaseCommand

from jobber.parts import parts


class Command(BaseCommand):
    help = "Names each part in use; the real servers are switched on by their variables."

    def handle(self, *args: Any, **options: Any) -> None:
        width = max(len(name) for name in parts())
        for name, part in parts().items():
            self.stdout.write(f"{name:{width}}  {part}")
