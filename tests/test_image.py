"""The image: it migrates, serves, relays and delivers against the real servers.

IMAGE_RUNNER is a command that runs another one in the built image, on this machine's network and with this process's
environment, such as `docker run --rm --network host --env-file … jobber-front-door`.
"""

import contextlib
import json
import os
import shlex
import signal
import socket
import subprocess
import time
from urllib.request import Request, urlopen

import pytest
from django.db import connection

from tests.callers import GATEWAY, account

pytestmark = pytest.mark.skipif(not os.environ.get("IMAGE_RUNNER"), reason="IMAGE_RUNNER is not set")
DATABASE = "jobber_image_test"


@pytest.fixture
def image(tmp_path):
    """Starts a command in the image, on a database of its own; all are ended with the test."""
    own = connection.settings_dict
    with connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {DATABASE}")
        cursor.execute(f"CREATE DATABASE {DATABASE} CHARACTER SET utf8mb4")
    environment = {
        **os.environ,
        "DEBUG": "0",
        "MYSQL_DB": f"mysql://{own['USER']}:{own['PASSWORD']}@{own['HOST']}:{own['PORT']}/{DATABASE}",
        "EMAIL_URL": "consolemail://",
    }
    running = []

    def start(*command, **more):
        call = [*shlex.split(os.environ["IMAGE_RUNNER"]), *command]
        output = (tmp_path / str(len(running))).open("w+b")
        process = subprocess.Popen(
            call, env={**environment, **more}, stdout=output, stderr=subprocess.STDOUT, start_new_session=True
        )
        running.append((process, output))
        return process, output

    yield start
    for process, output in running:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)
        process.wait()
        output.close()


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


def answer(request):
    """The JSON answer, once there is one."""
    give_up = time.monotonic() + 60
    while True:
        try:
            with urlopen(request) as response:
                return json.loads(response.read())
        except OSError:
            assert time.monotonic() < give_up, "waited in vain"


@pytest.mark.django_db(transaction=True)
def test_it_migrates_serves_relays_and_delivers(image):
    succeed(image("python", "manage.py", "migrate"))
    port = free_port()
    image("sh", "-c", "python manage.py wait && exec gunicorn --config gunicorn.conf.py", PORT=str(port))

    url = f"http://127.0.0.1:{port}"
    assert answer(f"{url}/health/ready")["database"] == "ok"
    body = json.dumps(account()).encode()
    user = answer(Request(f"{url}{GATEWAY}/auth/signup", body, {"Content-Type": "application/json"}))["user"]
    assert user["username"] == "Ada Love"
    succeed(image("python", "manage.py", "relay", "--drain"))
    assert "Welcome to Jobber" in succeed(image("python", "manage.py", "deliver_mail", "--drain"))


def succeed(started):
    """Waits for a command; what it said."""
    process, output = started
    code = process.wait(120)
    output.seek(0)
    said = output.read().decode()
    assert code == 0, said
    return said
