"""How gunicorn serves the program: one process with threads, or more where settings say so."""

import ctypes
import gc
import logging
import os
import platform
import shutil
import signal
from typing import TYPE_CHECKING

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jobber.settings")
django.setup()

from django.conf import settings  # noqa: E402 - not before django.setup()
from django.core.checks import run_checks  # noqa: E402
from django.urls import get_resolver  # noqa: E402

from jobber.health import Draining  # noqa: E402

if TYPE_CHECKING:
    from types import FrameType

    from gunicorn.arbiter import Arbiter
    from gunicorn.workers.base import Worker

CORES = os.sched_getaffinity(0)
# of glibc's malloc.h
M_TRIM_THRESHOLD, M_ARENA_MAX = -1, -8

# Once for all workers, which share that memory; no connection or thread may begin before they are forked.
preload_app = True
wsgi_app = "jobber.wsgi:application"
bind = f"{settings.BIND}:{settings.PORT}"
workers = settings.WEB_PROCESSES
# Threads are for waiting, processes for cores: with current user at 16 callers 2, 4 and 8 threads answer as many as 16.
worker_class = "jobber.worker.Worker"
threads = settings.WEB_THREADS
keepalive = 5
# Bounds what a leak could cost (benchmarks/hammer/memory.py looks for one). Requests rather
# than bytes, since gunicorn ends the worker itself then: after what is in flight, and not all workers at one moment.
max_requests = settings.WEB_MAX_REQUESTS
max_requests_jitter = settings.WEB_MAX_REQUESTS // 10
graceful_timeout = 30
limit_request_line = 8190
limit_request_field_size = 16384
control_socket_disable = True


def on_starting(_server: object) -> None:
    """Figures of processes that are no more don't count; what browsers would drop is said."""
    shutil.rmtree(settings.METRICS_DIR, ignore_errors=True)
    settings.METRICS_DIR.mkdir(parents=True)
    for warning in run_checks(tags=["cookies"]):
        logging.getLogger("gateway.checks").warning("%s %s", warning.msg, warning.hint)


def when_ready(_server: object) -> None:
    """What the first request would import is imported, and the collector leaves it alone: touched memory is copied."""
    assert get_resolver().url_patterns
    gc.collect()
    gc.freeze()


def pre_fork(server: "Arbiter", worker: "Worker") -> None:
    """Chooses the core of a worker that is to be: the one that fewest others have."""
    taken = [other.core for other in server.WORKERS.values()]
    worker.core = min(CORES, key=taken.count)


def post_worker_init(worker: "Worker") -> None:
    """A worker's own start. Where there is no RabbitMQ, a thread of each delivers the mails; claims keep them apart."""
    if len(CORES) <= settings.WEB_PROCESSES:
        stay_on(worker.core)
    drain_at_sigterm()
    keep_heaps_small()
    if settings.RABBITMQ_ENDPOINT:
        return
    from auth_service.delivery import MailThread  # noqa: PLC0415 - its models need this worker's own start

    worker.mail = MailThread()
    worker.mail.start()


def stay_on(core: int) -> None:
    """One thread runs Python at a time, and slower for every core that the others wake up on.

    Two workers on two cores answer current user a third more often when each stays on its own.
    """
    os.sched_setaffinity(0, {core})


def keep_heaps_small() -> None:
    """Two heaps for all threads, and what is freed goes back: a heap each kept 20 MB of pictures that are no more."""
    if platform.libc_ver()[0] == "glibc":
        libc = ctypes.CDLL(None)
        libc.mallopt(M_ARENA_MAX, 2)
        libc.mallopt(M_TRIM_THRESHOLD, 128 * 1024)


def drain_at_sigterm() -> None:
    """From SIGTERM on `/health/ready` tells the proxy in front to send no more, while requests in flight finish."""
    stop = signal.getsignal(signal.SIGTERM)

    def drain(number: int, frame: "FrameType | None") -> None:
        Draining.now = True
        if callable(stop):
            stop(number, frame)

    signal.signal(signal.SIGTERM, drain)


def worker_exit(_server: object, worker: "Worker") -> None:
    """What is being sent goes out; what waits is sent after the next start."""
    if mail := getattr(worker, "mail", None):
        mail.stop()
