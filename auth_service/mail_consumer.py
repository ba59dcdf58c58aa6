"""The other end of the mail queues, for whoever has no notification service: renders and sends each message once."""

import hashlib
import logging
import smtplib
from typing import Any

import orjson
import pika
from django.core.mail import get_connection
from django.db.models import F
from django.utils import timezone
from pika.adapters.blocking_connection import BlockingChannel

from auth_service import broker, mail
from auth_service.heartbeat import Heartbeat
from auth_service.messages import EMAIL_EXCHANGE, EMAIL_ROUTING_KEY, MORE_EMAIL_ROUTING_KEY
from auth_service.models import MailDelivery

log = logging.getLogger(__name__)
QUEUES = (broker.EMAIL_QUEUE, broker.MORE_EMAIL_QUEUE)
RETRY_QUEUE, MORE_RETRY_QUEUE, DEAD_QUEUE = "auth-email-retry", "auth-email-more-retry", "auth-email-dead"
RETRY_QUEUES = {EMAIL_ROUTING_KEY: RETRY_QUEUE, MORE_EMAIL_ROUTING_KEY: MORE_RETRY_QUEUE}
PREFETCH = 10
POLL_SECONDS = 0.5
MAX_CRASHES = 2
RETRY_SECONDS = (10, 60, 300, 900, 1800, 3600)
RETRY_HEADER = "x-retries"


class MailConsumer:
    """Consumes both mail queues: acknowledged after sending, put aside what can't be handled."""

    def __init__(self) -> None:
        self.stopping = False
        self.handled = 0
        self.heartbeat = Heartbeat("deliver_mail")

    def run(self, channel: BlockingChannel) -> None:
        """Delivers until `stop`. Raises pika's AMQPError where the broker goes away."""
        for queue in QUEUES:
            channel.basic_consume(queue, self.receive)
        # the broker ends the consumers of a queue that is gone: whoever called connects, and declares it, again
        while not self.stopping and len(channel.consumer_tags) == len(QUEUES):
            self.heartbeat.beat()
            channel.connection.process_data_events(POLL_SECONDS)

    def receive(self, channel: BlockingChannel, method: Any, properties: pika.BasicProperties, body: bytes) -> None:
        """Pika's hook: a message came; after `stop` it is left to the next consumer."""
        if not self.stopping:
            self.heartbeat.beat()
            self.handle(channel, method, properties, body)

    def drain(self, channel: BlockingChannel) -> None:
        """Delivers what is in the queues now, or what there is time for until `stop`."""
        for queue in QUEUES:
            self.drain_one(channel, queue)

    def drain_one(self, channel: BlockingChannel, queue: str) -> None:
        """The same for one queue."""
        while not self.stopping:
            method, properties, body = channel.basic_get(queue)
            if method is None or properties is None or body is None:
                return
            self.handle(channel, method, properties, body)

    def stop(self) -> None:
        """Ends `run` after the message in hand."""
        self.stopping = True

    def handle(self, channel: BlockingChannel, method: Any, properties: pika.BasicProperties, body: bytes) -> None:
        """Sends one message, or finds another place for it; then acknowledges it."""
        key = key_of(properties, body)
        delivery, _ = MailDelivery.objects.get_or_create(key=key)
        if delivery.sent_at is None or not properties.message_id:
            retry_queue = RETRY_QUEUES.get(method.routing_key, RETRY_QUEUE)
            self.place(channel, properties, body, delivery, retry_queue)
        channel.basic_ack(method.delivery_tag)
        self.handled += 1

    def place(
        self,
        channel: BlockingChannel,
        properties: pika.BasicProperties,
        body: bytes,
        delivery: MailDelivery,
        retry_queue: str,
    ) -> None:
        """Sends the mail; a refusal that will pass goes to the retry queue, all else to the dead queue."""
        if delivery.tries >= MAX_CRASHES:
            put_aside(channel, properties, body, "it crashed the consumer")
            return
        MailDelivery.objects.filter(pk=delivery.pk).update(tries=F("tries") + 1)
        try:
            send(body)
        except (smtplib.SMTPException, OSError) as error:
            retry_or_put_aside(channel, properties, body, error, retry_queue)
        except Exception as error:  # noqa: BLE001 - whatever it is, the next message must not wait for it
            put_aside(channel, properties, body, type(error).__name__)
        else:
            MailDelivery.objects.filter(pk=delivery.pk).update(sent_at=timezone.now())
        MailDelivery.objects.filter(pk=delivery.pk).update(tries=0)


def key_of(properties: pika.BasicProperties, body: bytes) -> str:
    """By what a message is known again: its id, or without one its body, which then only counts crashes."""
    return str(properties.message_id or f"body-{hashlib.sha256(body).hexdigest()}")[:100]


def send(body: bytes) -> None:
    """Renders and sends. Raises what rendering and the mail backend raise."""
    letter = mail.render(orjson.loads(body))
    letter.connection = get_connection()
    letter.send()


def retry_or_put_aside(
    channel: BlockingChannel, properties: pika.BasicProperties, body: bytes, error: Exception, retry_queue: str
) -> None:
    """Lets a message wait in the retry queue; one refused for good, or too often, is dead."""
    headers = dict(properties.headers or {})
    retries = int(str(headers.get(RETRY_HEADER, 0)))
    if is_final(error) or retries >= len(RETRY_SECONDS):
        put_aside(channel, properties, body, type(error).__name__)
        return
    log.warning("the mail server refused a mail for now (%s)", type(error).__name__)
    properties.headers = {**headers, RETRY_HEADER: retries + 1}
    properties.expiration = str(RETRY_SECONDS[retries] * 1000)
    channel.basic_publish("", retry_queue, body, properties, mandatory=True)


def put_aside(channel: BlockingChannel, properties: pika.BasicProperties, body: bytes, why: str) -> None:
    """Moves the message to the dead queue, confirmed, for an operator to look at."""
    log.error("mail %s is put aside: %s", properties.message_id, why)
    properties.expiration = None
    properties.headers = {**(properties.headers or {}), "x-why": why}
    channel.basic_publish("", DEAD_QUEUE, body, properties, mandatory=True)


def is_final(error: Exception) -> bool:
    """Whether the mail server refused the mail for good (a reply of 5xx, RFC 5321, 4.2.1)."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(code >= 500 for code, _ in error.recipients.values())  # noqa: PLR2004
    return isinstance(error, smtplib.SMTPResponseException) and error.smtp_code >= 500  # noqa: PLR2004


def declare(channel: BlockingChannel) -> None:
    """Declares the queues, and asks for confirmations and a few messages at a time."""
    broker.declare(channel)
    for routing_key, queue in RETRY_QUEUES.items():
        back = {"x-dead-letter-exchange": EMAIL_EXCHANGE, "x-dead-letter-routing-key": routing_key}
        channel.queue_declare(queue, durable=True, arguments=back)
    channel.queue_declare(DEAD_QUEUE, durable=True)
    channel.confirm_delivery()
    channel.basic_qos(prefetch_count=PREFETCH)
