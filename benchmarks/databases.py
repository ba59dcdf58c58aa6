"""Databases of the benchmarks' own, on the server that `MYSQL_DB` names."""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import MySQLdb

NAME = "jobber_bench"


@contextlib.contextmanager
def own_database(name: str = NAME) -> Iterator[tuple[str, Any]]:
    """An empty database's URL, and a cursor in it; it is gone afterwards."""
    url = urlsplit(os.environ["MYSQL_DB"])
    connection = MySQLdb.connect(
        host=url.hostname, port=url.port, user=url.username, password=url.password, autocommit=True
    )
    cursor = connection.cursor()
    cursor.execute(f"DROP DATABASE IF EXISTS {name}")
    cursor.execute(f"CREATE DATABASE {name} CHARACTER SET utf8mb4")
    cursor.execute(f"USE {name}")
    try:
        yield urlunsplit(url._replace(path=f"/{name}")), cursor
    finally:
        cursor.execute(f"DROP DATABASE {name}")
        connection.close()


def statements(cursor: Any) -> int:
    """How many statements that read or write rows the server has had so far."""
    cursor.execute("SHOW GLOBAL STATUS WHERE Variable_name IN ('Com_select', 'Com_insert', 'Com_update', 'Com_delete')")
    return sum(int(value) for _, value in cursor.fetchall())


def server_pid(cursor: Any) -> int:
    """The server's process, which must be on this machine."""
    cursor.execute("SELECT @@pid_file")
    return int(Path(cursor.fetchone()[0]).read_text())
