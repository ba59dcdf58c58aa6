"""Requests that meet: another connection holds the lock that each of them needs, until each of them waits for it."""

import contextlib
import threading
import time

from django.db import connection, transaction
from django.db.backends.signals import connection_created

WAITING = "SELECT COUNT(*) FROM information_schema.innodb_trx WHERE trx_state = 'LOCK WAIT'"
WRITES = ("BEGIN IMMEDIATE", "INSERT", "UPDATE", "DELETE")
PATIENCE_SECONDS = 30
# MariaDB shows a state that is as old as the last look, unless nobody looked for a tenth of a second
LOOK_EVERY_SECONDS = 0.15


def meet(calls, take):
    """What each call returns, in their order: all waited for what `take` locks before the first of them got it."""
    results = [None] * len(calls)

    def run(place, call):
        results[place] = call()
        connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(calls)]
    with waiters() as waiting, held(take):
        for thread in threads:
            thread.start()
        until(lambda: waiting() == len(calls))
    for thread in threads:
        thread.join()
    return results


@contextlib.contextmanager
def held(take):
    """Another connection is in a transaction in which it did `take`, which it undoes in the end."""
    holding, letting_go = threading.Event(), threading.Event()

    def hold():
        with transaction.atomic():
            take()
            transaction.set_rollback(True)
            holding.set()
            letting_go.wait()
        connection.close()

    thread = threading.Thread(target=hold)
    thread.start()
    try:
        assert holding.wait(PATIENCE_SECONDS)
        yield
    finally:
        letting_go.set()
        thread.join()


@contextlib.contextmanager
def waiters():
    """A function that tells how many wait for a lock now: MariaDB knows, on SQLite whoever began a write does."""
    writers = set()

    def watch(execute, sql, *rest):
        if sql.startswith(WRITES):
            writers.add(threading.get_ident())
        return execute(sql, *rest)

    def watch_connection(connection, **_):
        connection.execute_wrappers.append(watch)

    def waiting_on_mariadb():
        with connection.cursor() as cursor:
            cursor.execute(WAITING)
            return cursor.fetchone()[0]

    if connection.vendor == "mysql":
        yield waiting_on_mariadb
        return
    connection_created.connect(watch_connection)
    try:
        # the holder has the write lock, so it is the one writer who does not wait
        yield lambda: len(writers) - 1
    finally:
        connection_created.disconnect(watch_connection)


def until(condition):
    """Returns once the condition is met."""
    give_up = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < give_up, "they never met"
        time.sleep(LOOK_EVERY_SECONDS)
