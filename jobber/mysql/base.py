"""Django's backend for MariaDB and MySQL, which learns without asking the server that a kept connection has ended.

It reads and writes moments in fewer steps than Django and mysqlclient, since all of ours are in UTC.
"""

import select
import time
from datetime import UTC, datetime
from inspect import unwrap
from typing import Any

from django.db.backends.mysql import base, operations
from MySQLdb.constants import FIELD_TYPE

CHECK_EVERY = 10.0


def moment(text: str) -> datetime:
    """The moment that a DATETIME column holds."""
    return datetime.fromisoformat(f"{text}+00:00")


CONVERSIONS = {**base.django_conversions, FIELD_TYPE.DATETIME: moment}


class DatabaseOperations(operations.DatabaseOperations):
    """Django's, for moments that are in UTC in the database as in the program (`TIME_ZONE`)."""

    def get_db_converters(self, expression: Any) -> list[Any]:
        """Django's hook: what is left to convert after `CONVERSIONS`."""
        return [each for each in super().get_db_converters(expression) if each != self.convert_datetimefield_value]

    def adapt_datetimefield_value(self, value: Any) -> Any:
        """Django's hook: the moment as the database reads it."""
        if isinstance(value, datetime) and value.tzinfo is UTC:
            return str(value).removesuffix("+00:00")
        return super().adapt_datetimefield_value(value)


class DatabaseWrapper(base.DatabaseWrapper):
    """Pings a kept connection where something waits to be read from it, and after `CHECK_EVERY` seconds.

    A server that ends, or that ends the connection, says so on the socket, as long as the network is there.
    """

    ops_class = DatabaseOperations
    health_check_done: bool
    checked_at = 0.0
    # Django's own, which ask three times a statement whether an event loop runs: none does here
    cursor = unwrap(base.DatabaseWrapper.cursor)
    create_cursor = unwrap(base.DatabaseWrapper.create_cursor)
    ensure_connection = unwrap(base.DatabaseWrapper.ensure_connection)

    def get_connection_params(self) -> dict[str, Any]:
        """Django's hook."""
        return {**super().get_connection_params(), "conv": CONVERSIONS}

    def _start_transaction_under_autocommit(self) -> None:
        """Django's hook: BEGIN, and so nothing to switch back after COMMIT; two ways to the server, not three."""
        self.cursor().execute("BEGIN")

    def close_if_health_check_failed(self) -> None:
        """Django's hook, before a request's first query."""
        if self.connection is None or self.health_check_done:
            return
        if self.is_silent() and time.monotonic() - self.checked_at < CHECK_EVERY:
            self.health_check_done = True
            return
        super().close_if_health_check_failed()
        self.checked_at = time.monotonic()

    def is_silent(self) -> bool:
        """Whether nothing is there to be read: between queries that would be the connection's end, or its reason."""
        poll = select.poll()
        poll.register(self.connection.fileno(), select.POLLIN)
        return not poll.poll(0)
