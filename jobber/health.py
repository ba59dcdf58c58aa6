"""The contract's two health texts; they touch nothing, so that they tell of this process alone."""

from django.http import HttpRequest, HttpResponse

from jobber.routes import read_only


@read_only
def gateway_health(request: HttpRequest) -> HttpResponse:
    """GET /gateway-health."""
    return HttpResponse("API Gateway service is healthy and OK.", content_type="text/plain")


@read_only
def auth_health(request: HttpRequest) -> HttpResponse:
    """GET /auth-health."""
    return HttpResponse("Auth service is healthy and OK.", content_type="text/plain")
