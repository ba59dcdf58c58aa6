"""The relay: sends what the outbox holds to RabbitMQ, confirmed (design, "Messages").

One connection, a window of unconfirmed messages. Whatever keeps the broker from taking messages counts against none of
them: the relay gives them back, and connects again with backoff.
"""

import itertools
import logging
import time
import uuid
from collections.abc import Iterable
from typing import Any

from cryptography.fernet import InvalidToken
from django.db import DatabaseError, close_old_connections
from pika.exceptions import AMQPError
from pika.spec import Basic

from auth_service import broker, outbox, reset_requests
from auth_service.heartbeat import Heartbeat

log = logging.getLogger(__name__)
WINDOW = 2000
POLL_SECONDS = 0.1
CONFIRM_SECONDS = 20


class Relay:
    """A sender; `run` returns once `stop` was called and what was in flight is confirmed."""

    def __init__(self, *, drain: bool = False) -> None:
        """With `drain` it stops by itself when nothing is waiting, or when the broker is away."""
        self.sender = f"relay-{uuid.uuid4().hex}"
        self.drain = drain
        self.stopping = False
        self.failed = False
        self.sent = 0
        self.heartbeat = Heartbeat("relay")
        self.backoff = broker.Backoff()

    def run(self) -> bool:
        """Sends until it is stopped; False where the broker was away at the end."""
        while True:
            self.failed = False
            self.connect_and_send()
            if self.stopping or self.drain:
                return not self.failed
            self.backoff.wait(lambda: self.stopping)

    def connect_and_send(self) -> None:
        """One connection's life."""
        try:
            broker.prepare()
            Sending(self).run()
        except (AMQPError, OSError) as error:
            self.failed = True
            log.warning("RabbitMQ is away (%s); messages wait in the outbox", type(error).__name__)

    def keep_well(self) -> None:
        """What a long life needs: a database connection that is renewed, and a sign of life."""
        if not self.drain:
            close_old_connections()
            self.heartbeat.beat()

    def stop(self) -> None:
        """Claims nothing more; what is in flight still goes out."""
        self.stopping = True


class Sending:
    """One connection: publishes claimed messages and marks them sent as the broker confirms them."""

    def __init__(self, relay: Relay) -> None:
        self.relay = relay
        self.sender = relay.sender
        self.unconfirmed: dict[int, outbox.Claimed] = {}
        self.confirmed: list[int] = []
        self.refused: set[str] = set()
        self.last_confirm = time.monotonic()
        self.next_pump: Any = None
        self.was_full = False
        self.next_tag = 1
        self.blocked = False
        self.closing = False
        self.connection = broker.GatheringConnection(broker.parameters(), self.on_open, self.on_failed, self.on_closed)

    def run(self) -> None:
        """Runs until the connection is closed; what is unconfirmed then is given back."""
        self.connection.ioloop.start()
        self.flush()
        outbox.release(sender=self.sender, keys=[message.pk for message in self.unconfirmed.values()])

    def on_failed(self, _connection: Any, error: Any) -> None:
        """Pika's hook: there is no connection."""
        self.on_closed(_connection, error)

    def on_closed(self, _connection: Any, _reason: Any) -> None:
        """Pika's hook: the connection is gone."""
        self.relay.failed = self.relay.failed or not self.closing
        self.connection.ioloop.stop()

    def on_open(self, _connection: Any) -> None:
        """Pika's hook."""
        self.connection.add_on_connection_blocked_callback(self.on_blocked)
        self.connection.add_on_connection_unblocked_callback(self.on_unblocked)
        self.channel = self.connection.channel(on_open_callback=self.on_channel)

    def on_channel(self, channel: Any) -> None:
        """Pika's hook: publishing may begin."""
        channel.add_on_close_callback(lambda *_: self.close(failed=not self.closing))
        channel.add_on_return_callback(self.on_return)
        channel.confirm_delivery(self.on_confirm)
        self.pump()

    def on_blocked(self, *_: Any) -> None:
        """Pika's hook: the broker is out of memory or disk."""
        log.warning("RabbitMQ takes no messages for now; they wait in the outbox")
        self.blocked = True

    def on_unblocked(self, *_: Any) -> None:
        """Pika's hook."""
        self.blocked = False

    def on_return(self, _channel: Any, _method: Any, properties: Any, _body: bytes) -> None:
        """Pika's hook: no queue takes the message; its confirmation comes next."""
        self.refused.add(properties.message_id)

    def on_confirm(self, frame: Any) -> None:
        """Pika's hook: the broker has one message, or all up to it; or won't have it."""
        messages = [self.unconfirmed.pop(tag) for tag in self.tags_of(frame.method)]
        taken = isinstance(frame.method, Basic.Ack)
        refused = self.refused_among(messages) if taken else {message.pk for message in messages}
        self.confirmed += [message.pk for message in messages if message.pk not in refused]
        self.last_confirm = time.monotonic()
        if refused:
            self.give_back(refused)
        elif not self.unconfirmed:
            self.flush()
        if self.was_full and self.has_room():
            self.pump_after(0)

    def refused_among(self, messages: Iterable[outbox.Claimed]) -> set[int]:
        """Those that came back, since no queue takes them."""
        if not self.refused:
            return set()
        return {message.pk for message in messages if str(message.message_id) in self.refused}

    def tags_of(self, method: Any) -> list[int]:
        """The messages that a confirmation is about; `unconfirmed` holds them in the order of their tags."""
        if method.multiple:
            return list(itertools.takewhile(lambda tag: tag <= method.delivery_tag, self.unconfirmed))
        return [method.delivery_tag]

    def give_back(self, keys: Iterable[int]) -> None:
        """The broker would not take these: connect again, which declares the queues again too."""
        log.warning("RabbitMQ has no queue for a message, or refused it; messages wait in the outbox")
        outbox.release(sender=self.sender, keys=keys)
        self.close(failed=True)

    def pump(self) -> None:
        """Sends the next batch, again and again."""
        if self.closing:
            return
        try:
            self.relay.keep_well()
            waiting = self.send_batch()
        except DatabaseError as error:
            log.warning("the database failed the relay: %s", type(error).__name__)
            self.close(failed=True)
            return
        if self.is_done(waiting):
            self.close(failed=False)
        elif self.unconfirmed and time.monotonic() - self.last_confirm > CONFIRM_SECONDS:
            self.close(failed=True)
        else:
            self.pump_after(0 if waiting and self.has_room() else POLL_SECONDS)

    def pump_after(self, seconds: float) -> None:
        """Lets the next batch go then: sooner than planned where confirmations have made room in a full window."""
        if self.next_pump:
            self.connection.ioloop.remove_timeout(self.next_pump)
        self.was_full = not self.has_room()
        self.next_pump = self.connection.ioloop.call_later(seconds, self.pump)

    def has_room(self) -> bool:
        """Whether half of the window is free: less is not worth a claim."""
        return len(self.unconfirmed) <= WINDOW // 2

    def send_batch(self) -> bool:
        """Marks what was confirmed, claims as much as the window takes, publishes it; whether there was anything."""
        self.flush()
        if self.relay.stopping or self.blocked or not self.has_room() or not outbox.unclaimed().exists():
            return False
        reset_requests.handle_waiting(self.sender)
        batch = outbox.claim(sender=self.sender, exchanges=broker.EXCHANGES, limit=WINDOW - len(self.unconfirmed))
        if not self.unconfirmed:
            self.last_confirm = time.monotonic()
        with self.connection.gathering():
            for message in batch:
                self.publish(message)
        return bool(batch)

    def publish(self, message: outbox.Claimed) -> None:
        """Sends one message; one that can't be read is its own fault."""
        try:
            body = outbox.body_of(message).encode()
        except InvalidToken as error:
            outbox.fail(sender=self.sender, key=message.pk, error=type(error).__name__)
            return
        self.channel.basic_publish(
            message.exchange, message.routing_key, body, broker.properties_of(message), mandatory=True
        )
        self.unconfirmed[self.next_tag] = message
        self.next_tag += 1

    def flush(self) -> None:
        """Marks as sent what the broker has."""
        if self.confirmed:
            outbox.mark_sent(sender=self.sender, keys=self.confirmed)
            self.relay.sent += len(self.confirmed)
            self.confirmed = []
            self.relay.backoff.reset()

    def is_done(self, waiting: bool) -> bool:
        """Whether there is nothing left to do."""
        finished = self.relay.stopping or (self.relay.drain and not waiting)
        return finished and not self.unconfirmed

    def close(self, *, failed: bool) -> None:
        """Ends the connection, if it is open."""
        self.relay.failed = self.relay.failed or failed
        self.closing = True
        if self.connection.is_open:
            self.connection.close()
