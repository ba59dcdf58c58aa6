"""Servers that are killed or frozen: what needs them says so, everything else goes on, and comes back by itself."""

import itertools
import logging
import threading
import time

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection

from auth_service.models import OutboxMessage, Session, User
from jobber.redis_or_memory import breaker
from tests.callers import GATEWAY, Browser, account, assert_error
from tests.servers import call, frozen, killed, web

on_servers = pytest.mark.skipif(
    not (settings.REDIS_HOST and settings.ELASTIC_SEARCH_URL), reason="needs the real servers"
)
pytestmark = on_servers
AWAY = "The service is not available right now. Please try again later."


def search():
    return Browser().get("/auth/search/gig/0/10/forward?query=logo")


def until(condition):
    give_up = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < give_up, "waited in vain"


def in_a_thread(function):
    thread = threading.Thread(target=function)
    thread.start()
    thread.join()


@pytest.mark.parametrize("fault", [killed, frozen])
def test_without_redis_no_request_fails_and_it_is_said_once(member, fault, caplog):
    assert member.get("/auth/logged-in-user").status_code == 200
    with fault("redis"), caplog.at_level(logging.WARNING):
        for _ in range(5):
            assert member.get("/auth/logged-in-user").status_code == 200
            assert member.delete("/auth/logged-in-user/ada love").status_code == 200
        in_a_thread(lambda: cache.get("anything"))
        assert caplog.text.count("Redis is away") == 1
    until(lambda: cache.get("anything") is None and not breaker.resting_until)


@pytest.mark.parametrize("fault", [killed, frozen])
def test_without_elasticsearch_search_says_so_and_everything_else_works(member, fault):
    with fault("elasticsearch"):
        assert_error(search(), 503, AWAY)
        assert_error(Browser().get("/auth/search/gig/1"), 503, AWAY)
        assert member.is_signed_in()
        assert member.sign_in().status_code == 200
    until(lambda: search().status_code == 200)


@pytest.mark.skipif(connection.vendor != "mysql", reason="needs MariaDB")
@pytest.mark.django_db(transaction=True)
def test_a_database_that_dies_under_load_leaves_no_half_made_user_and_no_restart_is_needed():
    statuses, stopping, numbers = [], threading.Event(), itertools.count()

    def sign_up(url):
        while not stopping.is_set():
            number = next(numbers)
            body = account(username=f"user {number}", email=f"user{number}@example.com")
            statuses.append(call(f"{url}{GATEWAY}/auth/signup", "POST", body))

    with web(THROTTLE_ENABLED="0") as url:
        callers = [threading.Thread(target=sign_up, args=[url]) for _ in range(4)]
        for caller in callers:
            caller.start()
        until(lambda: statuses.count(201) > 5)
        with killed("mariadb"):
            until(lambda: statuses.count(503) > 5)
            assert call(f"{url}{GATEWAY}/auth/search/gig/0/10/forward") == 200
        back = statuses.count(201)
        until(lambda: statuses.count(201) > back + 5)
        stopping.set()
        for caller in callers:
            caller.join()

    assert set(statuses) == {201, 503}
    connection.close()
    users = User.objects.count()
    assert statuses.count(201) <= users <= statuses.count(201) + 4
    assert (Session.objects.count(), OutboxMessage.objects.filter(type="auth").count()) == (users, users)


@pytest.mark.skipif(connection.vendor != "mysql", reason="needs MariaDB")
def test_a_program_whose_database_is_frozen_is_not_ready_and_says_so_in_time(client):
    with frozen("mariadb"):
        answer = client.get("/health/ready")
        assert (answer.status_code, answer.json()["database"]) == (503, "away")
    until(lambda: client.get("/health/ready").status_code == 200)


@pytest.mark.parametrize("name", ["redis", "elasticsearch", "rabbitmq"])
def test_ready_names_a_frozen_part(client, name):
    with frozen(name):
        assert client.get("/health/ready").json()[name] == "away"
    until(lambda: client.get("/health/ready").json()[name] == "ok")


def test_searches_that_hang_hold_half_the_threads_at_most():
    answers = []

    def search_once():
        answers.append(search())

    with frozen("elasticsearch"):
        callers = [threading.Thread(target=search_once) for _ in range(settings.WEB_THREADS)]
        for caller in callers:
            caller.start()
        for caller in callers:
            caller.join()

    assert {answer.status_code for answer in answers} == {503}
    turned_away = [answer for answer in answers if "Retry-After" in answer.headers]
    assert len(turned_away) == settings.WEB_THREADS // 2


def test_a_frozen_broker_keeps_no_request_waiting(member, mailbox):
    with frozen("rabbitmq"):
        assert Browser().post("/auth/signup", account(username="other", email="o@example.com")).status_code == 201
        assert member.put("/auth/forgot-password", {"email": "ada@example.com"}).status_code == 200

    assert mailbox.link("ada@example.com", "token")
