"""Clients that are slow, silent, or never leave, bare and behind nginx, while somebody else asks who they are."""

import contextlib
import http.client
import socket
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from urllib.parse import urlsplit

from benchmarks import nginx
from benchmarks.callers import GATEWAY, member
from benchmarks.hammer.finding import Finding
from benchmarks.serving import System, serving

SECONDS = 20
PATIENCE = 5
READ_SECONDS = 10
HEAD = f"POST {GATEWAY}/auth/signin HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
BODY = f"{HEAD}Content-Length: 1000\r\n\r\n".encode()
WHOLE = b"GET /gateway-health HTTP/1.0\r\nHost: localhost\r\n\r\n"
# what each client sends at once, how many of them there are, and whether a byte a second follows
KINDS: dict[str, tuple[bytes, int, bool]] = {
    "bodies of a byte a second": (BODY, 64, True),
    "headers of a byte a second": (f"{HEAD}X-Slow: ".encode(), 64, True),
    "idle connections": (b"", 1000, False),
    "clients that get their answer and stay": (WHOLE, 200, False),
}


def attack() -> Iterator[Finding]:
    """Each kind, bare and behind nginx. Raises AssertionError where the normal caller feels it behind nginx.

    Bare, the slow ones may take every thread; once they are gone, or their time is up, all must be answered again.
    """
    with serving("slow", WEB_READ_SECONDS=str(READ_SECONDS)) as system:
        cookies = "; ".join(map("=".join, member(system).cookies.items()))
        for kind in KINDS:
            yield finding(kind, "bare", asked_during(kind, system, cookies))
            assert current_user(system, cookies, patience=60) == "200"
        if not nginx.is_installed():
            yield Finding(
                "Slow clients behind nginx", "nothing", "not tried: there is no nginx here (apt: nginx-light)"
            )
            return
        with nginx.before([system]) as (url, _):
            proxied = replace(system, url=url)
            for kind in KINDS:
                answers = asked_during(kind, proxied, cookies)
                assert set(answers) == {"200"}, (kind, answers)
                yield finding(kind, "behind nginx", answers)


def finding(kind: str, where: str, answers: Counter[str]) -> Finding:
    """What the normal caller got."""
    told = ", ".join(f"{count} × {answer}" for answer, count in sorted(answers.items()))
    return Finding(f"{kind}, {where}", f"{KINDS[kind][1]:,} for {SECONDS} s", f"currentuser meanwhile: {told}")


def asked_during(kind: str, system: System, cookies: str) -> Counter[str]:
    """What the normal caller got while the clients of that kind were there."""
    sent, count, drips = KINDS[kind]
    answers: Counter[str] = Counter()
    with ExitStack() as stack:
        clients = [stack.enter_context(client(system, sent)) for _ in range(count)]
        if drips:
            stack.enter_context(dripping(clients))
        end = time.monotonic() + SECONDS
        while time.monotonic() < end:
            answers[current_user(system, cookies, patience=PATIENCE)] += 1
            time.sleep(0.1)
    return answers


def client(system: System, sent: bytes) -> socket.socket:
    """A connection over which that was sent."""
    address = urlsplit(system.url)
    connection = socket.create_connection((str(address.hostname), int(address.port or 80)), timeout=PATIENCE)
    connection.sendall(sent)
    return connection


@contextlib.contextmanager
def dripping(clients: list[socket.socket]) -> Iterator[None]:
    """A byte a second goes over each connection meanwhile, as long as the other end takes it."""
    stopping = threading.Event()

    def drip() -> None:
        while not stopping.wait(1):
            for each in clients:
                with contextlib.suppress(OSError):
                    each.sendall(b"a")

    thread = threading.Thread(target=drip)
    thread.start()
    try:
        yield
    finally:
        stopping.set()
        thread.join()


def current_user(system: System, cookies: str, *, patience: int) -> str:
    """The status of the answer to somebody who opens a connection, or what kept it away."""
    connection = http.client.HTTPConnection(urlsplit(system.url).netloc, timeout=patience)
    try:
        connection.request("GET", f"{GATEWAY}/auth/currentuser", headers={"Cookie": cookies})
        return str(connection.getresponse().status)
    except TimeoutError:
        return f"no answer in {patience} s"
    except (OSError, http.client.HTTPException) as error:
        return type(error).__name__
    finally:
        connection.close()
