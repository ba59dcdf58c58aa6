"""gunicorn's threads, and how long a client may hold one of them.

gunicorn itself waits for ever until a request has arrived, gives each silent connection a thread for five seconds, and
closes connections in the one thread that accepts new ones, two seconds for each client that does not close its end. A
proxy in front that buffers (deploy/nginx.conf) is still what keeps slow clients away: here many can take every thread.
"""

import contextlib
import errno
import select
import socket
import time
from concurrent.futures import Future
from functools import partial
from selectors import EVENT_READ
from typing import TYPE_CHECKING, Any

from django.conf import settings
from gunicorn.workers.gthread import _DEFER, TConn, ThreadWorker

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

# Long enough for what is on its way, too short to hold a thread.
FIRST_BYTE_SECONDS = 0.01
# How long a worker leaves a new connection to the others, for each request it has in hand, and for how many at most:
# meanwhile it hears of nothing else.
PRECEDENCE_SECONDS, MOST_PRECEDENCES = 0.0001, 8
DRAINED_AT_ONCE = 65536


class ArrivingSocket(socket.socket):
    """A client's connection, which a thread reads from until `deadline` (by the monotonic clock) and no longer.

    The system knows it as non-blocking for good: gunicorn tells it to block or not seven times a request, and at each
    system call other threads take the interpreter's lock. So what it is told is kept here, and waiting is by poll.
    """

    deadline = float("inf")
    patience: float | None = 0

    def __init__(self, fileno: int) -> None:
        super().__init__(fileno=fileno)
        super().setblocking(False)

    def settimeout(self, seconds: float | None, /) -> None:
        """How long to wait for the client: None until `deadline`, 0 not at all."""
        self.patience = seconds

    def setblocking(self, flag: bool, /) -> None:
        """The same."""
        self.patience = None if flag else 0

    def gettimeout(self) -> float | None:
        """What was told last."""
        return self.patience

    def recv(self, size: int, flags: int = 0, /) -> bytes:
        """What came. Past the deadline raises ConnectionResetError, as if the client had left.

        Where gunicorn has set a time-out of its own, that counts, and raises TimeoutError.
        """
        while True:
            with contextlib.suppress(BlockingIOError):
                return super().recv(size, flags)
            if not self.wait(select.POLLIN, self.deadline - time.monotonic()):
                raise ConnectionResetError(errno.ECONNRESET, "The request did not arrive in time.")

    def sendall(self, data: "ReadableBuffer", flags: int = 0, /) -> None:
        """Sends all of it, at the pace of the client."""
        left = memoryview(data)
        while left:
            try:
                left = left[super().send(left, flags) :]
            except BlockingIOError:
                self.wait(select.POLLOUT)

    def wait(self, event: int, seconds: float = float("inf")) -> bool:
        """Whether it came to that in time. Raises TimeoutError past a time-out of gunicorn's, BlockingIOError for 0."""
        if self.patience == 0:
            raise BlockingIOError(errno.EAGAIN, "Nothing is there.")
        most = seconds if self.patience is None else self.patience
        poll = select.poll()
        poll.register(self, event)
        if poll.poll(None if most == float("inf") else max(most, 0) * 1000):
            return True
        if self.patience is None:
            return False
        raise TimeoutError("timed out")


class Worker(ThreadWorker):  # type: ignore[misc]  # gunicorn has no types
    """gunicorn's, but silent and leaving clients wait with the poller, and a request has to arrive in time."""

    def accept(self, listener: socket.socket) -> None:
        """Takes a new connection, where none that has less to do took it: gunicorn's hook.

        The system tells all workers of it, and time after time the same may be first, however much it has to do.
        """
        for _ in range(min(self.requests_in_hand(), MOST_PRECEDENCES) if self.cfg.workers > 1 else 0):
            time.sleep(PRECEDENCE_SECONDS)
            if not select.select([listener], [], [], 0)[0]:
                return
        super().accept(listener)

    def requests_in_hand(self) -> int:
        """How many connections wait for this worker, and not for their clients."""
        waiting = len(self.keepalived_conns) + len(self.pending_conns)
        return int(self.nr_conns - waiting)

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
