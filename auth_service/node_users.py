"""The Node auth service's table of users, read over a connection of its own."""

from typing import Any

import environ
import MySQLdb

COLUMNS = (
    "id", "username", "email", "password", "profilePublicId", "profilePicture", "country", "emailVerified",
    "browserName", "deviceType", "createdAt", "updatedAt",
)  # fmt: skip
SELECT = f"SELECT {', '.join(f'`{name}`' for name in COLUMNS)} FROM auths"  # noqa: S608 - our own column names
Row = dict[str, Any]


class SourceAway(Exception):
    """The Node service's database can't be read."""


class NodeUsers:
    """The table `auths` (contract 4's fields as columns)."""

    def __init__(self, url: str) -> None:
        """Connects. Raises SourceAway."""
        source = environ.Env.db_url_config(url)
        try:
            self.connection = MySQLdb.connect(
                host=source["HOST"],
                port=int(source["PORT"] or 3306),
                user=source["USER"],
                passwd=source["PASSWORD"],
                db=source["NAME"],
                charset="utf8mb4",
                autocommit=True,
            )
        except (MySQLdb.Error, KeyError, ValueError) as error:
            raise SourceAway(f"The source can't be reached ({type(error).__name__}).") from error

    def highest_id(self) -> int:
        """The highest id; 0 for an empty table. Raises SourceAway."""
        return int(self.rows("SELECT COALESCE(MAX(id), 0) FROM auths")[0][0])

    def between(self, above: int, up_to: int) -> list[Row]:
        """The users with ids above one number, up to another, in ascending order. Raises SourceAway."""
        rows = self.rows(f"{SELECT} WHERE id > %s AND id <= %s ORDER BY id", above, up_to)
        return [dict(zip(COLUMNS, row, strict=True)) for row in rows]

    def rows(self, sql: str, *values: int) -> list[tuple[Any, ...]]:
        """What the statement finds. Raises SourceAway."""
        try:
            with self.connection.cursor() as cursor:
                cursor.execute(sql, values)
                return list(cursor.fetchall())
        except MySQLdb.Error as error:
            raise SourceAway(f"The source can't be read ({type(error).__name__}).") from error
