"""The environment of a test run, set before Django reads its settings: a pytest plugin (pyproject.toml, `-p`).

Every variable has its documented default, whatever `.env` or the shell says. The real servers' variables count where
TEST_SERVICES is set, as `make test-services` does.
"""

import atexit
import os
import re
import shutil
import tempfile
from pathlib import Path

EXAMPLE = Path(__file__).resolve().parents[1] / ".env.example"
SERVERS = {"MYSQL_DB", "RABBITMQ_ENDPOINT", "ELASTIC_SEARCH_URL", "REDIS_HOST"}
FROM_OUTSIDE = SERVERS if os.environ.get("TEST_SERVICES") else set()

worker = os.environ.get("PYTEST_XDIST_WORKER", "")
if FROM_OUTSIDE and worker:
    # queues and counts of its own, as it has a database of its own (bin/services makes the virtual hosts)
    os.environ["RABBITMQ_ENDPOINT"] += f"/{worker}"
    os.environ["REDIS_HOST"] += f"/{worker.removeprefix('gw')}"

data = tempfile.mkdtemp(prefix="jobber-tests-")
atexit.register(shutil.rmtree, data, ignore_errors=True)

defaults = dict(re.findall(r"^([A-Z_]+)=(.*)$", EXAMPLE.read_text(), re.MULTILINE))
os.environ.update({name: value for name, value in defaults.items() if name not in FROM_OUTSIDE})
os.environ.update(
    DEBUG="1",
    DATA_DIR=data,
    # a live server of the tests has a thread for each caller, and half of these may hash
    WEB_THREADS="64",
    SECRET_KEY_ONE="tests-secret-key-one-" + "1" * 32,
    SECRET_KEY_TWO="tests-secret-key-two-" + "2" * 32,
    JWT_TOKEN="tests-jwt-token-" + "3" * 32,
    GATEWAY_JWT_TOKEN="tests-gateway-jwt-token-" + "4" * 32,
    CLIENT_URL="http://localhost:3000",
    API_GATEWAY_URL="http://localhost:4000",
)
