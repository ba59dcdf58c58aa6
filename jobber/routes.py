"""How a route is written: once, without a trailing slash, which is accepted all the same (contract 1)."""

import re
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import URLPattern, re_path
from rest_framework.exceptions import MethodNotAllowed

View = Callable[..., HttpResponseBase]
PARAMETER = re.compile(r"<(\w+)>")


def route(path: str, view: Callable[..., Any]) -> URLPattern:
    """The URL pattern of `path`, whose `<names>` each stand for one segment and are passed to the view as text."""
    return re_path("^" + PARAMETER.sub(r"(?P<\1>[^/]+)", path) + "/?$", view)


def read_only(view: View) -> View:
    """The view for GET and HEAD alone; any other method is told so in the contract's shape."""

    @wraps(view)
    def checked(request: HttpRequest, **path: Any) -> HttpResponseBase:
        if request.method not in {"GET", "HEAD"}:
            raise MethodNotAllowed(request.method or "")
        return view(request, **path)

    return checked
