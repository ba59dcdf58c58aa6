"""What every log line carries: the id of the request that it belongs to."""

import logging
from contextvars import ContextVar

request_id: ContextVar[str] = ContextVar("request_id", default="-")


class RequestIdFilter(logging.Filter):
    """Adds `request_id` to each record, "-" outside requests."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Logging's hook; it lets every record through."""
        record.request_id = request_id.get()
        return True
