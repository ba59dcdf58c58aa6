"""A storm of sign-ins, on the program as it is deployed: bcrypt has its cores and its queue, all else goes on."""

import json
import threading
from collections import Counter
from http.client import HTTPConnection
from urllib.parse import urlsplit

import pytest
from django.test.utils import override_settings

from auth_service import passwords
from jobber.bulkhead import Queue
from jobber.exceptions import Unavailable
from tests.callers import CHROME, GATEWAY, account, assert_error
from tests.servers import EMBEDDED, full, manage, web

WAITS = {"1", "2", "3", "4"}
BUSY = "The service is not available right now. Please try again later."
CALLERS = 32


class Caller:
    """Keeps its connection to the program, as a proxy in front does."""

    def __init__(self, url):
        self.connection = HTTPConnection(urlsplit(url).netloc, timeout=60)
        self.cookies = ""

    def ask(self, method, path, body=None):
        """The status, the wait that the answer names, and its body."""
        headers = {"Content-Type": "application/json", "Cookie": self.cookies}
        self.connection.request(method, GATEWAY + path, json.dumps(body) if body else None, headers)
        answer = self.connection.getresponse()
        text = answer.read()
        cookies = [line.partition(";")[0] for line in answer.headers.get_all("Set-Cookie", [])]
        self.cookies = "; ".join(cookies) or self.cookies
        return answer.status, answer.headers.get("Retry-After"), text


@pytest.fixture
def site(tmp_path):
    """The program with 16 threads and a database of its own, and no rates."""
    own = {**EMBEDDED, "DATA_DIR": str(tmp_path), "WEB_THREADS": "16", "THROTTLE_ENABLED": "0"}
    assert manage("migrate", **own).wait() == 0
    with web(**own) as url:
        yield url


@pytest.mark.django_db(transaction=True)
def test_while_a_storm_of_signins_goes_on_everything_else_answers(site):
    member = Caller(site)
    assert member.ask("POST", "/auth/signup", account())[0] == 201
    stopping, answers = threading.Event(), []

    def storm(number):
        caller = Caller(site)
        while not stopping.is_set():
            body = {"username": f"nobody {number}", "password": "wrong-word", **CHROME}
            answers.append(caller.ask("POST", "/auth/signin", body))

    callers = [threading.Thread(target=storm, args=[number]) for number in range(CALLERS)]
    for caller in callers:
        caller.start()
    meanwhile = Counter()
    while not (meanwhile["/auth/currentuser", 200] >= 20 and any(status == 503 for status, *_ in answers)):
        for path in ("/auth/currentuser", "/auth/search/gig/0/10/forward"):
            meanwhile[path, member.ask("GET", path)[0]] += 1
    stopping.set()
    for caller in callers:
        caller.join()

    assert {status for _, status in meanwhile} == {200}
    assert {status for status, *_ in answers} == {400, 503}
    assert {wait for status, wait, _ in answers if status == 503} <= WAITS
    assert BUSY in str(next(text for status, _, text in answers if status == 503))


ROUTES = {
    "post /auth/signup": account(username="other", email="other@example.com"),
    "post /auth/signin": {"username": "nobody", "password": "wrong-word"},
    "put /auth/change-password": {"currentPassword": "wrong-word", "newPassword": "other-word"},
    "delete /auth/account": {"currentPassword": "wrong-word"},
    "put /auth/reset-password/:token": {"password": "other-word", "confirmPassword": "other-word"},
}


@pytest.mark.parametrize("route", ROUTES)
def test_every_route_that_hashes_says_when_the_queue_is_full(member, mailbox, route):
    member.put("/auth/forgot-password", {"email": "ada@example.com"})
    method, path = route.replace(":token", mailbox.link("ada@example.com", "token")).split()
    with full(passwords.hashing):
        answer = member.send(method, path, ROUTES[route])
        assert member.is_signed_in()

    assert_error(answer, 503, BUSY)
    assert answer["Retry-After"] in WAITS


def test_the_admin_sites_form_says_it_too(member):
    with full(passwords.hashing):
        answer = member.client.post("/admin/login/", {"username": "nobody", "password": "wrong-word"})

    assert answer.status_code == 503
    assert answer["Retry-After"] in WAITS
    assert BUSY in answer.content.decode()


@override_settings(WEB_THREADS=8)
def test_no_more_are_inside_than_there_are_places_and_no_more_wait_than_half_the_threads():
    queue, inside, most, outcomes = Queue(places=2, wait=30), [], [], []
    lock, leave = threading.Lock(), threading.Event()

    def enter():
        try:
            with queue.place():
                with lock:
                    inside.append(1)
                    most.append(len(inside))
                leave.wait()
                with lock:
                    inside.pop()
            outcomes.append("in")
        except Unavailable:
            outcomes.append("told at once")
            if len(outcomes) == 16:
                leave.set()

    threads = [threading.Thread(target=enter) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert Counter(outcomes) == {"in": 4, "told at once": 16}
    assert max(most) == 2
