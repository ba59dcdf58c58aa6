"""How gunicorn serves the program: one process with threads, or more where settings say so."""

import os
from typing import TYPE_CHECKING

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jobber.settings")
django.setup()

from django.conf import settings  # noqa: E402 - not before django.setup()

if TYPE_CHECKING:
    from gunicorn.workers.base import Worker

wsgi_app = "jobber.wsgi:application"
bind = f"{settings.BIND}:{settings.PORT}"
workers = settings.WEB_PROCESSES
worker_class = "gthread"
threads = settings.WEB_THREADS
keepalive = 5
graceful_timeout = 30
limit_request_line = 8190
limit_request_field_size = 16384
control_socket_disable = True


def post_worker_init(worker: "Worker") -> None:
    """Where there is no RabbitMQ, a thread of each process delivers the mails; their claims keep them apart."""
    if settings.RABBITMQ_ENDPOINT:
        return
    from auth_service.delivery import MailThread  # noqa: PLC0415 - its models need this worker's own start

    worker.mail = MailThread()
    worker.mail.start()


def worker_exit(_server: object, worker: "Worker") -> None:
    """What is being sent goes out; what waits is sent after the next start."""
    if mail := getattr(worker, "mail", None):
        mail.stop()
