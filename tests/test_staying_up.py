"""The deployed web process while its workers are stopped, recycled and killed. benchmarks/hammer does it at length."""

import http.client
import os
import signal
from urllib.parse import urlsplit

from benchmarks.hammer.staying_up import kill_one, recycle
from benchmarks.held import HeldRequest
from benchmarks.serving import serving


def is_ready(connection):
    """Whether the worker at the other end of a kept connection takes more requests."""
    connection.request("GET", "/health/ready")
    answer = connection.getresponse()
    answer.read()
    return answer.status == 200


def test_sigterm_finishes_the_requests_in_flight():
    with serving("stopping") as system:
        held = [HeldRequest(system.url) for _ in range(4)]
        probe = http.client.HTTPConnection(urlsplit(system.url).netloc)
        assert is_ready(probe)
        os.kill(system.pid, signal.SIGTERM)
        while is_ready(probe):
            pass

        assert [request.finish() for request in held] == [200] * 4


def test_no_request_is_lost_while_workers_are_recycled():
    with serving("recycling", WEB_MAX_REQUESTS="40") as system:
        statuses, workers = recycle(system, callers=4, requests=40)

    assert statuses == {200: 160}
    assert workers > 1


def test_a_killed_worker_costs_no_other_request_than_its_own():
    with serving("killing", WEB_PROCESSES="2") as system:
        held, own = kill_one(system, requests=6)

    assert 0 < own <= held
