"""Requests from elsewhere: other sites, their forms, and what browsers are told so that they keep them out."""

import subprocess
import sys
from pathlib import Path

import pytest
from django.core.checks import run_checks

from jobber import settings as program
from tests.callers import AUTH, GATEWAY, Browser, Service, account, assert_error

ROOT = Path(__file__).resolve().parents[2]
CLIENT = "http://localhost:3000"
FORMS = ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"]
REFUSAL = "The request comes from another site."


def is_uncached(answer):
    return answer["Cache-Control"] == "no-store"


@pytest.mark.parametrize("origin", ["null", "http://evil.example", "http://localhost:3000/", CLIENT + "," + CLIENT])
@pytest.mark.parametrize(
    ("method", "path"),
    [("post", "/auth/signin"), ("post", "/auth/signup"), ("put", "/auth/forgot-password"), ("delete", "/auth/account")],
)
def test_sign_in_and_whatever_else_changes_something_is_refused_to_other_origins(browser, method, path, origin):
    answer = browser.send(method, path, account(), headers={"origin": origin})

    assert_error(answer, 403, REFUSAL)
    assert is_uncached(answer)
    assert "origin" in answer["Vary"].lower()
    assert not answer.cookies


def test_a_host_header_makes_no_origin_ours(browser, settings):
    settings.ALLOWED_HOSTS = ["*"]
    headers = {"origin": "http://evil.example", "host": "evil.example"}

    assert_error(browser.post("/auth/signin", {}, headers=headers), 403, REFUSAL)


@pytest.mark.parametrize("path", ["/auth/logged-in-user", "/auth/refresh-token/ada love", "/auth/export"])
def test_reading_that_leaves_a_trace_is_refused_to_other_sites(member, path):
    assert_error(member.get(path, headers={"sec-fetch-site": "cross-site"}), 403, REFUSAL)
    for ours in ({"origin": CLIENT, "sec-fetch-site": "cross-site"}, {"sec-fetch-site": "same-origin"}, {}):
        assert member.get(path, headers=ours).status_code == 200


@pytest.mark.parametrize("content_type", FORMS)
@pytest.mark.parametrize("path", ["/auth/signout", "/auth/resend-otp", "/auth/signin"])
def test_a_form_is_refused_even_where_nobody_reads_it(browser, path, content_type):
    answer = browser.client.post(GATEWAY + path, '{"a": "="}', content_type=content_type)

    assert answer.status_code == 415
    assert is_uncached(answer)


def test_what_has_no_body_needs_no_content_type(member):
    assert member.client.generic("POST", GATEWAY + "/auth/signout").status_code == 200


@pytest.mark.parametrize(
    ("url", "origins"),
    [
        ("https://jobber.test:443", ["https://jobber.test"]),
        ("http://jobber.test:80/app", ["http://jobber.test"]),
        ("https://Jobber.test:8443", ["https://jobber.test:8443"]),
        ("https://user@jobber.test", ["https://jobber.test"]),
        ("https://jöbber.test", ["https://xn--jbber-jua.test"]),
        ("http://[::1]:4000", ["http://[::1]:4000"]),
        ("http://localhost:3000", ["http://127.0.0.1:3000", "http://localhost:3000"]),
        ("http://localhost.evil.example", ["http://localhost.evil.example"]),
    ],
)
def test_our_origins_are_written_as_browsers_write_them(url, origins):
    assert program.origins(url) == origins


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("get", "/auth/currentuser", 401),
        ("get", "/auth/signin", 405),
        ("get", "/auth/nothing", 404),
        ("post", "/auth/signin", 400),
        ("delete", "/auth/sessions/1", 401),
        ("get", "/auth/search/gig/none", 404),
    ],
)
def test_no_cache_keeps_an_error(browser, method, path, status):
    answer = browser.send(method, path)

    assert answer.status_code == status
    assert is_uncached(answer)


def test_no_cache_keeps_what_the_auth_service_answers(service):
    assert is_uncached(service.get("/nothing"))
    assert is_uncached(service.client.get(AUTH + "/nothing", headers={"gatewaytoken": "none"}))
    assert is_uncached(Service().post("/signup", account()))


def test_gigs_may_be_kept(browser):
    assert "no-store" not in browser.get("/auth/search/gig/0/10/forward").get("Cache-Control", "")


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        ("/auth/currentuser", {}),
        ("/auth/nothing", {}),
        ("/auth/signin", {"transfer-encoding": "chunked"}),
        ("/auth/signin", {"host": "evil.example"}),
        ("/auth/search/gig/0/10/forward", {}),
    ],
)
def test_every_answer_tells_browsers_what_not_to_do_with_it(browser, path, headers):
    answer = browser.get(path, headers={"origin": CLIENT, **headers})

    assert answer["X-Frame-Options"] == "DENY"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "strict-origin-when-cross-origin"
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
    assert answer["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "geolocation=()" in answer["Permissions-Policy"]
    assert answer["Access-Control-Allow-Origin"] == CLIENT
    assert "Retry-After" in answer["Access-Control-Expose-Headers"]


def test_pictures_may_be_shown_by_the_client(member):
    url = member.get("/auth/currentuser").json()["user"]["profilePicture"]
    answer = member.client.get(url.removeprefix("http://localhost:4000"))

    assert answer["Cross-Origin-Resource-Policy"] == "cross-origin"


def test_browsers_are_told_to_keep_to_https(client, settings):
    settings.SECURE_HSTS_SECONDS = 100
    answer = client.get("/api/nothing", headers={"x-forwarded-proto": "https"})

    assert answer["Strict-Transport-Security"] == "max-age=100; includeSubDomains; preload"


@pytest.mark.parametrize("path", ["/", "/signin", "/admin/login/", "/mailbox"])
def test_pages_are_for_no_other_origin_to_read(client, path):
    assert "Access-Control-Allow-Origin" not in client.get(path, headers={"origin": CLIENT})


def test_cookies_are_the_contracts_in_production(settings):
    settings.SESSION_COOKIE_SECURE, settings.SESSION_COOKIE_SAMESITE = True, "None"
    answer = Browser().post("/auth/signup", account())

    for name, age in (("session", 7), ("device", 365)):
        cookie = answer.cookies[name]
        assert (cookie["httponly"], cookie["secure"], cookie["samesite"]) == (True, True, "None")
        assert (cookie["max-age"], cookie["path"], cookie["domain"]) == (age * 24 * 3600, "/", "")


@pytest.mark.parametrize(
    ("client", "gateway", "warnings"),
    [
        ("https://jobber.test", "https://api.jobber.test", []),
        ("https://app.jobber.co.uk", "https://api.jobber.co.uk", []),
        ("https://jobber.co.uk", "https://other.co.uk", ["gateway.W001"]),
        ("https://jobber.test", "https://other.test", ["gateway.W001"]),
        ("https://10.0.0.1", "https://11.0.0.1", ["gateway.W001"]),
        ("http://jobber.test", "https://api.jobber.test", ["gateway.W001"]),
        ("http://jobber.test", "http://jobber.test:4000", ["gateway.W002"]),
    ],
)
def test_addresses_with_which_browsers_drop_the_cookies_are_warned_of(settings, client, gateway, warnings):
    settings.SESSION_COOKIE_SECURE = True
    settings.CLIENT_URL, settings.API_GATEWAY_URL = client, gateway

    assert [warning.id for warning in run_checks(tags=["cookies"])] == warnings


def test_the_start_of_the_server_says_so(tmp_path):
    code = "import runpy; runpy.run_path('gunicorn.conf.py')['on_starting'](None)"
    said = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={**program.os.environ, "CLIENT_URL": "http://elsewhere.example", "DATA_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )

    assert "elsewhere.example" in said.stderr + said.stdout


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("query=nothing&query=", 200),
        ("size=1&query=x&query=y", 200),
        ("minPrice=x&minPrice=1", 200),
        ("minPrice=1&minPrice=x", 400),
        ("minPrice=x&minPrice[]=1", 200),
        ("minPrice[]=1&minPrice[]=x", 400),
        ("minPrice%5B%5D=x", 400),
        ("&".join(["a="] * 1001), 400),
    ],
)
def test_of_repeated_parameters_the_last_one_counts(browser, query, status):
    assert browser.get(f"/auth/search/gig/0/10/forward?{query}").status_code == status
