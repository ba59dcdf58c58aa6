"""`manage.py deliver_mail`: the mail queues' consumer, for whoever has no notification service."""

import logging
import sys
from argparse import ArgumentParser
from typing import Any

import pika
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from pika.exceptions import AMQPError

from auth_service import broker, mail_consumer
from auth_service.heartbeat import Heartbeat
from auth_service.mail_consumer import MailConsumer
from jobber.stopping import stopped_by_signals

log = logging.getLogger(__name__)


class Command(BaseCommand):
    help = "Consumes auth-email-queue and auth-email-more-queue, and sends their mails through EMAIL_URL."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--drain", action="store_true", help="deliver what is in the queues now, then exit")
        parser.add_argument(
            "--healthy", action="store_true", help="exit with 0 if a consumer on this host is well, else 1"
        )

    def handle(self, *args: Any, drain: bool, healthy: bool, **options: Any) -> None:
        if healthy:
            sys.exit(0 if Heartbeat("deliver_mail").is_fresh() else 1)
        if not settings.RABBITMQ_ENDPOINT:
            raise CommandError("RABBITMQ_ENDPOINT is not set: the web process delivers the mails itself.")
        if drain:
            work = self.drain
        else:
            self.stdout.write("Delivering mails from RabbitMQ. Ctrl-C ends it.")
            work = self.consume
        consumer = MailConsumer()
        with stopped_by_signals(consumer.stop):
            work(consumer)
        self.stdout.write(f"{consumer.handled} mails handled.")

    def drain(self, consumer: MailConsumer) -> None:
        """Delivers what there is. Raises CommandError where the broker is away."""
        try:
            with pika.BlockingConnection(broker.parameters()) as connection:
                channel = connection.channel()
                mail_consumer.declare(channel)
                consumer.drain(channel)
        except (AMQPError, OSError) as error:
            raise CommandError(f"RabbitMQ is away. {consumer.handled} mails are handled.") from error

    def consume(self, consumer: MailConsumer) -> None:
        """Delivers until it is stopped, and connects again with backoff when the broker comes back."""
        backoff = broker.Backoff()
        while not consumer.stopping:
            try:
                with pika.BlockingConnection(broker.parameters()) as connection:
                    channel = connection.channel()
                    mail_consumer.declare(channel)
                    backoff.reset()
                    consumer.run(channel)
            except (AMQPError, OSError) as error:
                log.warning("RabbitMQ is away (%s)", type(error).__name__)
                backoff.wait(lambda: consumer.stopping)
