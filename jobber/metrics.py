"""What Prometheus can ask: requests, refusals, sign-ins, mails, parts that are away, and the outbox."""

import contextlib
from collections.abc import Iterator
from ipaddress import ip_address

from django.apps import apps
from django.conf import settings
from django.db import DatabaseError
from django.db.models import Count, Min
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
    multiprocess,
)
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from jobber.address import networks
from jobber.exceptions import NotFound
from jobber.routes import read_only

requests = Histogram("jobber_request_seconds", "Requests by route.", ["method", "route", "status"])
signins = Counter("jobber_signins", "Sign-ins by outcome.", ["outcome"])
throttled = Counter("jobber_throttled", "Requests past a rate, by the rule that has it.", ["rule"])
mails = Counter("jobber_mails", "Mails that the outbox's own thread sent, by outcome.", ["outcome"])
parts_away = Gauge("jobber_part_away", "1 while the program does without it.", ["part"], multiprocess_mode="mostrecent")


class DatabaseCollector(Collector):
    """What the database tells when it is asked, the same in every process; nothing while it is away."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Prometheus' hook."""
        with contextlib.suppress(DatabaseError):
            yield from [*outbox_figures(), delivered_mails()]


def outbox_figures() -> Iterator[GaugeMetricFamily]:
    """How much waits in the outbox, is dead or held, and how old the oldest waiting message is."""
    model = apps.get_model("auth_service", "OutboxMessage")
    depth = GaugeMetricFamily("jobber_outbox_messages", "Messages in the outbox.", labels=["state"])
    for state in ("waiting", "dead", "held"):
        found = model.objects.filter(state=state).aggregate(count=Count("pk"), oldest=Min("created_at"))
        depth.add_metric([state], found["count"])
        if state == "waiting":
            age = (timezone.now() - found["oldest"]).total_seconds() if found["oldest"] else 0.0
            yield GaugeMetricFamily("jobber_outbox_age_seconds", "Age of the oldest waiting message.", age)
    yield depth


def delivered_mails() -> GaugeMetricFamily:
    """How many mails the mail queue's consumer has sent, whose own process nobody can ask."""
    sent = apps.get_model("auth_service", "MailDelivery").objects.exclude(sent_at=None).count()
    return GaugeMetricFamily("jobber_mails_delivered", "Mails that the mail queue's consumer sent.", sent)


@read_only
def metrics(request: HttpRequest) -> HttpResponse:
    """GET /metrics, for the addresses in `METRICS_ALLOW` alone, and never for a forwarded request."""
    if not is_allowed(request):
        raise NotFound
    registry = CollectorRegistry()
    registry.register(DatabaseCollector())
    multiprocess.MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


def is_allowed(request: HttpRequest) -> bool:
    """Whether the peer itself, not somebody behind it, may read the figures."""
    forwarded = {"HTTP_X_FORWARDED_FOR", "HTTP_FORWARDED"} & set(request.META)
    address = request.META.get("REMOTE_ADDR", "")
    if forwarded or not address:
        return False
    return any(ip_address(address) in network for network in networks(tuple(settings.METRICS_ALLOW)))
