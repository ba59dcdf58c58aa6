"""What the program's environment may be, and what stops its start."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SECRETS = ["SECRET_KEY_ONE", "SECRET_KEY_TWO", "JWT_TOKEN", "GATEWAY_JWT_TOKEN"]


def start(tmp_path, **environment):
    """Runs `manage.py check` in production with that environment alone."""
    base = {
        "PATH": os.environ["PATH"],
        "DEBUG": "0",
        "DATA_DIR": str(tmp_path),
        "CLIENT_URL": "https://jobber.test",
        "API_GATEWAY_URL": "https://api.jobber.test",
        **{name: f"{name.lower()}-{'r4nd0m' * 8}" for name in SECRETS},
    }
    return subprocess.run(
        [sys.executable, "manage.py", "check"],
        cwd=ROOT,
        env={**base, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_production_starts_with_secrets_and_addresses(tmp_path):
    result = start(tmp_path)

    assert result.returncode == 0, result.stderr


@pytest.mark.parametrize("name", [*SECRETS, "CLIENT_URL", "API_GATEWAY_URL"])
def test_a_missing_variable_stops_the_start_by_name(tmp_path, name):
    result = start(tmp_path, **{name: ""})

    assert result.returncode != 0
    assert f"{name} is not set" in result.stderr


@pytest.mark.parametrize("value", ["change-me-" + "x" * 40, "qwertz", "development-only-" + "x" * 40])
def test_a_secret_that_is_none_stops_the_start(tmp_path, value):
    result = start(tmp_path, JWT_TOKEN=value)

    assert result.returncode != 0
    assert "JWT_TOKEN is" in result.stderr
    assert value not in result.stderr


def test_a_secret_used_twice_stops_the_start(tmp_path):
    result = start(tmp_path, JWT_TOKEN="same" * 20, GATEWAY_JWT_TOKEN="same" * 20)

    assert result.returncode != 0
    assert "GATEWAY_JWT_TOKEN is the same as JWT_TOKEN" in result.stderr


def test_development_needs_nothing_but_debug(tmp_path):
    nothing = dict.fromkeys([*SECRETS, "CLIENT_URL", "API_GATEWAY_URL"], "")

    assert start(tmp_path, DEBUG="1", **nothing).returncode == 0


def test_the_example_lists_every_variable_and_no_other():
    read = set(
        re.findall(r'(?:env(?:\.\w+)?|required|secret)\(\s*"([A-Z_]+)"', (ROOT / "jobber/settings.py").read_text())
    )
    listed = set(re.findall(r"^([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))

    assert listed == read


def test_the_example_starts_a_development_server(tmp_path):
    lines = re.findall(r"^([A-Z_]+)=(.*)$", (ROOT / ".env.example").read_text(), re.MULTILINE)
    distinct = {name: value + name if value == "change-me" else value for name, value in lines}

    result = start(tmp_path, **{**distinct, "DATA_DIR": str(tmp_path)})
    assert result.returncode == 0, result.stderr
