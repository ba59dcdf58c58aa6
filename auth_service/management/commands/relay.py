"""`manage.py relay`: sends what the outbox holds."""

import signal
import uuid
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from auth_service.delivery import MailServerAway, MailThread, deliver_waiting


class Command(BaseCommand):
    help = "Sends what the outbox holds, as mails through EMAIL_URL, until it is stopped."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--drain", action="store_true", help="send what is waiting now, then exit")

    def handle(self, *args: Any, drain: bool, **options: Any) -> None:
        if drain:
            self.drain()
        else:
            self.serve()

    def drain(self) -> None:
        """Sends until nothing is left. Raises CommandError where the mail server is away."""
        sender = f"drain-{uuid.uuid4().hex}"
        try:
            while deliver_waiting(sender):
                pass
        except MailServerAway as error:
            raise CommandError(f"The mail server is away ({error}). What is left waits in the outbox.") from error

    def serve(self) -> None:
        """Sends until SIGTERM or Ctrl-C; what is in flight then still goes out."""
        thread = MailThread()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: thread.stopping.set())
        thread.start()
        self.stdout.write("Sending what the outbox holds. Ctrl-C ends it.")
        thread.join()
