"""Health: the contract's two texts, which touch nothing, and what an orchestrator asks."""

import socket
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse

from jobber.routes import read_only

PART_SECONDS = 1.0
DEFAULT_PORTS = {"amqp": 5672, "amqps": 5671, "redis": 6379, "http": 9200, "https": 443}


class Draining:
    """Whether the process is on its way out: `ready` says so, and the proxy sends no more."""

    now = False


@read_only
def gateway_health(request: HttpRequest) -> HttpResponse:
    """GET /gateway-health."""
    return HttpResponse("API Gateway service is healthy and OK.", content_type="text/plain")


@read_only
def auth_health(request: HttpRequest) -> HttpResponse:
    """GET /auth-health."""
    return HttpResponse("Auth service is healthy and OK.", content_type="text/plain")


@read_only
def live(request: HttpRequest) -> HttpResponse:
    """GET /health/live: this process answers; it touches nothing."""
    return JsonResponse({"status": "ok"})


@read_only
def ready(request: HttpRequest) -> HttpResponse:
    """GET /health/ready: 503 without the database, with unapplied migrations, or while draining.

    The other parts are named with their state, but the program goes on without them.
    """
    database = database_state()
    fit = database == "ok" and not Draining.now
    body = {"status": "ok" if fit else "not ready", "draining": Draining.now, "database": database, **part_states()}
    return JsonResponse(body, status=200 if fit else 503)


def database_state() -> str:
    """`ok`, `unapplied migrations`, or `away`."""
    try:
        executor = MigrationExecutor(connection)
        return "unapplied migrations" if executor.migration_plan(executor.loader.graph.leaf_nodes()) else "ok"
    except Exception:  # noqa: BLE001 - whatever it is, requests would fail with it too
        return "away"


def part_states() -> dict[str, str]:
    """Whether each server that is switched on takes connections; each is asked at once, for `PART_SECONDS`."""
    urls = {
        "rabbitmq": settings.RABBITMQ_ENDPOINT,
        "elasticsearch": settings.ELASTIC_SEARCH_URL.partition(",")[0],
        "redis": settings.REDIS_HOST,
    }
    used = {name: url for name, url in urls.items() if url}
    with ThreadPoolExecutor(max_workers=max(1, len(used))) as pool:
        return dict(zip(used, pool.map(port_state, used.values()), strict=True))


def port_state(url: str) -> str:
    """`ok` or `away`."""
    parts = urlsplit(url)
    address = (parts.hostname or "", parts.port or DEFAULT_PORTS[parts.scheme])
    try:
        socket.create_connection(address, PART_SECONDS).close()
    except OSError:
        return "away"
    return "ok"
