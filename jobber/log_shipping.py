"""Ships log lines to Elasticsearch in bulk, from a thread of its own: no request waits for it, or fails by it."""

import contextlib
import logging
import os
import queue
import threading
from datetime import UTC, datetime
from typing import Any

import orjson
from elasticsearch import ApiError, Elasticsearch, TransportError
from elasticsearch.helpers import BulkIndexError, bulk

INDEX = "logs-jobber"
MOST_WAITING, MOST_AT_ONCE = 10_000, 500
FLUSH_SECONDS = 1.0
TIMEOUT_SECONDS = 5


class ElasticsearchHandler(logging.Handler):
    """A handler whose thread starts with the first line of each process."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self.url = url
        self.begin()
        # a fork copies no thread, and a lock as it is: perhaps held
        os.register_at_fork(after_in_child=self.begin)

    def begin(self) -> None:
        """No line waits, and no thread ships any: what its parent had, the parent ships."""
        self.lines: queue.Queue[str] = queue.Queue(MOST_WAITING)
        self.starting = threading.Lock()
        self.thread: threading.Thread | None = None

    def emit(self, record: logging.LogRecord) -> None:
        """Logging's hook: lines over `MOST_WAITING` are dropped; the console has them all."""
        with self.starting:
            if self.thread is None:
                self.thread = threading.Thread(target=self.ship, name="log-shipping", daemon=True)
                self.thread.start()
        with contextlib.suppress(queue.Full):
            self.lines.put_nowait(self.format(record))

    def ship(self) -> None:
        """Sends what waits, again and again; what Elasticsearch does not take is dropped."""
        client = Elasticsearch(self.url, request_timeout=TIMEOUT_SECONDS, max_retries=0)
        while True:
            with contextlib.suppress(ApiError, TransportError, BulkIndexError):
                bulk(client, [self.action(line) for line in self.batch()])

    def batch(self) -> list[str]:
        """The lines that wait, after the first one has come and the others had `FLUSH_SECONDS` to follow."""
        lines = [self.lines.get()]
        with contextlib.suppress(queue.Empty):
            while len(lines) < MOST_AT_ONCE:
                lines.append(self.lines.get(timeout=FLUSH_SECONDS))
        return lines

    def action(self, line: str) -> dict[str, Any]:
        """The bulk request for one line of ECS JSON, in the index of its day."""
        return {"_op_type": "index", "_index": f"{INDEX}-{datetime.now(UTC):%Y.%m.%d}", "_source": orjson.loads(line)}
