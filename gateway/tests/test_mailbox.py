"""The mailbox of development."""

import re

import pytest
from django.core.mail import EmailMultiAlternatives, get_connection

from tests.callers import assert_error

UNKNOWN = "The endpoint called does not exist."
BACKEND = "auth_service.mailbox.EmailBackend"


@pytest.fixture(autouse=True)
def _development(settings, tmp_path):
    settings.DEBUG = True
    settings.MAILBOX_DIR = tmp_path / "mailbox"


def send(subject="Hello", to="ada@example.com", html="<html><head></head><body><p>Hi</p></body></html>"):
    mail = EmailMultiAlternatives(subject, "Hi, in plain text", to=[to], connection=get_connection(BACKEND))
    mail.attach_alternative(html, "text/html")
    mail.send()


def keys(client):
    return re.findall(r'href="/mailbox/([^"]+)"', client.get("/mailbox").content.decode())


def test_it_is_empty_at_first(client):
    answer = client.get("/mailbox")

    assert answer.status_code == 200
    assert "No mail yet" in answer.content.decode()


def test_it_lists_what_the_program_sent_the_newest_first(client):
    send("First")
    send("Second", to="bob@example.com")

    page = client.get("/mailbox").content.decode()
    assert page.index("Second") < page.index("First")
    assert "ada@example.com" in page
    assert "bob@example.com" in page


def test_it_goes_to_the_console_as_well(client, capsys):
    send("Seen twice")

    assert "Seen twice" in capsys.readouterr().out


def test_it_shows_a_mail(client):
    send("Grüße <b>")
    key = keys(client)[0]

    page = client.get(f"/mailbox/{key}")
    assert "Grüße &lt;b&gt;" in page.content.decode()
    assert "Hi, in plain text" in page.content.decode()
    assert page["Cache-Control"] == "no-store"
    assert page["Referrer-Policy"] == "no-referrer"


def test_a_mails_html_runs_nothing_and_stands_in_our_frame_alone(client):
    send(html="<html><head></head><body><script>alert(1)</script></body></html>")

    body = client.get(f"/mailbox/{keys(client)[0]}/body")
    assert "sandbox" in body["Content-Security-Policy"]
    assert "allow-scripts" not in body["Content-Security-Policy"]
    assert "script-src" not in body["Content-Security-Policy"]
    assert "default-src 'none'" in body["Content-Security-Policy"]
    assert "frame-ancestors 'self'" in body["Content-Security-Policy"]
    assert body["X-Frame-Options"] == "SAMEORIGIN"
    assert '<base target="_top">' in body.content.decode()


def test_a_mail_without_html_is_shown_too(client):
    mail = EmailMultiAlternatives("Plain", "Only text", to=["ada@example.com"], connection=get_connection(BACKEND))
    mail.send()

    assert "Only text" in client.get(f"/mailbox/{keys(client)[0]}").content.decode()


@pytest.mark.parametrize("key", ["nothing", "..%2F..%2Fdemo", "*", "%3F"])
def test_an_unknown_mail_is_not_found(client, key):
    send()

    assert_error(client.get(f"/mailbox/{key}x"), 404, UNKNOWN)
    assert_error(client.get(f"/mailbox/{key}x/body"), 404, UNKNOWN)


def test_it_is_not_there_in_production(client, settings):
    send()
    key = keys(client)[0]
    settings.DEBUG = False

    for path in ["/mailbox", f"/mailbox/{key}", f"/mailbox/{key}/body"]:
        assert_error(client.get(path), 404, UNKNOWN)
        assert_error(client.post(path), 404, UNKNOWN)
