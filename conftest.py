"""What the tests of all apps share: a browser, another service, a mailbox."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.conf import settings
from django.core import mail
from django.core.management import call_command

from jobber import throttle
from tests.browser import CHROMIUM
from tests.callers import Browser, Mailbox, Service


def pytest_terminal_summary(terminalreporter):
    """Says it where the pages could not be tried."""
    if not CHROMIUM.exists():
        said = f"THE PAGES WERE NOT TESTED: there is no {CHROMIUM}. Debian's package is called chromium-headless-shell."
        terminalreporter.write_line(said, red=True, bold=True)


@pytest.fixture(autouse=True)
def _database(db):
    """Every test has a database of its own."""


@pytest.fixture(autouse=True)
def _allowances():
    """Every test may ask as often as the rates allow."""
    throttle.forget_all()


@pytest.fixture
def without_rates(settings):
    """Whoever asks often is not what the test is about."""
    settings.RATES = dict.fromkeys(settings.RATES, "1000000/second")


@pytest.fixture
def browser():
    """A browser without cookies."""
    return Browser()


@pytest.fixture
def service():
    """Another Jobber service, with a good gateway token."""
    return Service()


@pytest.fixture
def member(browser):
    """A browser whose owner has just signed up as Ada Love."""
    browser.sign_up()
    return browser


@pytest.fixture
def mailbox():
    """The mails that the program sent so far; reading them lets the relay send what waits."""

    def send_waiting():
        call_command("relay", drain=True)
        if settings.RABBITMQ_ENDPOINT:
            call_command("deliver_mail", drain=True)

    return Mailbox(mail, send_waiting)


@pytest.fixture
def later():
    """Lets time pass: `later(minutes=10)`; the clock goes on from there."""
    passed = timedelta()
    travels = []

    def travel(**span):
        nonlocal passed
        stop()
        passed += timedelta(**span)
        travels.append(time_machine.travel(datetime.now(UTC) + passed))
        travels[-1].start()

    def stop():
        while travels:
            travels.pop().stop()

    yield travel
    stop()
