"""The real servers, for tests that break them: bin/services, and a proxy that listens in on a connection."""

import contextlib
import os
import socket
import subprocess
import sys
import threading
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from django.conf import settings
from django.db import connection

ROOT = Path(__file__).resolve().parents[1]


def services(verb, *names):
    """Runs bin/services."""
    subprocess.run([ROOT / "bin" / "services", verb, *names], check=True, capture_output=True)


@contextlib.contextmanager
def killed(name):
    """The server is gone meanwhile."""
    services("kill", name)
    try:
        yield
    finally:
        services("up", name)


@contextlib.contextmanager
def frozen(name):
    """The server answers nothing meanwhile, while its connections stay open."""
    services("freeze", name)
    try:
        yield
    finally:
        services("thaw", name)


def manage(*arguments, **environment):
    """Starts a manage.py command as a process of its own, on the test's database."""
    url = urlsplit(os.environ["MYSQL_DB"])
    database = urlunsplit(url._replace(path=f"/{connection.settings_dict['NAME']}"))
    variables = {**os.environ, "MYSQL_DB": database, "DATA_DIR": str(settings.DATA_DIR), **environment}
    return subprocess.Popen(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=variables,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )


class DeafProxy:
    """A TCP proxy to a server, which from `deafen` on lets nothing that the server says come back."""

    def __init__(self, host, port):
        self.target = (host, port)
        self.deaf = threading.Event()
        self.swallowed = threading.Event()
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        with contextlib.suppress(OSError):
            while True:
                client, _ = self.listener.accept()
                server = socket.create_connection(self.target)
                threading.Thread(target=self.copy, args=(client, server, False), daemon=True).start()
                threading.Thread(target=self.copy, args=(server, client, True), daemon=True).start()

    def copy(self, source, sink, from_server):
        with contextlib.suppress(OSError):
            while data := source.recv(65536):
                if from_server and self.deaf.is_set():
                    self.swallowed.set()
                else:
                    sink.sendall(data)

    def close(self):
        self.listener.close()
