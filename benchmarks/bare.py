"""The limit of `current user`: a bare WSGI function: the same query by the bare driver, the same answer."""

import os
import threading
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import urlsplit

import MySQLdb
import orjson

SID = os.environ["BARE_SID"]
QUERY = """
SELECT user.id, username, email, country, profile_picture, profile_public_id, email_verified, user.browser_name,
  user.device_type, user.created_at, updated_at
FROM auth_service_session AS session JOIN auth_service_user AS user ON user.id = session.user_id
WHERE session.sid = %s AND session.ended_at IS NULL AND session.last_seen_at > NOW() - INTERVAL 7 DAY
  AND session.created_at > NOW() - INTERVAL 30 DAY AND user.is_active
"""
NAMES = ["id", "username", "email", "country", "profilePicture", "profilePublicId", "emailVerified", "browserName",
         "deviceType", "createdAt", "updatedAt"]  # fmt: skip
own = threading.local()


def connection() -> Any:
    """A connection of this thread to the database."""
    if not hasattr(own, "connection"):
        url = urlsplit(os.environ["MYSQL_DB"])
        own.connection = MySQLdb.connect(
            host=url.hostname, port=url.port, user=url.username, password=url.password, database=url.path[1:],
            charset="utf8mb4", autocommit=True,
        )  # fmt: skip
    return own.connection


def application(_environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """WSGI's hook."""
    cursor = connection().cursor()
    cursor.execute(QUERY, [SID])
    user = dict(zip(NAMES, cursor.fetchone(), strict=True))
    user["emailVerified"] = bool(user["emailVerified"])
    answer = {"message": "Authenticated user", "user": user}
    body = orjson.dumps(answer, option=orjson.OPT_NAIVE_UTC | orjson.OPT_UTC_Z)
    start_response("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(body)))])
    return [body]
