"""What the program's environment may be, and what stops its start."""

import os
import re
import socket
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SECRETS = ["SECRET_KEY_ONE", "SECRET_KEY_TWO", "JWT_TOKEN", "GATEWAY_JWT_TOKEN"]


def start(tmp_path, command="check", **environment):
    """Runs a manage.py command in production with that environment alone."""
    base = {
        "PATH": os.environ["PATH"],
        "DEBUG": "0",
        "DATA_DIR": str(tmp_path),
        "CLIENT_URL": "https://jobber.test",
        "API_GATEWAY_URL": "https://api.jobber.test",
        **{name: f"{name.lower()}-{'r4nd0m' * 8}" for name in SECRETS},
    }
    return subprocess.run(
        [sys.executable, "manage.py", command],
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


@pytest.mark.parametrize(("name", "value"), [("PORT", "http"), ("WEB_THREADS", "-1"), ("BODY_MAX_BYTES", "8m")])
def test_a_number_that_is_none_stops_the_start_by_name(tmp_path, name, value):
    assert f"{name} must be a whole number." in start(tmp_path, **{name: value}).stderr


@pytest.mark.parametrize(
    "url",
    ["gig:4004", "ftp://gig", "http://", "http://gig:port", "http://user:word@gig", "http://gig?x", "http://g ig"],
)
def test_a_service_whose_address_is_none_stops_the_start_by_name(tmp_path, url):
    result = start(tmp_path, GIG_BASE_URL=url)

    assert result.returncode != 0
    assert "GIG_BASE_URL is no address of a service" in result.stderr
    assert "word" not in result.stderr


def test_the_program_starts_with_services_that_are_away(tmp_path):
    away = {"USERS_BASE_URL": "http://users.invalid:4003/", "GIG_BASE_URL": "https://[::1]:4004/inner"}

    assert start(tmp_path, **away).returncode == 0


def test_what_stops_the_start_is_said_in_one_line(tmp_path):
    lines = start(tmp_path, JWT_TOKEN="").stderr.splitlines()

    assert len(lines) == 1, lines


def test_a_taken_port_is_said_before_anything_is_touched(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        result = start(tmp_path, "prepare", DEBUG="1", PORT=str(port))

    assert result.returncode != 0
    assert f"Port {port} can't be had" in result.stderr
    assert not (tmp_path / "jobber.sqlite3").exists()


def test_development_needs_nothing_but_debug(tmp_path):
    nothing = dict.fromkeys([*SECRETS, "CLIENT_URL", "API_GATEWAY_URL"], "")

    assert start(tmp_path, DEBUG="1", **nothing).returncode == 0


def test_the_example_lists_every_variable_and_no_other():
    read = set(
        re.findall(
            r'(?:env(?:\.\w+)?|number|required|secret|service_url)\(\s*"([A-Z_]+)"',
            (ROOT / "jobber/settings.py").read_text(),
        )
    )
    listed = set(re.findall(r"^([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))

    assert listed == read


def test_compose_hands_every_variable_on_but_those_of_the_image():
    program = (ROOT / "docker-compose.yml").read_text().split("\nservices:")[0]
    listed = set(re.findall(r"^([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))

    assert set(re.findall(r"^    ([A-Z_]+):", program, re.MULTILINE)) == listed - {"BIND", "DATA_DIR", "PORT"}


def test_the_example_starts_a_development_server(tmp_path):
    lines = re.findall(r"^([A-Z_]+)=(.*)$", (ROOT / ".env.example").read_text(), re.MULTILINE)
    distinct = {name: value + name if value == "change-me" else value for name, value in lines}

    result = start(tmp_path, **{**distinct, "DATA_DIR": str(tmp_path)})
    assert result.returncode == 0, result.stderr
