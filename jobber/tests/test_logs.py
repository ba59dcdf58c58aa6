"""Log lines as Elasticsearch gets them."""

import json
import logging
import sys

import ecs_logging
import pytest

from jobber.logs import ECSFormatter

OWN, THEIRS = ECSFormatter(), ecs_logging.StdlibFormatter(exclude_fields=["log.original"])


def record_of(message, *args, error=None, **more):
    """A record as a logger makes it."""
    return logging.getLogger("jobber.tests").makeRecord(
        "jobber.tests", logging.WARNING, "there.py", 7, message, args, error, "speak", {"request_id": "abc", **more}
    )


def failure():
    """What a logger gets of an error."""
    try:
        int("nö")
    except ValueError:
        return sys.exc_info()


@pytest.mark.parametrize(
    "record",
    [
        record_of("%s asked for %d", "ädä", 3),
        record_of("failed", error=failure()),
        record_of("no error, though asked for", error=(None, None, None)),
        record_of("traced", elasticapm_trace_id="t", elasticapm_transaction_id="x", elasticapm_span_id="s"),
        record_of(
            "served", elasticapm_span_id=None, elasticapm_service_name="jobber", elasticapm_service_environment="e"
        ),
    ],
    ids=["plain", "error", "no error", "traced", "served"],
)
def test_a_line_is_what_ecs_logging_would_write(record):
    own, theirs = json.loads(OWN.format(record)), json.loads(THEIRS.format(record))

    assert own.pop("@timestamp")[:19] == theirs.pop("@timestamp")[:19]
    trace, other = own.get("error", {}).pop("stack_trace", ""), theirs.get("error", {}).pop("stack_trace", "")
    assert other in trace
    assert own == theirs


def test_text_that_is_no_unicode_is_written_out():
    line = OWN.format(record_of("half a pair: %s", "\ud83d"))
    assert json.loads(line)["message"] == r"half a pair: \ud83d"
