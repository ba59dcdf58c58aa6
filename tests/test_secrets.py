"""Where secrets must not be: a whole journey through the deployed processes, then every place is searched."""

import gzip
import json
import re
import subprocess
import threading
import time
from http.cookies import SimpleCookie
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.request import Request, urlopen

import pytest
from django.conf import settings
from django.db import connection
from elasticsearch import Elasticsearch

from tests.callers import GATEWAY, PASSWORD, account
from tests.servers import manage, web

pytestmark = [
    pytest.mark.skipif(
        not (settings.RABBITMQ_ENDPOINT and settings.ELASTIC_SEARCH_URL and connection.vendor == "mysql"),
        reason="needs the real servers",
    ),
    pytest.mark.django_db(transaction=True),
]
NEW_PASSWORD = "0ther-w0rd"


class ApmStub(ThreadingHTTPServer):
    """Takes what Elastic APM's agent sends, as text in `seen`."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), ApmHandler)
        self.seen = []
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_address[1]}"


class ApmHandler(BaseHTTPRequestHandler):
    def do_GET(self):
        self.answer()

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        zipped = self.headers["Content-Encoding"] == "gzip"
        self.server.seen.append((gzip.decompress(body) if zipped else body).decode())
        self.answer()

    def answer(self):
        self.send_response(202)
        self.end_headers()
        self.wfile.write(b"{}")

    def log_message(self, *_):
        """Says nothing."""


class Person:
    """Somebody at the web process's address, who keeps cookies."""

    def __init__(self, url, address):
        self.base, self.address, self.cookies = url + GATEWAY, address, {}

    def call(self, method, path, body=None):
        headers = {
            "Content-Type": "application/json",
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            "X-Forwarded-For": self.address,
        }
        data = None if method == "GET" else json.dumps(body or {}).encode()
        with urlopen(Request(self.base + path, data, headers, method=method)) as answer:
            for header in answer.headers.get_all("Set-Cookie", []):
                self.cookies |= {name: morsel.value for name, morsel in SimpleCookie(header).items()}
            return json.loads(answer.read())


def until(condition):
    give_up = time.monotonic() + 40
    while not (result := condition()):
        assert time.monotonic() < give_up, "waited in vain"
    return result


def mail(folder, pattern):
    """What a pattern finds in the mails that went out, once one of them has it."""
    return until(lambda: next(iter(re.findall(pattern, "".join(p.read_text() for p in folder.iterdir()))), None))


def journey(url, mails):
    """Sign-up to reset; the secrets that were under way."""
    ada, elsewhere = Person(url, "203.0.113.1"), Person(url, "203.0.113.2")
    ada.call("POST", "/auth/signup", account())
    verification = mail(mails, r"v_token=(\w{40})\s")
    ada.call("PUT", "/auth/verify-email", {"token": verification})
    elsewhere.call("POST", "/auth/signin", {"username": "ada love", "password": PASSWORD})
    pending = elsewhere.cookies["session"]
    otp = mail(mails, r"\n(\d{6})\n")
    elsewhere.call("PUT", f"/auth/verify-otp/{otp}", {})
    elsewhere.call("PUT", "/auth/forgot-password", {"email": "ada@example.com"})
    reset = mail(mails, r"\?token=(\w{40})\s")
    elsewhere.call("PUT", f"/auth/reset-password/{reset}", {"password": NEW_PASSWORD, "confirmPassword": NEW_PASSWORD})
    mail(mails, "(is a new one from now on)")
    cookies = [pending, ada.cookies["session"], elsewhere.cookies["session"], ada.cookies["device"]]
    return [PASSWORD, NEW_PASSWORD, verification, reset, f"verify-otp/{otp}", *cookies]


def dump():
    """The database as text."""
    own = connection.settings_dict
    command = [
        "mariadb-dump",
        "--no-defaults",
        "--host",
        own["HOST"],
        "--port",
        str(own["PORT"]),
        "--user",
        own["USER"],
    ]
    return subprocess.run(
        [*command, f"--password={own['PASSWORD']}", own["NAME"]], check=True, capture_output=True, text=True
    ).stdout


def shipped():
    """The log lines at Elasticsearch."""
    client = Elasticsearch(settings.ELASTIC_SEARCH_URL)
    client.indices.refresh(index="logs-jobber-*")
    return str(client.search(index="logs-jobber-*", size=1000)["hits"]["hits"])


def leaks(secrets, places):
    """Which secrets are where."""
    return [(place, secret) for place, text in places.items() for secret in secrets if secret in text]


@pytest.fixture
def ended():
    """Ends processes with the test, however it ends."""
    processes = []
    yield lambda *more: processes.extend(more)
    for process in processes:
        process.kill()
        process.wait()


@pytest.fixture
def logs():
    client = Elasticsearch(settings.ELASTIC_SEARCH_URL)
    client.indices.delete(index="logs-jobber-0", ignore_unavailable=True)  # of a run that was killed
    client.indices.create(index="logs-jobber-0")
    yield
    for name in client.indices.get(index="logs-jobber-*"):
        client.indices.delete(index=name)


def test_no_secret_of_a_journey_is_left_anywhere(tmp_path, logs, ended):
    apm, mails = ApmStub(), tmp_path / "mails"
    mails.mkdir()
    environment = {
        "DEBUG": "0", "LOG_TO_ELASTICSEARCH": "1", "ENABLE_APM": "1", "ELASTIC_APM_SERVER_URL": apm.url,
        "ELASTIC_APM_API_REQUEST_TIME": "1s", "TRUSTED_PROXIES": "127.0.0.1/32", "EMAIL_URL": f"filemail://{mails}",
    }  # fmt: skip
    workers = [manage("relay", **environment), manage("deliver_mail", **environment)]
    ended(*workers)
    with web(**environment) as url:
        secrets = journey(url, mails)
        metrics = urlopen(f"{url}/metrics").read().decode()
        until(lambda: "reset-password" in "".join(apm.seen))
        until(lambda: "reset-password" in shipped())
        places = {"metrics": metrics, "apm": "".join(apm.seen), "logs at Elasticsearch": shipped(), "database": dump()}
    for worker in workers:
        worker.terminate()
        places[f"output of {worker.args[-1]}"] = worker.communicate()[0].decode()
    apm.shutdown()

    assert leaks(secrets, places) == []


def test_a_leak_would_be_found(logs):
    secret = "planted-secret"
    # it lives until its line has been shipped
    code = f"import logging, sys; logging.getLogger('x').warning('{secret}'); sys.stdin.read()"
    process = manage("shell", "-c", code, DEBUG="0", LOG_TO_ELASTICSEARCH="1")
    logged = until(lambda: secret in shipped() and shipped())
    output = process.communicate()[0].decode()

    found = leaks([secret], {"output": output, "logs at Elasticsearch": logged})
    assert [place for place, _ in found] == ["output", "logs at Elasticsearch"]
