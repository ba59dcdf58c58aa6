"""The README's recipe on MariaDB: a dump while the program serves, and what was restored from it."""

import os
import subprocess
from urllib.parse import urlsplit

import pytest
from django.db import connection

from benchmarks.serving import serving
from tests.callers import CHROME, PASSWORD
from tests.people import Crowd, Person

pytestmark = pytest.mark.skipif(connection.vendor != "mysql", reason="needs MariaDB")
SESSIONS = "SELECT COUNT(*), SUM(ended_at IS NULL) FROM auth_service_session"
MESSAGES = "SELECT SUM(state = 'waiting'), SUM(state = 'held') FROM auth_service_outboxmessage"


@pytest.fixture
def databases():
    """Two empty databases: their URLs, and a cursor in each."""
    from benchmarks.databases import own_database  # noqa: PLC0415 - the driver is there only where MariaDB is

    with own_database("jobber_backup") as live, own_database("jobber_restored") as restored:
        yield live, restored


def load(file, url):
    """As the recipe says."""
    parts = urlsplit(url)
    command = [
        "mariadb",
        "--no-defaults",
        f"--host={parts.hostname}",
        f"--port={parts.port}",
        f"--user={parts.username}",
    ]
    environment = {**os.environ, "MYSQL_PWD": parts.password or ""}
    with file.open("rb") as dump:
        subprocess.run([*command, parts.path.strip("/")], stdin=dump, env=environment, check=True)


def first(cursor, query):
    cursor.execute(query)
    return cursor.fetchone()


def test_a_dump_made_while_people_sign_up_is_whole_and_restores_by_the_recipe(databases, tmp_path):
    (live, _), (restored, cursor) = databases
    dump, away = tmp_path / "backup.sql", {"RABBITMQ_ENDPOINT": "amqp://127.0.0.1:1"}
    with serving("backup", MYSQL_DB=live, **away) as system, Crowd(system.url) as crowd:
        system.manage("backup", str(dump))
    assert set(crowd.statuses) == {201}
    assert dump.stat().st_mode & 0o777 == 0o600
    load(dump, restored)

    with serving("restored", MYSQL_DB=restored, **away) as system:
        users = first(cursor, "SELECT COUNT(*) FROM auth_service_user")[0]
        assert 3 <= users <= len(crowd.statuses)
        assert first(cursor, SESSIONS) == (users, users)
        assert first(cursor, MESSAGES) == (2 * users, 0)
        system.manage("after_restore")

        assert first(cursor, SESSIONS) == (users, 0)
        # a mail whose link is dead is not held, what the other services are to know of each user is
        assert first(cursor, MESSAGES) == (0, users)
        ada = {"username": "user 0", "password": PASSWORD, **CHROME}
        again = Person("203.0.113.2").call(system.url, "POST", "/auth/signin", ada)
        assert (again[0], again[1]["message"]) == (200, "OTP code sent")
