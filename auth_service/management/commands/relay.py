"""`manage.py relay`: sends what the outbox holds."""

import signal
import sys
import uuid
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from auth_service.delivery import MailServerAway, MailThread, deliver_waiting
from auth_service.heartbeat import Heartbeat


class Command(BaseCommand):
    help = "Sends what the outbox holds: to RabbitMQ where RABBITMQ_ENDPOINT is set, else as mails through EMAIL_URL."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--drain", action="store_true", help="send what is waiting now, then exit")
        parser.add_argument("--healthy", action="store_true", help="exit with 0 if a relay on this host is well")

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
            self.on_stop(relay.stop)
            self.stdout.write("Relaying to RabbitMQ. Ctrl-C ends it.")
        if not relay.run() and drain:
            raise CommandError("RabbitMQ is away. What is left waits in the outbox.")

    def drain(self) -> None:
        """Sends mails until nothing is left. Raises CommandError where the mail server is away."""
        sender = f"drain-{uuid.uuid4().hex}"
        try:
            while deliver_waiting(sender):
                pass
        except MailServerAway as error:
            raise CommandError(f"The mail server is away ({error}). What is left waits in the outbox.") from error

    def serve(self) -> None:
        """Sends mails until SIGTERM or Ctrl-C; what is in flight then still goes out."""
        thread = MailThread()
        self.on_stop(thread.stopping.set)
        thread.start()
        self.stdout.write("Sending mails. Ctrl-C ends it.")
        thread.join()

    def on_stop(self, stop: Any) -> None:
        """Calls `stop` at SIGTERM and Ctrl-C."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop())
