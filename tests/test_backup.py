"""The README's recipe: a backup while the program serves, and what was restored from it."""

import shutil
import sqlite3

from benchmarks.serving import serving
from tests.people import Crowd


def test_a_backup_made_while_people_sign_up_is_whole_and_restores_by_the_recipe(tmp_path):
    copy = tmp_path / "backup.sqlite3"
    with serving("backup") as system, Crowd(system.url) as crowd:
        system.manage("backup", str(copy))
    assert set(crowd.statuses) == {201}

    with serving("restored") as restored:
        users, sessions = counts(copy)
        assert 3 <= users == sessions <= len(crowd.statuses)
        shutil.copy(copy, f"{restored.environment['DATA_DIR']}/jobber.sqlite3")
        restored.manage("migrate", "--verbosity=0")
        restored.manage("after_restore")
        assert counts(f"{restored.environment['DATA_DIR']}/jobber.sqlite3") == (users, 0)
    assert copy.stat().st_mode & 0o777 == 0o600


def counts(path):
    """How many users there are in a whole database, and how many sessions have not ended."""
    with sqlite3.connect(path) as database:
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        query = (
            "SELECT (SELECT COUNT(*) FROM auth_service_user), COUNT(*) FROM auth_service_session WHERE ended_at IS NULL"
        )
        return database.execute(query).fetchone()
