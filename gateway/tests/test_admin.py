"""The admin site: entered with the session that everything else has, by the same sign-in."""

import re

import pytest
from django.core.management import call_command
from django.test import Client

from auth_service.models import Session, User
from tests.callers import PASSWORD, assert_error

PAGES = ["", "auth_service/user/", "auth_service/session/", "auth_service/outboxmessage/", "auth_service/event/"]


@pytest.fixture
def staff(member):
    """Ada Love, made staff."""
    User.objects.update(is_staff=True, is_superuser=True)
    return User.objects.get()


def steps(client=None, **fields):
    """Sends a step's form as a browser would."""
    client = client or Client(headers={"user-agent": "Firefox"})
    return client, client.post("/admin/login/", {"next": "/admin/", **fields})


def enter(mailbox, username="ada love", password=PASSWORD):
    """A browser that went through both steps."""
    client, page = steps(username=username, password=password)
    assert "One-time code" in page.content.decode()
    steps(client, code=mailbox.code("ada@example.com"))
    return client


def is_in(client):
    return client.get("/admin/").status_code == 200


def test_staff_enter_with_password_and_code_and_see_every_page(staff, mailbox):
    client = enter(mailbox)

    for page in [*PAGES, f"auth_service/user/{staff.pk}/change/"]:
        answer = client.get(f"/admin/{page}")
        assert answer.status_code == 200, page


def test_a_browser_that_the_account_knows_needs_no_code(staff, mailbox):
    client = enter(mailbox)
    client.post("/admin/logout/")

    _, answer = steps(client, username="ADA@example.com", password=PASSWORD)
    assert (answer.status_code, answer["Location"]) == (302, "/admin/")
    assert is_in(client)


def test_the_api_session_of_staff_enters_too(staff, member):
    assert is_in(member.client)


def test_everybody_else_is_led_to_the_form(member):
    for client in (Client(), member.client):
        answer = client.get("/admin/auth_service/user/")
        assert answer.status_code == 302
        assert answer["Location"].startswith("/admin/login/")
    assert "who is not staff" in member.client.get("/admin/login/").content.decode()


@pytest.mark.parametrize(("username", "password"), [("ada love", "wrong-word"), ("nobody", PASSWORD), ("x", "y")])
def test_a_wrong_name_or_password_is_told_without_saying_which(staff, username, password):
    client, page = steps(username=username, password=password)

    assert "Invalid" in page.content.decode()
    assert not is_in(client)


def test_a_wrong_code_is_told(staff):
    client, _ = steps(username="ada love", password=PASSWORD)
    _, page = steps(client, code="000000x")

    assert "OTP is invalid." in page.content.decode()
    assert not is_in(client)


def test_the_way_out_of_the_site_is_not_taken(staff, mailbox):
    client = enter(mailbox)

    assert client.get("/admin/login/?next=https://evil.example/")["Location"] == "/admin/"


def test_logging_out_ends_the_session_on_the_server(staff, mailbox):
    client = enter(mailbox)
    assert Session.objects.filter(ended_at=None).count() == 2
    client.post("/admin/logout/")

    assert Session.objects.filter(ended_at=None).count() == 1
    assert not is_in(client)


@pytest.mark.parametrize("method", ["get", "head", "put"])
def test_no_link_logs_staff_out(staff, mailbox, method):
    client = enter(mailbox)

    assert getattr(client, method)("/admin/logout/").status_code == 405
    assert is_in(client)


def test_staff_are_out_when_their_session_ends(staff, member, mailbox):
    client = enter(mailbox)
    member.delete("/auth/sessions")

    assert not is_in(client)


def test_the_password_is_asked_for_again_after_half_an_hour(staff, mailbox, later):
    client = enter(mailbox)
    later(minutes=31)

    assert not is_in(client)


def test_only_a_superuser_makes_staff(staff, mailbox):
    User.objects.update(is_superuser=False)
    call_command("createsuperuser", username="root user", email="root@example.com", interactive=False)
    client = enter(mailbox)
    url = f"/admin/auth_service/user/{staff.pk}/change/"
    assert client.get(url).status_code == 403

    User.objects.update(is_superuser=True)
    assert 'name="is_staff"' in client.get(url).content.decode()


def test_a_forged_form_is_refused(staff):
    client = Client(enforce_csrf_checks=True)

    assert client.post("/admin/login/", {"username": "ada love", "password": PASSWORD}).status_code == 403
    page = client.get("/admin/login/").content.decode()
    token = re.search(r'csrfmiddlewaretoken" value="(\w+)"', page)[1]
    assert (
        client.post("/admin/login/", {"csrfmiddlewaretoken": token, "username": "x", "password": "y"}).status_code
        == 200
    )


BROWSER = {"HTTP_ACCEPT": "text/html,*/*;q=0.8"}
FORM, MULTIPART = "application/x-www-form-urlencoded", "multipart/form-data; boundary=b"


@pytest.mark.parametrize(
    ("content_type", "body", "status", "said"),
    [
        (FORM, "username=x&password=y", 403, "This form is no longer good."),
        (FORM, "csrfmiddlewaretoken=nonsense", 403, "This form is no longer good."),
        (FORM, "&".join(f"a{n}=1" for n in range(5000)), 400, "There are too many parameters."),
        (FORM, "a=" + "x" * 20_000_000, 413, "The request body is too large."),
        ("multipart/form-data", "--b--", 400, "The request body can&#x27;t be read."),
        (MULTIPART, "--b\r\nnonsense", 403, "This form is no longer good."),
    ],
)
def test_a_form_that_is_broken_or_forged_is_refused_in_our_own_words(staff, content_type, body, status, said):
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    client.get("/admin/login/")
    answer = client.generic("POST", "/admin/login/", body, content_type, **BROWSER)

    assert answer.status_code == status
    assert said in answer.content.decode()
    assert "<title>That did not work" in answer.content.decode()


def test_a_form_that_no_browser_sent_is_refused_in_the_contracts_shape(staff):
    answer = Client(enforce_csrf_checks=True).post("/admin/login/", {"username": "x"})

    assert_error(answer, 403, "This form is no longer good. Please load the page again.")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("\0", "Null characters are not allowed."),
        ("%FF%FE", "Invalid credentials"),
        ("\ufffe\U000e0001", "Invalid credentials"),
    ],
)
def test_odd_text_in_the_form_signs_nobody_in(staff, text, said):
    answer = Client().post("/admin/login/", {"username": text, "password": text})

    assert answer.status_code == 200
    assert said in answer.content.decode()


def test_the_old_ways_to_change_a_password_are_gone(staff, mailbox):
    assert enter(mailbox).get("/admin/password_change/").status_code == 404


def test_createsuperuser_makes_an_account_that_can_sign_in(monkeypatch, browser):
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", PASSWORD)
    call_command("createsuperuser", username="root user", email="Root@Example.com", interactive=False)

    user = User.objects.get()
    assert (user.username, user.email, user.is_staff, user.is_superuser) == (
        "Root User",
        "root@example.com",
        True,
        True,
    )
    assert browser.sign_in("root user").json()["message"] == "OTP code sent"
