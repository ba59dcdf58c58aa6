"""RabbitMQ as the other services know it (contract 5): its exchanges, queues, and how it is connected to."""

import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

import pika
from django.conf import settings
from django.utils import timezone
from pika.adapters.blocking_connection import BlockingChannel

from auth_service.messages import (
    BUYER_EXCHANGE,
    BUYER_ROUTING_KEY,
    EMAIL_EXCHANGE,
    EMAIL_ROUTING_KEY,
    MORE_EMAIL_ROUTING_KEY,
)
from auth_service.outbox import Claimed

EMAIL_QUEUE, MORE_EMAIL_QUEUE, BUYER_QUEUE = "auth-email-queue", "auth-email-more-queue", "user-buyer-queue"
HEARTBEAT_SECONDS, BLOCKED_SECONDS, CONNECT_SECONDS = 20, 30, 5
FIRST_WAIT_SECONDS, LONGEST_WAIT_SECONDS, STEP_SECONDS = 0.5, 30.0, 0.1


@dataclass(frozen=True)
class Route:
    """A direct exchange, and the queue that its consumers bind by a key; all durable, without arguments."""

    exchange: str
    routing_key: str
    queue: str


ROUTES = (
    Route(EMAIL_EXCHANGE, EMAIL_ROUTING_KEY, EMAIL_QUEUE),
    Route(EMAIL_EXCHANGE, MORE_EMAIL_ROUTING_KEY, MORE_EMAIL_QUEUE),
    Route(BUYER_EXCHANGE, BUYER_ROUTING_KEY, BUYER_QUEUE),
)
EXCHANGES = (EMAIL_EXCHANGE, BUYER_EXCHANGE)


def parameters() -> pika.URLParameters:
    """How to connect."""
    result = pika.URLParameters(settings.RABBITMQ_ENDPOINT)
    result.heartbeat = HEARTBEAT_SECONDS
    result.blocked_connection_timeout = BLOCKED_SECONDS
    result.socket_timeout = result.stack_timeout = CONNECT_SECONDS
    return result


def declare(channel: BlockingChannel) -> None:
    """Declares exchanges and queues exactly as the other services do, so that whoever comes first makes them."""
    for route in ROUTES:
        channel.exchange_declare(route.exchange, "direct", durable=True)
        channel.queue_declare(route.queue, durable=True)
        channel.queue_bind(route.queue, route.exchange, route.routing_key)


def prepare() -> None:
    """Connects once and declares. Raises pika's AMQPError, or OSError, where that can't be done."""
    with pika.BlockingConnection(parameters()) as connection:
        declare(connection.channel())


def properties_of(message: Claimed) -> pika.BasicProperties:
    """The message's properties: persistent, known again by its id, dropped by the broker when its life is over."""
    return pika.BasicProperties(
        content_type="application/json",
        delivery_mode=pika.DeliveryMode.Persistent.value,
        message_id=str(message.message_id),
        type=message.type,
        timestamp=int(message.created_at.timestamp()),
        expiration=None if message.deadline is None else milliseconds_until(message.deadline),
    )


def milliseconds_until(moment: datetime) -> str:
    """The life that is left, as AMQP writes it."""
    return str(max(1, int((moment - timezone.now()).total_seconds() * 1000)))


class GatheringConnection(pika.SelectConnection):
    """A connection that can send many messages with one write.

    Pika writes each of a message's three frames by itself, which costs more than all else about it.
    """

    gathered: list[bytes] | None = None

    @contextmanager
    def gathering(self) -> Iterator[None]:
        """What is published within the block goes out at its end."""
        self.gathered = []
        try:
            yield
        finally:
            data, self.gathered = b"".join(self.gathered), None
            if data:
                self._adapter_emit_data(data)

    def _adapter_emit_data(self, data: bytes) -> None:
        """Pika's hook: the bytes of one frame are to go out."""
        if self.gathered is None:
            super()._adapter_emit_data(data)  # type: ignore[misc]  # the stubs leave it out
        else:
            self.gathered.append(data)


class Backoff:
    """How long to wait before the next try to connect: twice as long each time, with jitter against stampedes."""

    def __init__(self) -> None:
        self.seconds = FIRST_WAIT_SECONDS

    def next(self) -> float:
        """The seconds to wait now."""
        wait = self.seconds * random.uniform(0.5, 1.0)  # noqa: S311 - no secret
        self.seconds = min(self.seconds * 2, LONGEST_WAIT_SECONDS)
        return wait

    def wait(self, is_stopped: Callable[[], bool]) -> None:
        """Waits in small steps, so that a stop is soon seen."""
        until = time.monotonic() + self.next()
        while not is_stopped() and time.monotonic() < until:
            time.sleep(STEP_SECONDS)

    def reset(self) -> None:
        """All is well again."""
        self.seconds = FIRST_WAIT_SECONDS
