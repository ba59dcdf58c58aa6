"""`manage.py deliver_mail`: the mail queue's consumer, for whoever has no notification service."""

import logging
import signal
import sys
import time
from argparse import ArgumentParser
from typing import Any

import pika
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from pika.exceptions import AMQPError

from auth_service import broker, mail_consumer
from auth_service.heartbeat import Heartbeat
from auth_service.mail_consumer import MailConsumer

log = logging.getLogger(__name__)


class Command(BaseCommand):
    help = "Consumes auth-email-queue and sends its mails through EMAIL_URL."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--drain", action="store_true", help="deliver what is in the queue now, then exit")
        parser.add_argument("--healthy", action="store_true", help="exit with 0 if a consumer on this host is well")

    def handle(self, *args: Any, drain: bool, healthy: bool, **options: Any) -> None:
        if healthy:
            sys.exit(0 if Heartbeat("deliver_mail").is_fresh() else 1)
        if not settings.RABBITMQ_ENDPOINT:
            raise CommandError("RABBITMQ_ENDPOINT is not set: the web process delivers the mails itself.")
        if drain:
            self.drain()
        else:
            self.consume()

    def drain(self) -> None:
        """Delivers what there is. Raises CommandError where the broker is away."""
        try:
            with pika.BlockingConnection(broker.parameters()) as connection:
                channel = connection.channel()
                mail_consumer.declare(channel)
                MailConsumer().drain(channel)
        except (AMQPError, OSError) as error:
            raise CommandError("RabbitMQ is away.") from error

    def consume(self) -> None:
        """Delivers until SIGTERM or Ctrl-C, and connects again with backoff when the broker comes back."""
        consumer, backoff = MailConsumer(), broker.Backoff()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: consumer.stop())
        self.stdout.write("Delivering mails from RabbitMQ. Ctrl-C ends it.")
        while not consumer.stopping:
            try:
                with pika.BlockingConnection(broker.parameters()) as connection:
                    channel = connection.channel()
                    mail_consumer.declare(channel)
                    backoff.reset()
                    consumer.run(channel)
            except (AMQPError, OSError) as error:
                log.warning("RabbitMQ is away (%s)", type(error).__name__)
                time.sleep(backoff.next())
