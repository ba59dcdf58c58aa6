"""The command line as a person meets it: help, exit codes, and Ctrl-C, on a database of its own."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time

import pytest
from django.core.management import load_command_class
from django.db import connection

from tests.servers import EMBEDDED, ROOT

DJANGOS = {"help", "version", "verbosity", "settings", "pythonpath", "traceback", "no_color", "force_color"}
on_sqlite = pytest.mark.skipif(connection.vendor != "sqlite", reason="copies SQLite's tables")


@pytest.fixture
def manage(tmp_path):
    """Starts a manage.py command on embedded parts under `tmp_path`."""
    processes = []

    def start(*arguments):
        process = subprocess.Popen(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env={**os.environ, **EMBEDDED, "DEBUG": "1", "DATA_DIR": str(tmp_path), "PYTHONUNBUFFERED": "1"},
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        processes.append(process)
        return process

    yield start
    for process in processes:
        process.kill()
        process.communicate()


@pytest.fixture
def database(tmp_path):
    """The path of the commands' database, which has the tables."""
    path = tmp_path / "jobber.sqlite3"
    with connection.cursor() as cursor:
        cursor.execute("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%%'")
        statements = ";".join(row[0] for row in cursor.fetchall())
    with sqlite3.connect(path) as target:
        target.executescript(statements)
    return path


def ended(process):
    """What the command said once it is over, and its exit code."""
    out, err = process.communicate(timeout=120)
    return out, err, process.returncode


def count(database):
    """How many users there are."""
    with sqlite3.connect(database) as reader:
        return reader.execute("SELECT COUNT(*) FROM auth_service_user").fetchone()[0]


def until(condition):
    give_up = time.monotonic() + 120
    while not condition():
        assert time.monotonic() < give_up, "waited in vain"
        time.sleep(0.02)


@pytest.mark.parametrize(
    ("app", "name"),
    [
        *(("auth_service", name) for name in ("seed_users", "seed_demo", "relay", "deliver_mail", "import_users")),
        *(("search", name) for name in ("seed_gigs", "index_gigs", "rebuild_index")),
    ],
)
def test_help_says_what_the_command_and_each_argument_is_for(app, name):
    parser = load_command_class(app, name).create_parser("manage.py", name)
    own = [action for action in parser._actions if action.dest not in DJANGOS]

    assert parser.description
    assert [action.dest for action in own if not action.help] == []


def test_what_cannot_be_done_ends_with_one_line_and_exit_code_1(manage):
    assert ended(manage("seed_users", "--count", "0")) == ("", "CommandError: --count must be 1 or more.\n", 1)


@on_sqlite
def test_ctrl_c_ends_a_long_seeding_with_a_line_that_is_true(manage, database):
    seeding = manage("seed_users", "--count", "1000000")
    until(lambda: count(database) > 0)
    seeding.send_signal(signal.SIGINT)
    out, err, code = ended(seeding)

    users = count(database)
    assert (out.strip(), code) == ("", 130)
    assert err == f"CommandError: Stopped: {users} users added. Run it again for the rest.\n"
    # each batch of 500 is there as a whole or not at all
    assert 0 < users < 1_000_000
    assert users % 500 == 0


@on_sqlite
def test_ctrl_c_ends_the_mail_relay_with_a_line(manage, database):
    relay = manage("relay")
    assert relay.stdout.readline() == "Sending mails. Ctrl-C ends it.\n"
    relay.send_signal(signal.SIGINT)

    assert ended(relay) == ("0 mails handled.\n", "", 0)


def test_ctrl_c_ends_a_bulk_load_with_a_line_and_leaves_the_index_in_order(manage, tmp_path):
    large, small = tmp_path / "large.ndjson", tmp_path / "small.ndjson"
    gig = {"id": "1", "sortId": 1, "price": 5, "active": True, "title": "A word"}
    small.write_text(json.dumps(gig))
    with large.open("w") as file:
        file.writelines(json.dumps({**gig, "id": str(number)}) + "\n" for number in range(300_000))
    load = manage("index_gigs", str(large))
    until(lambda: list((tmp_path / "index").rglob("*.lock")))
    load.send_signal(signal.SIGINT)

    out, err, code = ended(load)
    assert (out.strip(), code) == ("", 130)
    assert err == "CommandError: Stopped: not every gig is in; run it again.\n"
    out, err, code = ended(manage("index_gigs", str(small)))
    assert (out.strip(), err, code) == ("1 gigs indexed, 0 lines refused.", "", 0)
