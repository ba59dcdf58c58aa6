"""The session cookie as Django signs and reads it; a signature is verified once a minute, not with each request."""

import time
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.contrib.sessions.backends import signed_cookies
from django.core import signing

SALT = signed_cookies.__name__
REMEMBERED_SECONDS = 60


class SessionStore(signed_cookies.SessionStore):
    """What the cookie holds."""

    def load(self) -> dict[str, Any]:
        """Django's hook: the data; none where we did not sign the cookie, or more than `SESSION_COOKIE_AGE` ago."""
        try:
            keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
            return dict(opened(self.session_key or "", keys, int(time.time()) // REMEMBERED_SECONDS))
        except (signing.BadSignature, ValueError):
            self.create()
            return {}


@lru_cache(maxsize=4096)
def opened(cookie: str, keys: tuple[str, ...], _minute: int) -> dict[str, Any]:
    """The data of a cookie that was signed with one of the keys. Raises BadSignature, ValueError."""
    older: list[str | bytes] = [*keys[1:]]
    age = settings.SESSION_COOKIE_AGE
    data: dict[str, Any] = signing.loads(cookie, key=keys[0], fallback_keys=older, salt=SALT, max_age=age)
    return data
