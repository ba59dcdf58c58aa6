"""The rates at the gateway: the ceiling over everything, search, and the admin site's own form."""

import pytest

from auth_service.models import User
from tests.callers import PASSWORD, Browser, assert_error

TOO_MANY = "Too many requests. Please try again later."


@pytest.fixture
def rate(settings):
    """Sets a rule's rate."""

    def set_(rule, text):
        assert rule in settings.RATES
        settings.RATES = {**settings.RATES, rule: text}

    return set_


@pytest.mark.parametrize("path", ["/api/v1/gateway/auth/currentuser", "/api/v1/nowhere", "/admin/login/", "/signin"])
def test_an_address_may_ask_for_so_much_and_no_more_whatever_it_asks(browser, rate, path):
    rate("request from an address", "3/minute")
    for _ in range(3):
        assert browser.client.get(path).status_code != 429

    answer = browser.client.get(path)
    assert_error(answer, 429, TOO_MANY)
    assert 1 <= int(answer["Retry-After"]) <= 60
    assert browser.elsewhere().client.get(path).status_code != 429


def test_the_front_end_can_read_that_it_is_too_much(browser, rate, settings):
    rate("request from an address", "1/minute")
    for _ in range(2):
        answer = browser.get("/auth/currentuser", headers={"Origin": settings.CLIENT_URL})

    assert answer.status_code == 429
    assert answer["Access-Control-Allow-Origin"] == settings.CLIENT_URL


@pytest.mark.parametrize("path", ["/gateway-health", "/auth-health", "/health/live", "/health/ready", "/metrics"])
def test_health_and_figures_are_not_counted(browser, rate, path):
    rate("request from an address", "1/minute")

    assert {browser.client.get(path).status_code for _ in range(3)} == {200}


def test_other_services_are_not_under_the_ceiling_but_their_callers_under_the_rates(service, rate):
    rate("request from an address", "1/minute")
    rate("sign-in from an address", "2/minute")
    body = {"username": "nobody", "password": "wrong-word"}

    assert [service.post("/signin", body).status_code for _ in range(3)] == [400, 400, 429]


def test_a_forged_gateway_token_does_not_lift_the_ceiling(browser, rate):
    rate("request from an address", "1/minute")
    statuses = [browser.get("/auth/currentuser", headers={"gatewaytoken": "forged"}).status_code for _ in range(2)]

    assert statuses == [401, 429]


@pytest.mark.parametrize("path", ["0/10/forward", "1", "1/similar"])
def test_an_address_may_search_so_often(browser, rate, path):
    rate("search from an address", "2/minute")
    answers = [browser.get(f"/auth/search/gig/{path}") for _ in range(3)]

    assert 429 not in {answer.status_code for answer in answers[:2]}
    assert_error(answers[2], 429, TOO_MANY)
    assert browser.get("/auth/search/suggest?q=logo").status_code == 429
    assert browser.elsewhere().get("/auth/search/suggest?q=logo").status_code == 200


def submit(name, password, address="203.0.113.7"):
    """The admin site's answer to its sign-in form."""
    form = {"username": name, "password": password}
    return Browser().client.post("/admin/login/", form, REMOTE_ADDR=address)


@pytest.mark.parametrize("name", ["root user", "nobody"])
def test_the_admin_sites_form_is_throttled_by_the_same_count(root, rate, name):
    rate("sign-in to an account", "2/5 minutes")
    assert submit(name, "wrong-word").status_code == 200
    assert Browser().sign_in(name, "wrong-word").status_code == 400

    answer = submit(name, PASSWORD, address="203.0.113.8")
    assert answer.status_code == 429
    assert 1 <= int(answer["Retry-After"]) <= 300
    assert TOO_MANY in answer.content.decode()
    assert "session" not in answer.cookies


def test_the_admin_sites_code_is_throttled_too(root, rate):
    rate("code of an account", "1/minute")
    stranger = Browser().elsewhere()
    page = {"username": "root user", "password": PASSWORD}
    assert "One-time code" in stranger.client.post("/admin/login/", page).content.decode()

    assert [stranger.client.post("/admin/login/", {"code": "000000"}).status_code for _ in range(2)] == [200, 429]
    assert User.objects.get().sessions.count() == 0
