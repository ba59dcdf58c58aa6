"""`manage.py prune` on MariaDB, beside people who sign in and out."""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from auth_service.models import Device, Event, PendingSignin, Session, User
from tests.callers import CHROME, PASSWORD, account
from tests.people import Person
from tests.servers import manage, web

pytestmark = [
    pytest.mark.skipif(connection.vendor != "mysql", reason="needs MariaDB"),
    pytest.mark.django_db(transaction=True),
]
ROWS = 2000
WORN_OUT = ["sessions", "pending sign-ins", "devices", "audit entries"]
LONG_AGO = timedelta(days=3000)


class Regular(threading.Thread):
    """Somebody who signs in, looks around and signs out, again and again; the statuses that were no 200."""

    def __init__(self, url, number):
        super().__init__()
        self.url, self.name, self.person = url, f"regular {number}", Person(f"203.0.113.{number}")
        self.rounds, self.refused, self.leaving = 0, [], threading.Event()
        status, _ = self.person.call(
            url, "POST", "/auth/signup", account(username=self.name, email=f"r{number}@example.com")
        )
        assert status == 201

    def run(self):
        while not self.leaving.is_set():
            self.ask("GET", "/auth/refresh-token/" + self.name.replace(" ", "%20"))
            self.ask("GET", "/auth/sessions")
            self.ask("POST", "/auth/signout")
            self.ask("POST", "/auth/signin", {"username": self.name, "password": PASSWORD, **CHROME})
            self.rounds += 1

    def ask(self, method, path, body=None):
        status, _ = self.person.call(self.url, method, path, body)
        if status != 200:
            self.refused.append((path, status))


def wear_out(users):
    """Gives them thousands of rows of the past, in turns, so that they lie among each other's."""
    past = timezone.now() - LONG_AGO
    owners = [users[number % len(users)] for number in range(ROWS)]
    Session.objects.bulk_create(
        Session(sid=f"{n:032}", user=user, created_at=past, last_seen_at=past, ended_at=past)
        for n, user in enumerate(owners)
    )
    PendingSignin.objects.bulk_create(
        PendingSignin(user=user, token=f"{n:064}", otp_expiration=past) for n, user in enumerate(owners)
    )
    Device.objects.bulk_create(Device(user=user, key=f"{n:064}", last_seen_at=past) for n, user in enumerate(owners))
    Event.objects.bulk_create(Event(type="signed-in", user=user, created_at=past) for user in owners)


def pruned(program):
    """What the command says that it took away."""
    output, _ = program.communicate()
    assert program.returncode == 0, output.decode()
    return {name: int(count) for name, count in (line.split(": ") for line in output.decode().splitlines())}


def test_it_holds_nobody_up_and_takes_away_nothing_that_lives():
    with web(TRUSTED_PROXIES="127.0.0.1/32", THROTTLE_ENABLED="0") as url:
        regulars = [Regular(url, number) for number in range(1, 5)]
        wear_out(list(User.objects.all()))
        for regular in regulars:
            regular.start()
        first = pruned(manage("prune"))
        for regular in regulars:
            regular.leaving.set()
        for regular in regulars:
            regular.join()
        again = pruned(manage("prune"))

    assert [(regular.refused, regular.rounds > 0) for regular in regulars] == [([], True)] * 4
    assert {
        name: first[name] for name in ["sessions", "pending sign-ins", "devices", "audit entries"]
    } == dict.fromkeys(["sessions", "pending sign-ins", "devices", "audit entries"], ROWS)
    assert set(again.values()) == {0}
    assert Session.objects.filter(ended_at=None).count() == 4
