"""The relay against a real RabbitMQ: what it sends, and what becomes of it when things break."""

import collections
import json
import os
import signal
import time
from datetime import timedelta
from urllib.parse import urlsplit

import pika
import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db.models import F
from django.utils import timezone

from auth_service import broker, messages, outbox
from auth_service.models import Beat, OutboxMessage, User
from tests.callers import CHROME, Browser, account
from tests.servers import DeafProxy, killed, manage

pytestmark = [
    pytest.mark.skipif(not settings.RABBITMQ_ENDPOINT or not os.environ.get("MYSQL_DB"), reason="needs real servers"),
    pytest.mark.django_db(transaction=True),
]
QUEUES = [route.queue for route in broker.ROUTES]


@pytest.fixture(autouse=True)
def _empty_queues():
    with pika.BlockingConnection(broker.parameters()) as connection:
        channel = connection.channel()
        broker.declare(channel)
        for queue in QUEUES:
            channel.queue_purge(queue)


def taken(queue):
    """Takes all that is in the queue: pairs of properties and body."""
    found = []
    with pika.BlockingConnection(broker.parameters()) as connection:
        channel = connection.channel()
        while True:
            method, properties, body = channel.basic_get(queue, auto_ack=True)
            if method is None:
                return found
            found.append((properties, json.loads(body)))


def drain():
    call_command("relay", drain=True)


def fill(count):
    """Puts that many messages into the outbox."""
    user = User.objects.create_user("somebody", "somebody@example.com")
    outbox.store(*(messages.user_created(user=user) for _ in range(count)))


def until(condition, process=None):
    """Waits for a condition; fails where the process ends first."""
    give_up = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < give_up, "waited for a minute in vain"
        assert process is None or process.poll() is None, process.stdout.read().decode()
        time.sleep(0.01)


def finish(process):
    process.send_signal(signal.SIGTERM)
    assert process.wait(30) == 0


def test_messages_go_out_persistent_with_id_type_time_and_the_life_that_is_left(member):
    drain()
    [(email, body)] = taken(broker.EMAIL_QUEUE)
    [(buyer, _)] = taken(broker.BUYER_QUEUE)

    row = OutboxMessage.objects.get(type="verifyEmail")
    assert body["template"] == "verifyEmail"
    assert (email.message_id, email.type, email.content_type) == (
        str(row.message_id),
        "verifyEmail",
        "application/json",
    )
    assert (email.delivery_mode, email.timestamp) == (2, int(row.created_at.timestamp()))
    assert 0 < int(email.expiration) <= 7 * 24 * 3600 * 1000
    assert (buyer.type, buyer.expiration) == ("auth", None)
    assert (row.state, row.body) == ("sent", "")


def test_a_row_whose_body_cannot_be_read_holds_up_no_other(member):
    OutboxMessage.objects.filter(type="verifyEmail").update(body="broken")
    drain()

    assert len(taken(broker.BUYER_QUEUE)) == 1
    assert OutboxMessage.objects.get(type="verifyEmail").tries == 1


def test_a_missing_queue_is_no_failed_try_and_is_made_again(member):
    with pika.BlockingConnection(broker.parameters()) as connection:
        connection.channel().queue_delete(broker.BUYER_QUEUE)
    drain()

    assert len(taken(broker.BUYER_QUEUE)) == 1


@pytest.mark.usefixtures("without_rates")
def test_what_was_written_while_the_broker_was_dead_goes_out_later_if_it_is_still_valid():
    signups = 200
    with killed("rabbitmq"):
        for number in range(signups):
            Browser().sign_up(username=f"user {number}", email=f"user{number}@example.com", **CHROME)
        Browser().put("/auth/forgot-password", {"email": "user0@example.com"})
        Browser().elsewhere().post("/auth/signin", {"username": "user 1", "password": account()["password"]})
        with pytest.raises(CommandError, match="RabbitMQ is away"):
            drain()
        hours = timedelta(hours=2)
        OutboxMessage.objects.update(created_at=F("created_at") - hours, deadline=F("deadline") - hours)
        assert not OutboxMessage.objects.exclude(state="waiting").exists()
        assert not OutboxMessage.objects.filter(tries__gt=0).exists()
    drain()

    emails, buyers = taken(broker.EMAIL_QUEUE), taken(broker.BUYER_QUEUE)
    names = sorted(body["username"] for _, body in buyers)
    assert names == sorted(f"User {number}" for number in range(signups))
    assert collections.Counter(body["template"] for _, body in emails) == {"verifyEmail": signups}
    assert set(OutboxMessage.objects.filter(type__in=["otpEmail", "resetAsked"]).values_list("state", "body")) == {
        ("expired", "")
    }


def test_a_relay_killed_before_the_confirmation_comes_sends_the_same_message_again():
    fill(1)
    url = urlsplit(settings.RABBITMQ_ENDPOINT)
    proxy = DeafProxy(url.hostname, url.port)
    relay = manage("relay", RABBITMQ_ENDPOINT=f"amqp://{url.username}:{url.password}@127.0.0.1:{proxy.port}")
    OutboxMessage.objects.update(claimed_until=timezone.now() + timedelta(days=1))
    until(lambda: b"Relaying" in relay.stdout.readline(), relay)
    until(beating, relay)
    proxy.deaf.set()
    OutboxMessage.objects.update(claimed_until=None)
    until(proxy.swallowed.is_set, relay)
    relay.kill()
    relay.wait()
    proxy.close()
    OutboxMessage.objects.update(claimed_until=None)
    drain()

    sent = taken(broker.BUYER_QUEUE)
    assert len(sent) == 2
    assert len({properties.message_id for properties, _ in sent}) == 1
    assert sent[0][1] == sent[1][1]


def beating():
    return Beat.objects.filter(name__startswith="relay@").exists()


def test_a_relay_that_is_killed_ten_times_loses_nothing():
    count = 5000  # more than one window
    fill(count)
    waiting = OutboxMessage.objects.filter(state="waiting")
    for _ in range(10):
        relay = manage("relay")
        before = waiting.filter(claimed_by="").count()
        until(lambda before=before: waiting.filter(claimed_by="").count() < before or not before, relay)
        relay.kill()
        relay.wait()
        waiting.update(claimed_by="", claimed_until=None)
    drain()

    found = collections.defaultdict(list)
    for properties, body in taken(broker.BUYER_QUEUE):
        found[properties.message_id].append(body)
    assert set(found) == {str(message_id) for message_id in OutboxMessage.objects.values_list("message_id", flat=True)}
    assert len(found) == count
    assert all(body == bodies[0] for bodies in found.values() for body in bodies)


def test_two_relays_undisturbed_send_each_message_once():
    count = 5000  # more than one window
    fill(count)
    relays = [manage("relay"), manage("relay")]
    until(lambda: not OutboxMessage.objects.filter(state="waiting").exists())
    for relay in relays:
        finish(relay)

    ids = [properties.message_id for properties, _ in taken(broker.BUYER_QUEUE)]
    assert len(ids) == len(set(ids)) == count


def test_a_healthy_relay_says_so_and_ends_cleanly():
    assert manage("relay", "--healthy").wait() == 1
    relay = manage("relay")
    until(beating, relay)

    assert manage("relay", "--healthy").wait() == 0
    finish(relay)
