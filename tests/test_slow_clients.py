"""Clients that are silent, slow, or never leave, on the web process with two threads and no proxy in front.

benchmarks/hammer/slow.py does it at length, and behind nginx.
"""

import json
import socket
from contextlib import ExitStack, contextmanager
from http.client import HTTPConnection, HTTPResponse
from urllib.parse import urlsplit

import pytest

from benchmarks.held import HeldRequest
from benchmarks.serving import serving
from tests.callers import GATEWAY
from tests.servers import call

ASK = b"GET /gateway-health HTTP/1.0\r\nHost: localhost\r\n\r\n"


@pytest.fixture(scope="module")
def site():
    """The web process, which waits for a request for a second."""
    with serving("slow", WEB_THREADS="2", WEB_READ_SECONDS="1") as system:
        yield system.url


@contextmanager
def connections(url, count, *, sending=b""):
    """So many connections over which that was sent, and nothing else comes."""
    address = urlsplit(url)
    with ExitStack() as stack:
        opened = [socket.create_connection((address.hostname, address.port), timeout=30) for _ in range(count)]
        for each in opened:
            stack.enter_context(each)
            each.sendall(sending)
        yield opened


def is_served(url):
    """Whether somebody else is answered."""
    return call(f"{url}/gateway-health") == 200


def test_a_body_that_does_not_come_is_given_up(site):
    held = [HeldRequest(site) for _ in range(2)]
    assert is_served(site)

    for request in held:
        answer = HTTPResponse(request.socket)
        answer.begin()
        assert (answer.status, json.load(answer)["message"]) == (400, "The request body can't be read.")
        request.socket.close()


@pytest.mark.parametrize("begun", [b"G", b"GET /gateway-health HTTP/1.1\r\nHost: localhost\r\nX-Slow: a"])
def test_a_head_that_does_not_come_is_given_up(site, begun):
    with connections(site, 4, sending=begun) as slow:
        assert is_served(site)
        assert [each.recv(1) for each in slow] == [b""] * 4


def test_silent_connections_hold_nobody_up(site):
    with connections(site, 200):
        assert is_served(site)


def test_clients_that_never_leave_hold_nobody_up(site):
    with connections(site, 60, sending=ASK):
        assert is_served(site)


def test_who_sends_too_much_still_gets_the_answer(site):
    connection = HTTPConnection(urlsplit(site).netloc, timeout=30)
    connection.request("POST", f"{GATEWAY}/auth/signin", bytes(9_000_000), {"Content-Type": "application/json"})

    answer = connection.getresponse()
    assert answer.status == 413
    assert json.load(answer)["message"] == "The request body is too large."
