"""How fast the relay sends a full outbox to RabbitMQ, confirmed: `make bench-relay`. Needs MariaDB and RabbitMQ."""

import argparse
import json
import os
import resource
import time

from rich.console import Console

from benchmarks.databases import own_database
from benchmarks.search import RESULTS
from benchmarks.serving import serving

FILL = """
INSERT INTO auth_service_outboxmessage (message_id, exchange, routing_key, type, body, is_encrypted, topic, state,
  created_at, claimed_by, tries, error)
SELECT REPLACE(UUID(), '-', ''), 'jobber-buyer-update', 'user-buyer', 'auth', %s, 0, '', 'waiting', NOW(6), '', 0, ''
FROM seq_1_to_{count}
"""
BODY = {"type": "auth", "username": "Somebody", "email": "somebody@example.com", "country": "England",
        "profilePicture": "https://example.com/picture.jpg", "createdAt": "2026-01-01T00:00:00.000000Z"}  # fmt: skip
say = Console(stderr=True).print


def main() -> None:
    """Fills the outbox, drains it, and writes the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=int, default=50_000)
    count = parser.parse_args().messages
    with own_database() as (database, cursor):
        servers = {"MYSQL_DB": database, "RABBITMQ_ENDPOINT": os.environ["RABBITMQ_ENDPOINT"]}
        with serving("relay", **servers) as system:
            system.manage("relay", "--drain")
            began, spent = time.perf_counter(), children_seconds()
            system.manage("relay", "--drain")
            start, start_cpu = time.perf_counter() - began, children_seconds() - spent
            cursor.execute(FILL.format(count=count), [json.dumps(BODY)])
            began, spent = time.perf_counter(), children_seconds()
            system.manage("relay", "--drain")
            elapsed, cpu = time.perf_counter() - began - start, children_seconds() - spent - start_cpu
    figures = {"messages": count, "per_second": count / elapsed, "cpu_seconds_per_1000": cpu / count * 1000}
    say(f"{count:,} messages: {figures['per_second']:,.0f}/s, {cpu / count * 1e6:.0f} µs of the relay each")
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "relay.json").write_text(json.dumps(figures, indent=1))


def children_seconds() -> float:
    """The processor time of the commands that have ended."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


if __name__ == "__main__":
    main()
