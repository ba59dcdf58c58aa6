"""`manage.py backup FILE`: a consistent copy of the database, while the program serves."""

import os
import sqlite3
import subprocess
from argparse import ArgumentParser
from contextlib import closing
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection


class Command(BaseCommand):
    help = (
        "Writes the database to a new file that only its owner may read: a SQLite file, or SQL for MariaDB or MySQL. "
        "README, Backups, says how to restore it."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="where to; it must not be there yet")

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        try:
            file.touch(mode=0o600, exist_ok=False)
        except OSError as error:
            raise CommandError(f"{file} can't be made ({error.strerror}).") from error
        try:
            if connection.vendor == "sqlite":
                copy_sqlite(file)
            else:
                dump_mysql(file)
        except (sqlite3.Error, OSError, subprocess.CalledProcessError) as error:
            file.unlink()
            raise CommandError(f"There is no backup: {error}") from error
        self.stdout.write(f"The database is in {file}.")


def copy_sqlite(file: Path) -> None:
    """By SQLite's backup API, in one step, so that no writer makes it begin anew. Raises sqlite3.Error."""
    source = f"{Path(connection.settings_dict['NAME']).absolute().as_uri()}?mode=ro"
    with closing(sqlite3.connect(source, uri=True)) as live, closing(sqlite3.connect(file)) as copy:
        live.backup(copy)


def dump_mysql(file: Path) -> None:
    """By mariadb-dump in one transaction. Raises OSError where it is not there, CalledProcessError where it failed."""
    own = connection.settings_dict
    where = [f"--host={own['HOST']}", f"--port={own['PORT'] or 3306}", f"--user={own['USER']}"]
    # the password by the environment, since everybody on the host can read a command's arguments
    environment = {**os.environ, "MYSQL_PWD": own["PASSWORD"]}
    command = ["mariadb-dump", "--no-defaults", *where, "--single-transaction", "--quick", own["NAME"]]
    with file.open("wb") as out:
        subprocess.run(command, stdout=out, env=environment, check=True)  # noqa: S603 - no shell, our own settings
