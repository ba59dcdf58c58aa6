"""`manage.py deliver_mail`: the mail queue's consumer, against a real RabbitMQ."""

import json
import threading
import time

import pika
import pytest
from django.conf import settings
from django.core import mail
from django.core.management import call_command

from auth_service import broker, mail_consumer
from auth_service.mail_consumer import DEAD_QUEUE, MAX_CRASHES, MORE_RETRY_QUEUE, RETRY_QUEUE
from auth_service.messages import EMAIL_EXCHANGE, EMAIL_ROUTING_KEY, MORE_EMAIL_ROUTING_KEY
from auth_service.models import MailDelivery

pytestmark = pytest.mark.skipif(not settings.RABBITMQ_ENDPOINT, reason="needs RabbitMQ")
BODY = {"template": "resetPasswordSuccess", "receiverEmail": "ada@example.com", "username": "Ada"}


@pytest.fixture(autouse=True)
def channel():
    with pika.BlockingConnection(broker.parameters()) as connection:
        channel = connection.channel()
        mail_consumer.declare(channel)
        for queue in (*mail_consumer.QUEUES, RETRY_QUEUE, MORE_RETRY_QUEUE, DEAD_QUEUE):
            channel.queue_purge(queue)
        yield channel


def send(channel, body=None, message_id="1", key=EMAIL_ROUTING_KEY, **properties):
    text = body if isinstance(body, bytes) else json.dumps(body or BODY).encode()
    channel.basic_publish(EMAIL_EXCHANGE, key, text, pika.BasicProperties(message_id=message_id, **properties))


def deliver():
    call_command("deliver_mail", drain=True)


def until(condition):
    give_up = time.monotonic() + 20
    while not condition() and time.monotonic() < give_up:
        time.sleep(0.01)


def waiting(channel, queue):
    return channel.queue_declare(queue, passive=True).method.message_count


def test_a_message_becomes_a_mail(channel):
    send(channel)
    deliver()

    [letter] = mail.outbox
    assert letter.to == ["ada@example.com"]
    assert waiting(channel, broker.EMAIL_QUEUE) == 0


def test_a_duplicate_is_dropped_by_its_id(channel):
    send(channel)
    send(channel)
    deliver()
    send(channel)
    deliver()

    assert len(mail.outbox) == 1


def test_a_message_without_an_id_is_never_dropped(channel):
    send(channel, message_id=None)
    send(channel, message_id=None)
    deliver()

    assert len(mail.outbox) == 2


@pytest.mark.parametrize(
    "body",
    [b"{", b"[]", b"5", b"\xff", b"{}", b'{"template": "unknown"}', b'{"template": "otpEmail"}', b'{"template": []}'],
)
def test_what_cannot_be_handled_is_put_aside_and_the_next_one_is_sent(channel, body):
    send(channel, body, "bad")
    send(channel)
    deliver()

    assert len(mail.outbox) == 1
    _, properties, dead = channel.basic_get(DEAD_QUEUE, auto_ack=True)
    assert (dead, properties.message_id) == (body, "bad")
    assert waiting(channel, broker.EMAIL_QUEUE) == 0


def test_a_mail_server_that_is_away_lets_the_mail_wait_in_the_retry_queue(channel, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    send(channel)
    deliver()

    _, properties, body = channel.basic_get(RETRY_QUEUE, auto_ack=True)
    assert (json.loads(body), properties.message_id) == (BODY, "1")
    assert (int(properties.expiration), properties.headers["x-retries"]) == (10_000, 1)


def test_the_retry_queue_sends_a_mail_back_in_time(channel):
    channel.basic_publish(
        "", RETRY_QUEUE, json.dumps(BODY).encode(), pika.BasicProperties(expiration="1", message_id="1")
    )
    while not mail.outbox:
        deliver()

    assert mail.outbox[0].to == ["ada@example.com"]


def test_a_mail_that_was_refused_too_often_is_put_aside(channel, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    send(channel, headers={"x-retries": 6})
    deliver()

    assert waiting(channel, DEAD_QUEUE) == 1


def test_a_message_that_crashed_the_consumer_twice_is_put_aside(channel):
    MailDelivery.objects.create(key="1", tries=MAX_CRASHES)
    send(channel)
    deliver()

    assert mail.outbox == []
    assert waiting(channel, DEAD_QUEUE) == 1


def test_the_mails_beyond_the_contract_are_served_too(channel):
    send(channel, {**BODY, "template": "passwordChanged", "time": "2026-11-25T12:04:11Z"}, key=MORE_EMAIL_ROUTING_KEY)
    deliver()

    assert mail.outbox[0].subject == "Where your password was changed from"
    assert waiting(channel, broker.MORE_EMAIL_QUEUE) == 0


def test_a_notice_without_a_good_time_is_put_aside(channel):
    send(channel, {**BODY, "template": "passwordChanged", "time": "noon"}, key=MORE_EMAIL_ROUTING_KEY)
    deliver()

    assert waiting(channel, DEAD_QUEUE) == 1


def test_a_mail_that_waits_goes_back_to_the_queue_it_came_from(channel, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    send(channel, key=MORE_EMAIL_ROUTING_KEY)
    deliver()
    _, properties, body = channel.basic_get(MORE_RETRY_QUEUE, auto_ack=True)
    channel.basic_publish("", MORE_RETRY_QUEUE, body, pika.BasicProperties(expiration="1", headers=properties.headers))
    while not waiting(channel, broker.MORE_EMAIL_QUEUE):
        channel.connection.process_data_events(0.01)

    assert waiting(channel, broker.EMAIL_QUEUE) == 0


def test_it_consumes_both_queues_until_it_is_told_to_stop(channel):
    consumer = mail_consumer.MailConsumer()
    send(channel)
    send(channel, message_id="2", key=MORE_EMAIL_ROUTING_KEY)
    with pika.BlockingConnection(broker.parameters()) as connection:
        own = connection.channel()
        mail_consumer.declare(own)
        threading.Thread(target=lambda: until(lambda: len(mail.outbox) > 1) or consumer.stop()).start()
        consumer.run(own)

    assert len(mail.outbox) == 2
