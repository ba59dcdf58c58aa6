"""gunicorn's threads, and how long a client may hold one of them.

gunicorn itself waits for ever until a request has arrived, gives each silent connection a thread for five seconds, and
closes connections in the one thread that accepts new ones, two seconds for each client that does not close its end. A
proxy in front that buffers (deploy/nginx.conf) is still what keeps slow clients away: here many can take every thread.
"""

import errno
import socket
import time
from concurrent.futures import Future
from functools import partial
from selectors import EVENT_READ
from typing import Any

from django.conf import settings
from gunicorn.workers.gthread import _DEFER, TConn, ThreadWorker

# Long enough for what is on its way, too short to hold a thread.
FIRST_BYTE_SECONDS = 0.01
DRAINED_AT_ONCE = 65536


class ArrivingSocket(socket.socket):
    """A client's connection, which a thread reads from until `deadline` (by the monotonic clock) and no longer."""

    deadline = float("inf")

    def recv(self, size: int, flags: int = 0, /) -> bytes:
        """What came. Past the deadline raises ConnectionResetError, as if the client had left.

        Where gunicorn has set a time-out of its own, that counts.
        """
        if self.gettimeout() is not None:
            return super().recv(size, flags)
        try:
            self.settimeout(max(self.deadline - time.monotonic(), 0.001))
            return super().recv(size, flags)
        except TimeoutError as error:
            raise ConnectionResetError(errno.ECONNRESET, "The request did not arrive in time.") from error
        finally:
            self.settimeout(None)


class Worker(ThreadWorker):  # type: ignore[misc]  # gunicorn has no types
    """gunicorn's, but silent and leaving clients wait with the poller, and a request has to arrive in time."""

    def handle(self, conn: TConn) -> Any:
        """Serves one request, in a thread: gunicorn's hook; what it answers decides what becomes of the connection."""
        if not isinstance(conn.sock, ArrivingSocket):
            conn.sock = ArrivingSocket(fileno=conn.sock.detach())
        if self.alive and not conn.initialized and not conn.wait_for_data(FIRST_BYTE_SECONDS):
            return _DEFER
        conn.sock.deadline = time.monotonic() + settings.WEB_READ_SECONDS
        return super().handle(conn)

    def finish_request(self, conn: TConn, future: "Future[Any]") -> None:
        """Decides what becomes of the connection: gunicorn's hook, in the thread that accepts new ones.

        One that ends waits as silent ones do until the client closes it too: closed at once, what the client still
        sends would take the answer from it (RFC 9112, 9.6).
        """
        if future.cancelled() or future.exception() or future.result() or not stop_sending(conn.sock):
            super().finish_request(conn, future)
            return
        conn.set_timeout()
        self.pending_conns.append(conn)
        self.poller.register(conn.sock, EVENT_READ, partial(self.drain, conn))

    def drain(self, conn: TConn, sock: ArrivingSocket) -> None:
        """Throws away what still comes over a connection that ends, and closes it at its end."""
        if discard_arrived(sock):
            return
        self.poller.unregister(sock)
        self.pending_conns.remove(conn)
        self.nr_conns -= 1
        conn.close()


def stop_sending(sock: ArrivingSocket) -> bool:
    """Ends our half of the connection; False where the client has broken it off."""
    try:
        sock.setblocking(False)
        sock.shutdown(socket.SHUT_WR)
    except OSError:
        return False
    return True


def discard_arrived(sock: ArrivingSocket) -> bool:
    """Reads what came and forgets it; False where the client has closed the connection, or broken it off."""
    try:
        return bool(sock.recv(DRAINED_AT_ONCE))
    except BlockingIOError:
        return True
    except OSError:
        return False
