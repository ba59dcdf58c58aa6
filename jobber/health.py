"""Health: the contract's two texts, which touch nothing, and what an orchestrator asks."""

from django.http import HttpRequest, HttpResponse, JsonResponse

from jobber.probes import DatabaseProbe, part_states
from jobber.routes import read_only

database_probe = DatabaseProbe()


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
    database = database_probe.state()
    fit = database == "ok" and not Draining.now
    body = {"status": "ok" if fit else "not ready", "draining": Draining.now, "database": database, **part_states()}
    return JsonResponse(body, status=200 if fit else 503)
