"""How a route is written: once, without a trailing slash, which is accepted all the same (contract 1)."""

import re
from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import URLPattern, re_path
from rest_framework.exceptions import MethodNotAllowed

View = Callable[..., HttpResponseBase]
PARAMETER = re.compile(r"<(\w+)>")
BELOW = "(?:/|$)"
GROUP = re.compile(r"\(\?P<(\w+)>[^)]*\)")


def route(path: str, view: Callable[..., Any]) -> URLPattern:
    """The URL pattern of `path`, whose `<names>` each stand for one segment and are passed to the view as text."""
    return re_path("^" + PARAMETER.sub(r"(?P<\1>[^/]+)", path.replace(".", r"\.")) + "/?$", view)


def below(path: str, view: Callable[..., Any]) -> URLPattern:
    """The URL pattern of `path` and of all that is below it, which is passed to the view as the text `below`."""
    return re_path("^" + path + BELOW + "(?P<below>.*)$", view)


@lru_cache(maxsize=256)
def pattern(route: str) -> str:
    """A resolved route as people write it, `/auth/verify-otp/<otp>`: what logs and metrics carry in a path's place."""
    whole = route.replace(BELOW, "/")
    return "/" + GROUP.sub(r"<\1>", whole).replace("^", "").replace("/?$", "").replace("$", "").replace("\\.", ".")


def read_only(view: View) -> View:
    """The view for GET and HEAD alone; any other method is told so in the contract's shape."""

    @wraps(view)
    def checked(request: HttpRequest, **path: Any) -> HttpResponseBase:
        if request.method not in {"GET", "HEAD"}:
            raise MethodNotAllowed(request.method or "")
        return view(request, **path)

    return checked
