"""Transactions that a deadlock does not spoil."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from django.db import OperationalError, connection, transaction

DEADLOCK, LOCK_WAIT = 1213, 1205  # MariaDB and MySQL
TRIES = 4

P = ParamSpec("P")
R = TypeVar("R")


def in_transaction(function: Callable[P, R]) -> Callable[P, R]:
    """Runs the function in a transaction, and all of it again where the database chose it as a deadlock's victim.

    The database has undone everything by then, so trying again is safe; nothing but the database may be touched inside.
    Raises OperationalError after `TRIES`, and at once where the connection was lost: it may have been at the commit.
    """

    @wraps(function)
    def tried(*args: P.args, **kwargs: P.kwargs) -> R:
        for _ in range(TRIES - 1):
            try:
                with transaction.atomic():
                    return function(*args, **kwargs)
            except OperationalError as error:
                if connection.in_atomic_block or error.args[:1] not in {(DEADLOCK,), (LOCK_WAIT,)}:
                    raise
        with transaction.atomic():
            return function(*args, **kwargs)

    return tried
