"""The environment of a test run, set before Django reads its settings: a pytest plugin (pyproject.toml, `-p`).

The real servers' variables count only where TEST_SERVICES is set, as `make test-services` does.
"""

import os
import tempfile

SERVERS = ["MYSQL_DB", "RABBITMQ_ENDPOINT", "ELASTIC_SEARCH_URL", "REDIS_HOST"]
ON_SERVERS = bool(os.environ.get("TEST_SERVICES"))

if not ON_SERVERS:
    os.environ.update(dict.fromkeys(SERVERS, ""))
os.environ.update(
    DEBUG="1",
    DATA_DIR=tempfile.mkdtemp(prefix="jobber-tests-"),
    SECRET_KEY_ONE="tests-secret-key-one-" + "1" * 32,
    SECRET_KEY_TWO="tests-secret-key-two-" + "2" * 32,
    JWT_TOKEN="tests-jwt-token-" + "3" * 32,
    GATEWAY_JWT_TOKEN="tests-gateway-jwt-token-" + "4" * 32,
    CLIENT_URL="http://localhost:3000",
    API_GATEWAY_URL="http://localhost:4000",
)
