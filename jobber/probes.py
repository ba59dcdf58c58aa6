"""Whether the servers that the program uses answer: each is asked for a word, since a frozen one still lets one in."""

import socket
import ssl
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Lock
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

SECONDS = 1.0
TLS = frozenset({"amqps", "https", "rediss", "smtp+ssl"})
AMQP = (b"AMQP\x00\x00\x09\x01", 5672)
HTTP = (b"GET / HTTP/1.0\r\n\r\n", 80)
REDIS = (b"PING\r\n", 6379)
# by scheme: what to say first, and where, if the URL names no port
GREETINGS = {
    "amqp": AMQP,
    "amqps": (AMQP[0], 5671),
    "http": HTTP,
    "https": (HTTP[0], 443),
    "redis": REDIS,
    "rediss": REDIS,
    "smtp": (b"", 25),
    "smtps": (b"", 25),
    "smtp+tls": (b"", 25),
    "smtp+ssl": (b"", 465),
}


def part_states() -> dict[str, str]:
    """`ok` or `away` for each server that is switched on, but for the database; all are asked at once."""
    urls = {
        "rabbitmq": settings.RABBITMQ_ENDPOINT,
        "elasticsearch": settings.ELASTIC_SEARCH_URL.partition(",")[0],
        "redis": settings.REDIS_HOST,
        "mail": settings.EMAIL_URL,
        **settings.UPSTREAMS,
    }
    used = {name: url for name, url in urls.items() if urlsplit(url).scheme in GREETINGS}
    with ThreadPoolExecutor(max_workers=len(urls)) as pool:
        return dict(zip(used, pool.map(server_state, used.values()), strict=True))


def server_state(url: str) -> str:
    """`ok` where the server says anything within `SECONDS`, else `away`."""
    parts = urlsplit(url)
    greeting, port = GREETINGS[parts.scheme]
    host = parts.hostname or ""
    try:
        with socket.create_connection((host, parts.port or port), SECONDS) as plain:
            peer = (
                ssl.create_default_context().wrap_socket(plain, server_hostname=host) if parts.scheme in TLS else plain
            )
            with peer:
                peer.sendall(greeting)
                return "ok" if peer.recv(1) else "away"
    except OSError:
        return "away"


def database_state() -> str:
    """`ok`, `unapplied migrations`, or `away`."""
    try:
        executor = MigrationExecutor(connection)
        return "unapplied migrations" if executor.migration_plan(executor.loader.graph.leaf_nodes()) else "ok"
    except Exception:  # noqa: BLE001 - whatever it is, requests would fail with it too
        return "away"


class DatabaseProbe:
    """Asks the database in a thread of its own, once at a time, so that a frozen one holds no request up."""

    def __init__(self) -> None:
        self.pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="database-probe")
        self.lock = Lock()
        self.asked: Future[str] | None = None

    def state(self) -> str:
        """See `database_state`; `away` also where there is no answer within `SECONDS`."""
        with self.lock:
            if self.asked is None or self.asked.done():
                self.asked = self.pool.submit(self.ask)
            asked = self.asked
        try:
            return asked.result(SECONDS)
        except TimeoutError:
            return "away"

    def ask(self) -> str:
        """The state, over a connection that lasts no longer than the question."""
        try:
            return database_state()
        finally:
            connection.close()
