"""The real servers, for tests that break them: bin/services, and a proxy that listens in on a connection."""

import contextlib
import json
import os
import socket
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlsplit, urlunsplit
from urllib.request import Request, urlopen

from django.conf import settings
from django.db import connection

ROOT = Path(__file__).resolve().parents[1]
# a program of its own parts, also where the test run has real servers
EMBEDDED = {"MYSQL_DB": "", "RABBITMQ_ENDPOINT": "", "ELASTIC_SEARCH_URL": "", "REDIS_HOST": ""}


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


def start(command, output=subprocess.PIPE, **environment):
    """Starts a process of the program on the test's own database."""
    url = urlsplit(os.environ["MYSQL_DB"])
    database = urlunsplit(url._replace(path=f"/{connection.settings_dict['NAME']}"))
    variables = {**os.environ, "MYSQL_DB": database, "DATA_DIR": str(settings.DATA_DIR), **environment}
    pipe = subprocess.PIPE
    return subprocess.Popen(command, cwd=ROOT, env=variables, stdin=pipe, stdout=output, stderr=subprocess.STDOUT)


def manage(*arguments, **environment):
    """Starts a manage.py command."""
    return start([sys.executable, "manage.py", *arguments], **environment)


@contextlib.contextmanager
def web(**environment):
    """A web process as it is deployed; its address."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "gunicorn", "--config", "gunicorn.conf.py"]
    url = f"http://127.0.0.1:{port}"
    environment = {"CLIENT_URL": url, "API_GATEWAY_URL": url, **environment}
    # a file, since a pipe that nobody reads would soon hold the process up
    with tempfile.TemporaryFile() as output:
        process = start(command, output, PORT=str(port), **environment)
        try:
            while call(f"{url}/gateway-health") != 200:
                assert process.poll() is None, "the web process ended"
                time.sleep(0.05)  # asking without a pause would take a core from what is starting
            yield url
        finally:
            process.terminate()
            process.wait()


@contextlib.contextmanager
def full(queue):
    """The queue has a thread in each of its places meanwhile."""
    with contextlib.ExitStack() as places:
        while queue.threads.acquire(blocking=False):
            places.callback(queue.threads.release)
        yield


def call(url, method="GET", body=None, cookies="", **headers):
    """The status of the answer to a request over HTTP; 0 where there was none."""
    data = None if method == "GET" else json.dumps(body or {}).encode()
    headers = {"Content-Type": "application/json", "Cookie": cookies, **headers}
    try:
        with urlopen(Request(url, data, headers, method=method), timeout=30) as answer:
            return answer.status
    except HTTPError as error:
        return error.code
    except OSError:
        return 0


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
