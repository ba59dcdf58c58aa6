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


def held_by_worker(system, requests):
    """So many requests in flight, by the worker that has them in hand."""
    held = [HeldRequest(system.url) for _ in range(requests)]
    return {pid: [request for request in held if request.is_held_by(pid)] for pid in system.workers}


def finish(*groups):
    """Lets the requests of each end well."""
    assert {request.finish() for requests in groups for request in requests} <= {200}


def left_to_the_idle(system):
    """How many of six requests the one of two workers takes that has none, while the other has a dozen or so."""
    held = held_by_worker(system, 24)
    idle, busy = sorted(held, key=lambda pid: len(held[pid]))
    finish(held[idle])
    fresh = held_by_worker(system, 6)
    finish(held[busy], *fresh.values())
    return len(fresh[idle])


def test_a_worker_that_has_much_to_do_leaves_new_connections_to_another():
    with serving("sharing", WEB_PROCESSES="2", WEB_THREADS="32", THROTTLE_ENABLED="0") as system:
        both = {}
        while len(both) < 2 or not all(both.values()):
            both = held_by_worker(system, 4)
            finish(*both.values())
        taken = [left_to_the_idle(system) for _ in range(5)]

    # not all thirty: on a machine that has much else to do the idle one may come too late
    assert sum(taken) >= 22, taken


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
