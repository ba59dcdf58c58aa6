"""`manage.py relay`: sends what the outbox holds."""

import sys
import threading
import uuid
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from rich.progress import Progress

from auth_service import outbox
from auth_service.delivery import MailServerAway, MailThread, deliver_waiting
from auth_service.heartbeat import Heartbeat
from auth_service.messages import EMAIL_EXCHANGE
from jobber.stopping import INTERRUPTED, stopped_by_signals


class Command(BaseCommand):
    help = "Sends what the outbox holds: to RabbitMQ where RABBITMQ_ENDPOINT is set, else as mails through EMAIL_URL."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--drain", action="store_true", help="send what is waiting now, then exit")
        parser.add_argument(
            "--healthy", action="store_true", help="exit with 0 if a relay on this host is well, else 1"
        )

    def handle(self, *args: Any, drain: bool, healthy: bool, **options: Any) -> None:
        if healthy:
            sys.exit(0 if Heartbeat("relay").is_fresh() else 1)
        if settings.RABBITMQ_ENDPOINT:
            self.relay(drain=drain)
        elif drain:
            self.drain()
        else:
            self.serve()

    def relay(self, *, drain: bool) -> None:
        """Sends to RabbitMQ until SIGTERM or Ctrl-C. Raises CommandError where the broker is away while draining."""
        from auth_service.relay import Relay  # noqa: PLC0415 - pika is imported only where it is used

        relay = Relay(drain=drain)
        if not drain:
            self.stdout.write("Relaying to RabbitMQ. Ctrl-C ends it.")
        with stopped_by_signals(relay.stop):
            is_well = relay.run()
        if not is_well and drain:
            raise CommandError(f"RabbitMQ is away. {relay.sent} messages are sent; the rest waits in the outbox.")
        self.stdout.write(f"{relay.sent} messages sent.")

    def drain(self) -> None:
        """Sends mails until nothing is left. Raises CommandError where the mail server is away, or Ctrl-C came."""
        sender, stopping, done = f"drain-{uuid.uuid4().hex}", threading.Event(), 0
        with stopped_by_signals(stopping.set), Progress(transient=True) as progress:
            bar = progress.add_task("Mails", total=outbox.waiting(EMAIL_EXCHANGE))
            try:
                while not stopping.is_set() and (count := deliver_waiting(sender)):
                    done += count
                    progress.advance(bar, count)
            except MailServerAway as error:
                raise CommandError(f"The mail server is away ({error}). What is left waits in the outbox.") from error
        if stopping.is_set():
            raise CommandError(f"Stopped: {done} mails handled, the rest waits in the outbox.", returncode=INTERRUPTED)
        self.stdout.write(f"{done} mails handled.")

    def serve(self) -> None:
        """Sends mails until SIGTERM or Ctrl-C; what is in flight then still goes out."""
        thread = MailThread()
        with stopped_by_signals(thread.stopping.set):
            thread.start()
            self.stdout.write("Sending mails. Ctrl-C ends it.")
            thread.join()
        self.stdout.write(f"{thread.handled} mails handled.")
