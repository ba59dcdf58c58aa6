"""Requests that are held in flight: a worker has begun with them, and they end when their caller lets them."""

import http.client
import json
import socket
from pathlib import Path
from urllib.parse import urlsplit

PATH = "/api/v1/gateway/auth/forgot-password"
BODY = json.dumps({"email": "nobody@example.com"}).encode()
CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"


class HeldRequest:
    """A request whose body is still to come. gunicorn says 100 Continue when a thread has begun with it."""

    def __init__(self, url: str) -> None:
        """Returns once a worker has begun. Raises AssertionError where none does."""
        parts = urlsplit(url)
        self.socket = socket.create_connection((parts.hostname, parts.port), timeout=30)
        head = f"PUT {PATH} HTTP/1.1\r\nHost: {parts.netloc}\r\nConnection: close\r\n"
        head += f"Content-Type: application/json\r\nContent-Length: {len(BODY)}\r\nExpect: 100-continue\r\n\r\n"
        self.socket.sendall(head.encode())
        said = self.socket.recv(len(CONTINUE), socket.MSG_WAITALL)
        assert said == CONTINUE, said

    def is_held_by(self, pid: int) -> bool:
        """Whether the process with that id has the connection."""
        port = f":{self.socket.getsockname()[1]:04X}"
        rows = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
        inodes = {f"socket:[{row[9]}]" for row in rows if row[2].endswith(port)}
        links = list(Path(f"/proc/{pid}/fd").iterdir())
        return any(str(link.readlink()) in inodes for link in links if link.is_symlink())

    def finish(self) -> int:
        """Sends the body; the answer's status, 0 where there is none."""
        try:
            self.socket.sendall(BODY)
            answer = http.client.HTTPResponse(self.socket)
            answer.begin()
            answer.read()
        except (OSError, http.client.HTTPException):
            return 0
        finally:
            self.socket.close()
        return answer.status
