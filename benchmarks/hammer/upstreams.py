"""A storm on the services behind the gateway: many users at once, and a service that does everything wrong."""

import base64
import http.client
import itertools
import json
import random
import socket
import struct
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from urllib.parse import urlsplit

from PIL import Image

from benchmarks.hammer.finding import Finding
from benchmarks.serving import System, serving

USERS, REQUESTS, CALLERS = 8, 2000, 24
# the places that the service may hold, so that every fault gets one; two of them hold it for 15 and 50 s
PLACES = 8
FAULTS = ("hangs", "resets", "garbage", "half", "half-chunked", "drips", "closes")
FAULTY = 5 * len(FAULTS)
GATEWAY = "/api/v1/gateway"
PERSON = {"password": "s3cret-word", "country": "England", "browserName": "Chrome", "deviceType": "browser"}
# the faults after a status was told: all that is left is to break the answer off
CUT = {"half", "half-chunked", "drips"}


class Service(ThreadingHTTPServer):
    """Tells what it was sent; a path that names a fault gets the fault."""

    daemon_threads = True
    request_queue_size = 256

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.closing = threading.Event()
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.server_address[1]}"

    def handle_error(self, *_: object) -> None:
        """Says nothing of connections that the gateway ended."""


class Handler(BaseHTTPRequestHandler):
    """Answers, well or badly."""

    protocol_version = "HTTP/1.1"
    server: Service

    def do_GET(self) -> None:
        """The fault that the path names, or an echo."""
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        fault = self.path.rsplit("/", 1)[1]
        if fault in FAULTS:
            self.close_connection = True
            self.go_wrong(fault)
            return
        told = {"headers": {name.lower(): value for name, value in self.headers.items()}, "body": body.decode()}
        answer = json.dumps(told).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    do_POST = do_GET  # noqa: N815 - the library's name

    def go_wrong(self, fault: str) -> None:
        """The fault."""
        begun = b"HTTP/1.1 200 OK\r\n"
        match fault:
            case "hangs":
                self.server.closing.wait()
            case "resets":
                self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                self.connection.close()
            case "garbage":
                self.wfile.write(random.randbytes(2000))
            case "half":
                self.wfile.write(begun + b"Content-Length: 100000\r\n\r\n" + b"x" * 50_000)
            case "half-chunked":
                self.wfile.write(begun + b"Transfer-Encoding: chunked\r\n\r\n5\r\nhalf!\r\n")
            case "drips":
                self.wfile.write(begun + b"Content-Length: 100000\r\n\r\n")
                while not self.server.closing.wait(0.2):
                    self.wfile.write(b"x")

    def log_message(self, *_: object) -> None:
        """Says nothing."""


def call(
    system: System, method: str, path: str, body: object = None, cookie: str = "", **more: str
) -> tuple[int, bytes]:
    """Status and body of the answer; 0 where it broke off."""
    connection = http.client.HTTPConnection(urlsplit(system.url).netloc, timeout=90)
    headers = {"Content-Type": "application/json", "Cookie": cookie, **more}
    try:
        connection.request(method, GATEWAY + path, json.dumps(body) if body is not None else None, headers)
        answer = connection.getresponse()
        return answer.status, answer.read()
    except (OSError, http.client.HTTPException):
        return 0, b""
    finally:
        connection.close()


def signed_up(system: System, number: int) -> str:
    """The session cookie of a new user."""
    person = {**PERSON, "username": f"user {number}", "email": f"user{number}@example.com", "profilePicture": picture()}
    connection = http.client.HTTPConnection(urlsplit(system.url).netloc, timeout=30)
    connection.request("POST", f"{GATEWAY}/auth/signup", json.dumps(person), {"Content-Type": "application/json"})
    answer = connection.getresponse()
    assert answer.status == 201, answer.read()
    return str(answer.getheader("Set-Cookie")).partition("session=")[2].partition(";")[0]


def picture() -> str:
    """A data URI of the smallest picture."""
    out = BytesIO()
    Image.new("RGB", (1, 1)).save(out, "PNG")
    return "data:image/png;base64," + base64.b64encode(out.getvalue()).decode()


def storm(system: System, cookies: list[str]) -> Counter[str]:
    """What became of all requests. Raises AssertionError where a user got what is another's."""
    outcomes: Counter[str] = Counter()

    def ask(number: int) -> None:
        user = number % USERS
        body = {"number": number} if number % 3 == 0 else None
        status, said = call(
            system,
            "POST" if body else "GET",
            f"/gig/{number}",
            body,
            f"session={cookies[user]}",
            **{"X-Own": str(number)},
        )
        outcomes[str(status)] += 1
        if status == 200:
            check(number, user, body, json.loads(said))

    with ThreadPoolExecutor(CALLERS) as pool:
        list(pool.map(ask, range(REQUESTS)))
    return outcomes


def check(number: int, user: int, body: object, told: dict[str, dict[str, str]]) -> None:
    """Raises AssertionError where the service was sent somebody else's header or body."""
    claims = json.loads(base64.urlsafe_b64decode(told["headers"]["authorization"].split(".")[1] + "=="))
    sent = (claims["username"], told["headers"]["x-own"], told["body"])
    assert sent == (f"User {user}", str(number), json.dumps(body) if body else ""), sent


def faults(system: System, cookie: str) -> tuple[Counter[str], list[float]]:
    """What became of requests to a service with every fault, and how long the rest of the program took meanwhile."""
    outcomes: Counter[str] = Counter()
    waits: list[float] = []
    done = threading.Event()

    def look() -> None:
        while not done.is_set():
            began = time.monotonic()
            status, _ = call(system, "GET", "/auth/currentuser", cookie=cookie)
            assert status == 200, status
            waits.append(time.monotonic() - began)
            time.sleep(0.05)

    def ask(fault: str) -> None:
        status, _ = call(system, "GET", f"/gig/{fault}", cookie=cookie)
        outcomes[f"{fault} {status}"] += 1
        allowed = {0, 503} if fault in CUT else {502, 503, 504}
        assert status in allowed, (fault, status)

    with ThreadPoolExecutor(PLACES + 1) as pool:
        watcher = pool.submit(look)
        asked = [pool.submit(ask, fault) for fault in itertools.islice(itertools.cycle(FAULTS), FAULTY)]
        try:
            for each in asked:
                each.result()
        finally:
            done.set()
        watcher.result()
    return outcomes, waits


def gone_clients(system: System, cookie: str) -> None:
    """Clients that ask for an endless answer, or send half a body, and go."""
    target = urlsplit(system.url)
    for number in range(100):
        with socket.create_connection((str(target.hostname), int(target.port or 80))) as client:
            if number % 2:
                head = f"POST {GATEWAY}/gig/x HTTP/1.1\r\nContent-Length: 100000\r\n"
            else:
                head = f"GET {GATEWAY}/gig/drips HTTP/1.1\r\n"
            client.sendall(f"{head}Host: localhost\r\nCookie: {cookie}\r\n\r\nhalf".encode())


def attack() -> Iterator[Finding]:
    """The storm, the faults, the clients that go; after each the service answers everyone again."""
    service = Service()
    with serving("upstreams", GIG_BASE_URL=service.url) as system:
        cookies = [signed_up(system, number) for number in range(USERS)]
        cookie = f"session={cookies[0]}"
        outcomes = storm(system, cookies)
        assert set(outcomes) <= {"200", "503"}, outcomes
        yield Finding(
            "users mixed over a service", f"{REQUESTS} by {CALLERS} at once", f"{told(outcomes)}; none mixed up"
        )
        outcomes, waits = faults(system, cookie)
        slowest = max(waits)
        assert slowest < 5, slowest
        yield Finding(
            "a service that hangs, resets, lies, drips",
            f"{sum(outcomes.values())} requests",
            f"{told(outcomes)}; the rest of the program answered within {slowest * 1000:.0f} ms",
        )
        gone_clients(system, cookie)
        until_answered(system, cookie)
        yield Finding("clients that go in the middle", "100", "every place and connection came back")
    service.closing.set()
    service.shutdown()


def until_answered(system: System, cookie: str) -> None:
    """Returns once as many calls at once are answered as the service may have. Raises AssertionError."""
    give_up = time.monotonic() + 90
    with ThreadPoolExecutor(PLACES) as pool:
        while True:
            statuses = [
                status for status, _ in pool.map(lambda _: call(system, "GET", "/gig/x", cookie=cookie), range(PLACES))
            ]
            if statuses == [200] * PLACES:
                return
            assert time.monotonic() < give_up, statuses


def told(outcomes: Counter[str]) -> str:
    """The outcomes in words."""
    return ", ".join(f"{count} × {outcome}" for outcome, count in sorted(outcomes.items()))
