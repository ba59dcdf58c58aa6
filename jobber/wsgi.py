"""The WSGI application that gunicorn serves: Django's, without what it does for each request that does nothing here."""

import os
from functools import cached_property, lru_cache
from typing import Any

import django
from django.conf import LazySettings, settings
from django.core.cache import close_caches
from django.core.handlers.base import reset_urlconf
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest, get_str_from_wsgi
from django.core.signals import request_finished, request_started
from django.db import DEFAULT_DB_ALIAS, close_old_connections, connections, reset_queries
from django.http import HttpRequest, parse_cookie
from django.urls import ResolverMatch, resolve

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jobber.settings")
django.setup(set_prefix=False)


class Request(WSGIRequest):
    """Django's, which reads the cookies of a browser that asks again once."""

    @cached_property
    def COOKIES(self) -> dict[str, str]:  # type: ignore[override]  # noqa: N802 - Django's name
        """What the browser sent."""
        return {**parsed(get_str_from_wsgi(self.environ, "HTTP_COOKIE", ""))}


class Application(WSGIHandler):
    """Django's, which looks for the route of a path that is asked again once."""

    request_class = Request

    def resolve_request(self, request: HttpRequest) -> ResolverMatch:
        """Django's hook. Raises Resolver404."""
        request.resolver_match = match = resolved(request.path_info)
        return match


parsed = lru_cache(maxsize=256)(parse_cookie)
resolved = lru_cache(maxsize=256)(resolve)
application = Application()


def look_after_connection(**_signal: Any) -> None:
    """Gives up the thread's connection to the database where it is too old, or broken, when a request ends.

    That is soon enough for the next one: a connection that ends meanwhile is noticed at its first query (jobber/mysql).
    """
    connections[DEFAULT_DB_ALIAS].close_if_unusable_or_obsolete()


request_started.disconnect(close_old_connections)
request_finished.disconnect(close_old_connections)
request_finished.connect(look_after_connection)
if not settings.DEBUG:
    request_started.disconnect(reset_queries)
# No cache of ours has anything to close, and each request names the one URLconf that there is.
request_finished.disconnect(close_caches)
request_finished.disconnect(reset_urlconf)
# A request asks for some forty settings, by a function that first looks for what a setting never is.
LazySettings.__getattribute__ = object.__getattribute__  # type: ignore[method-assign]
