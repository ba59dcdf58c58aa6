"""Django's backend for MariaDB and MySQL, which learns without asking the server that a kept connection has ended."""

import select
import time

from django.db.backends.mysql import base

CHECK_EVERY = 10.0


class DatabaseWrapper(base.DatabaseWrapper):
    """Pings a kept connection where something waits to be read from it, and after `CHECK_EVERY` seconds.

    A server that ends, or that ends the connection, says so on the socket, as long as the network is there.
    """

    health_check_done: bool
    checked_at = 0.0

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
