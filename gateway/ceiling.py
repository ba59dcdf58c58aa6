"""The most that one address may ask for, whatever it asks."""

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from gateway.middleware import UNTOLD
from jobber import throttle
from jobber.address import client_address, network_of
from jobber.exceptions import TooManyRequests, error_response
from jobber.gateway_token import is_gateway_token


class CeilingMiddleware:
    """Counts requests by address, but for health checks, and other services, which speak for many people."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Django's hook."""
        if request.path not in UNTOLD and not is_gateway_token(request.META.get("HTTP_GATEWAYTOKEN", "")):
            try:
                throttle.take("request from an address", network_of(client_address(request)))
            except TooManyRequests as error:
                return error_response(error, "gateway")
        return self.get_response(request)
