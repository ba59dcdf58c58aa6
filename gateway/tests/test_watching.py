"""What operators watch: log lines, metrics and health, none of which carries a secret."""

import logging
import re
import socket
import threading
from pathlib import Path

import pytest
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from jobber.metrics import parts_away
from tests.callers import CHROME, PASSWORD, Browser, assert_error

ALERTS = Path(__file__).resolve().parents[2] / "deploy/alerts.yml"


def test_a_request_has_a_line_with_its_route_and_user_and_not_its_path(member, caplog):
    with caplog.at_level(logging.INFO):
        member.put("/auth/reset-password/secret-token", {})
        member.get("/auth/currentuser")

    lines = [record.getMessage() for record in caplog.records if record.name == "gateway.middleware"]
    assert "PUT /api/v1/gateway/auth/reset-password/<token> 400" in lines[0]
    assert "GET /api/v1/gateway/auth/currentuser 200" in lines[1]
    assert lines[1].endswith(f"user {member.get('/auth/currentuser').json()['user']['id']}")
    assert "secret-token" not in caplog.text


def test_health_and_metrics_are_not_logged(client, caplog):
    with caplog.at_level(logging.INFO):
        for path in ("/gateway-health", "/auth-health", "/health/live", "/health/ready", "/metrics"):
            assert client.get(path).status_code == 200

    assert caplog.text == ""


def test_metrics_tell_of_requests_signins_and_the_outbox(member, client):
    member.sign_in()
    Browser().sign_in(password="wrong-word")
    text = client.get("/metrics").content.decode()

    assert 'jobber_request_seconds_count{method="POST",route="/api/v1/gateway/auth/signin",status="200"}' in text
    assert 'jobber_signins_total{outcome="refused"}' in text
    assert 'jobber_outbox_messages{state="waiting"} 2.0' in text
    assert "jobber_outbox_age_seconds" in text


def test_every_figure_that_the_alerts_go_by_is_there(browser, mailbox, client):
    browser.sign_up()
    other = browser.elsewhere()
    other.sign_in()
    other.put(f"/auth/verify-otp/{mailbox.code('ada@example.com')}", CHROME)
    parts_away.labels("redis").set(0)
    told = client.get("/metrics").content.decode()

    watched = set(re.findall(r"jobber_\w+", ALERTS.read_text()))
    assert watched
    assert {name for name in watched if f"\n{name}" not in told} == set()
    for outcome in re.findall(r'outcome="([^"]+)"', ALERTS.read_text()):
        assert f'outcome="{outcome}"' in told


@pytest.mark.django_db(transaction=True)
def test_metrics_are_told_while_the_database_is_away(client):
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE auth_service_outboxmessage RENAME TO elsewhere")
    try:
        answer = client.get("/metrics")
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE elsewhere RENAME TO auth_service_outboxmessage")

    assert answer.status_code == 200
    assert "jobber_outbox" not in answer.content.decode()


@pytest.mark.parametrize(
    ("peer", "headers"), [("203.0.113.5", {}), ("127.0.0.1", {"x-forwarded-for": "127.0.0.1"}), ("", {})]
)
def test_metrics_are_for_the_peers_that_may_read_them(client, peer, headers):
    assert_error(client.get("/metrics", headers=headers, REMOTE_ADDR=peer), 404, "The endpoint called does not exist.")


def test_live_touches_nothing(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert client.get("/health/live").json() == {"status": "ok"}


def test_ready_names_the_state_of_every_part(client):
    answer = client.get("/health/ready")

    assert answer.status_code == 200
    assert (answer.json()["status"], answer.json()["database"]) == ("ok", "ok")


@pytest.fixture
def listener():
    """A server that lets everyone in, and says nothing by itself."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener


PARTS = [("RABBITMQ_ENDPOINT", "amqp"), ("ELASTIC_SEARCH_URL", "http"), ("REDIS_HOST", "redis"), ("EMAIL_URL", "smtp")]
NAMES = ["rabbitmq", "elasticsearch", "redis", "mail"]


@pytest.mark.parametrize(("part", "name"), list(zip(PARTS, NAMES, strict=True)), ids=NAMES)
def test_a_part_that_lets_one_in_but_says_nothing_is_away_and_the_program_is_ready(
    client, settings, listener, part, name
):
    variable, scheme = part
    setattr(settings, variable, f"{scheme}://127.0.0.1:{listener.getsockname()[1]}")
    answer = client.get("/health/ready")

    assert answer.status_code == 200
    assert answer.json()[name] == "away"


def test_a_part_that_answers_is_well(client, settings, listener):
    settings.REDIS_HOST = f"redis://127.0.0.1:{listener.getsockname()[1]}"

    def answer_once():
        peer, _ = listener.accept()
        with peer:
            assert peer.recv(100) == b"PING\r\n"
            peer.sendall(b"+PONG\r\n")

    redis = threading.Thread(target=answer_once)
    redis.start()
    assert client.get("/health/ready").json()["redis"] == "ok"
    redis.join()


@pytest.mark.django_db(transaction=True)
def test_a_program_whose_migrations_are_not_applied_is_not_ready(client):
    recorder = MigrationRecorder(connection)
    [latest] = MigrationLoader(connection).graph.leaf_nodes("auth_service")
    recorder.record_unapplied(*latest)
    try:
        answer = client.get("/health/ready")
    finally:
        recorder.record_applied(*latest)

    assert answer.status_code == 503
    assert answer.json()["database"] == "unapplied migrations"


def test_no_secret_of_a_whole_journey_is_in_a_log_line_or_a_figure(browser, mailbox, caplog, client):
    with caplog.at_level(logging.DEBUG):
        browser.sign_up()
        verification = mailbox.link("ada@example.com", "v_token")
        browser.put("/auth/verify-email", {"token": verification})
        other = browser.elsewhere()
        other.sign_in()
        code = mailbox.code("ada@example.com")
        other.put(f"/auth/verify-otp/{code}", CHROME)
        other.put("/auth/forgot-password", {"email": "ada@example.com"})
        reset = mailbox.link("ada@example.com", "token")
        other.put(f"/auth/reset-password/{reset}", {"password": PASSWORD, "confirmPassword": PASSWORD})
        secrets = [PASSWORD, verification, reset, other.client.cookies["session"].value]

    told = caplog.text + client.get("/metrics").content.decode()
    assert not [secret for secret in secrets if secret in told]
    assert f"verify-otp/{code}" not in told
