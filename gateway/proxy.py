"""How the gateway calls a service's view: the same callable that other services reach over HTTP, in this process."""

from functools import wraps
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.csrf import csrf_exempt
from rest_framework.response import Response

from gateway import session
from gateway.origins import SAFE_METHODS
from jobber.address import client_address
from jobber.gateway_token import gateway_token
from jobber.routes import View


def proxy(view: View, *, with_session: bool = True, ends_session: bool = False) -> View:
    """The view as browsers may call it.

    `with_session=False` spares the cookie for views that know no users; `ends_session` takes it away once the view has
    ended the session itself.
    """

    # OriginMiddleware is what keeps other sites out here; Django's token is for the admin site's forms.
    @csrf_exempt
    @wraps(view)  # the documentation reads what REST framework wrote onto the view
    def forward(request: HttpRequest, **path: Any) -> HttpResponseBase:
        introduce(request, session.bearer(request) if with_session else "")
        response = view(request, **path)
        if isinstance(response, Response) and isinstance(response.data, dict):
            keep_secrets(request, response)
        if ends_session and response.status_code == HTTPStatus.OK:
            session.end(request)
        return response

    return forward


def introduce(request: HttpRequest, bearer: str) -> None:
    """Writes the headers that services trust over whatever came from outside under their names.

    An empty Bearer is one that came, and is no good: the auth service answers as to a session that ended.
    """
    request.META["HTTP_X_FORWARDED_FOR"] = client_address(request)
    request.META["HTTP_AUTHORIZATION"] = f"Bearer {bearer}"
    request.META["HTTP_GATEWAYTOKEN"] = gateway_token("auth")
    # a sign-in asks for it, and no sign-in is a GET
    request.META["HTTP_X_DEVICE"] = "" if request.method in SAFE_METHODS else session.device_key(request)


def keep_secrets(request: HttpRequest, response: Response) -> None:
    """Takes the tokens out of the answer and into the cookies: no body of the gateway shows them (contract 6)."""
    answer: dict[str, Any] = response.data
    if token := answer.pop("token", None):
        session.start(request, token)
    if pending := answer.pop("pendingToken", None):
        session.wait_for_code(request, pending)
    if key := answer.pop("device", None):
        session.remember_device(response, key)
