"""What the gateway says of requests that are odd, too large, from elsewhere, or for nothing it has."""

import json

import pytest

from tests.callers import Browser, account, assert_error

UNKNOWN = "The endpoint called does not exist."


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("/gateway-health", "API Gateway service is healthy and OK."),
        ("/auth-health", "Auth service is healthy and OK."),
    ],
)
def test_the_health_texts_are_the_contracts(client, path, text):
    answer = client.get(path)

    assert (answer.status_code, answer.content.decode()) == (200, text)
    assert answer["Content-Type"].startswith("text/plain")
    assert client.get(path + "/").status_code == 200
    assert_error(client.post(path), 405, 'Method "POST" not allowed.')


@pytest.mark.parametrize(
    "path", ["/nothing", "/api", "/api/", "/api/v1/gateway/nothing", "/api/v1/gateway/auth/signup/x"]
)
@pytest.mark.parametrize("method", ["get", "post", "patch", "delete"])
def test_an_unknown_path_is_told_in_the_contracts_shape(client, path, method):
    assert_error(getattr(client, method)(path), 404, UNKNOWN)


def test_a_browser_gets_a_page_for_an_unknown_path_outside_the_api(client):
    html = {"accept": "text/html,application/xhtml+xml,*/*;q=0.8"}

    page = client.get("/nothing", headers=html)
    assert page.status_code == 404
    assert page["Content-Type"].startswith("text/html")
    assert_error(client.get("/api/nothing", headers=html), 404, UNKNOWN)


def test_unknown_paths_are_told_the_same_while_developing(client, settings):
    settings.DEBUG = True

    assert_error(client.get("/api/nothing"), 404, UNKNOWN)


def test_a_wrong_method_is_told_with_those_that_work(browser):
    answer = browser.get("/auth/signup")

    assert_error(answer, 405, 'Method "GET" not allowed.')
    assert "POST" in answer["Allow"]


@pytest.mark.parametrize(
    "body",
    [
        "{",
        "",
        "[1]",
        "null",
        '"text"',
        "{'a': 1}",
        '{"a": NaN}',
        "\xff\xfe",
        '{"a": "\\ud800"}',
        "[" * 20_000,
        '{"a":' * 20_000,
    ],
)
def test_a_body_that_is_no_json_object_is_a_bad_request(browser, body):
    answer = browser.client.post(browser.base + "/auth/signin", body.encode("latin-1"), content_type="application/json")

    assert answer.status_code == 400
    assert answer.json()["status"] == "error"


def test_of_repeated_keys_the_last_one_counts(browser):
    browser.sign_up()
    body = '{"username": "nobody", "username": "ada love", "password": "s3cret-word", "browserName": "Chrome", "deviceType": "browser"}'

    answer = browser.client.post(browser.base + "/auth/signin", body, content_type="application/json")
    assert answer.json()["message"] == "User login successfully"


@pytest.mark.parametrize(
    "content_type",
    ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/xml"],
)
def test_it_takes_json_alone(browser, content_type):
    answer = browser.client.post(browser.base + "/auth/signin", "username=ada", content_type=content_type)

    assert answer.status_code == 415
    assert answer.json()["status"] == "error"


def test_json_may_say_its_charset(browser):
    answer = browser.client.post(
        browser.base + "/auth/signup", json.dumps(account()), content_type="application/json; charset=utf-8"
    )
    assert answer.status_code == 201


def test_it_answers_json_whatever_the_client_accepts(browser):
    assert browser.get("/auth/currentuser", headers={"accept": "image/png"}).status_code == 401


def test_a_body_over_the_limit_is_refused(browser, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100

    assert_error(browser.post("/auth/signup", account()), 413, "The request body is too large.")


def test_a_chunked_body_needs_a_length(browser):
    answer = browser.client.post(browser.base + "/auth/signin", headers={"transfer-encoding": "chunked"})

    assert_error(answer, 411, "The request needs a Content-Length.")


def test_an_error_that_nobody_foresaw_tells_an_id_and_keeps_the_trace_to_the_log(
    browser, caplog, django_user_model, settings
):
    settings.SESSION_RENEW_BEFORE = None
    browser.sign_up()
    answer = browser.get("/auth/currentuser")

    request_id = answer["X-Request-Id"]
    assert_error(answer, 500, f"An unexpected error occurred. Please mention {request_id} when you report it.")
    assert request_id in caplog.text
    assert "Traceback" in caplog.text


def test_a_host_that_is_not_ours_is_a_bad_request(client):
    assert_error(
        client.get("/gateway-health", headers={"host": "evil.example"}), 400, "The Host header is not one of ours."
    )


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"origin": "http://localhost:3000"}, 200),
        ({"origin": "http://127.0.0.1:3000"}, 200),
        ({"origin": "http://localhost:4000"}, 200),
        ({"origin": "http://localhost:3001"}, 403),
        ({"origin": "https://localhost:3000"}, 403),
        ({"origin": "http://localhost:3000.evil.example"}, 403),
        ({"origin": "null"}, 403),
        ({"origin": ""}, 403),
        ({"origin": "http://evil.example", "host": "evil.example"}, 400),
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"sec-fetch-site": "same-site"}, 403),
        ({"sec-fetch-site": "same-origin"}, 200),
        ({"sec-fetch-site": "none"}, 200),
        ({"origin": "http://localhost:3000", "sec-fetch-site": "cross-site"}, 200),
    ],
)
def test_what_changes_something_must_come_from_our_own_sites(browser, headers, status):
    assert browser.post("/auth/signout", headers=headers).status_code == status


def test_reading_may_be_asked_for_from_anywhere(browser):
    assert browser.get("/auth/currentuser", headers={"origin": "http://evil.example"}).status_code == 401


def test_cors_is_for_the_client_alone(browser):
    preflight = {"access-control-request-method": "PUT", "access-control-request-headers": "content-type"}
    ours = browser.client.options(
        browser.base + "/auth/signin", headers={"origin": "http://localhost:3000", **preflight}
    )
    others = browser.client.options(
        browser.base + "/auth/signin", headers={"origin": "http://evil.example", **preflight}
    )

    assert ours["Access-Control-Allow-Origin"] == "http://localhost:3000"
    assert ours["Access-Control-Allow-Credentials"] == "true"
    assert set(ours["Access-Control-Allow-Methods"].split(", ")) == {"GET", "POST", "PUT", "DELETE", "OPTIONS"}
    assert "Access-Control-Allow-Origin" not in others


def test_errors_carry_the_cors_headers_too(browser):
    answer = browser.get("/auth/currentuser", headers={"origin": "http://localhost:3000"})

    assert answer["Access-Control-Allow-Origin"] == "http://localhost:3000"
    assert "origin" in answer["Vary"].lower()


def test_every_answer_carries_the_usual_security_headers(browser):
    answer = browser.get("/auth/currentuser")

    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["Referrer-Policy"]
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
    assert answer["Cache-Control"] == "no-store"


def test_large_answers_are_compressed(member):
    for _ in range(10):
        assert member.sign_in().status_code == 200
        Browser().sign_in()
    answer = member.get("/auth/sessions", headers={"accept-encoding": "gzip"})

    assert answer["Content-Encoding"] == "gzip"


def test_what_fits_into_a_packet_is_sent_as_it_is(member):
    answer = member.get("/auth/currentuser", headers={"accept-encoding": "gzip"})

    assert len(answer.content) > 200
    assert "Content-Encoding" not in answer
    assert answer.json()["message"] == "Authenticated user"


def test_a_picture_that_is_not_there_is_not_found(client):
    for name in ["0" * 32 + ".png", "x", "..%2fjobber.sqlite3", "jobber.sqlite3"]:
        assert_error(client.get(f"/media/{name}"), 404, UNKNOWN)


def test_the_address_is_the_peers_and_not_what_the_request_says(browser):
    browser.client.defaults["HTTP_X_FORWARDED_FOR"] = "198.51.100.1"
    browser.sign_up()

    [session] = browser.get("/auth/sessions").json()["sessions"]
    assert session["address"] == "127.0.0.1"


def test_a_trusted_proxy_names_the_address(browser, settings):
    settings.TRUSTED_PROXIES = ["127.0.0.0/8", "10.0.0.0/8"]
    browser.client.defaults["HTTP_X_FORWARDED_FOR"] = "1.2.3.4, 198.51.100.1, 10.0.0.9"
    browser.sign_up()

    [session] = browser.get("/auth/sessions").json()["sessions"]
    assert session["address"] == "198.51.100.1"


def test_a_service_names_the_address_of_its_user(service):
    service.client.defaults["HTTP_X_FORWARDED_FOR"] = "198.51.100.1"
    token = service.post("/signup", account()).json()["token"]

    service.client.defaults["HTTP_AUTHORIZATION"] = f"Bearer {token}"
    [session] = service.get("/sessions").json()["sessions"]
    assert session["address"] == "198.51.100.1"


def test_admin_without_its_slash_leads_there(client):
    answer = client.get("/admin")
    assert (answer.status_code, answer["Location"]) == (302, "/admin/")


def test_the_seed_route_is_there_in_development_alone(browser, settings):
    assert_error(browser.put("/auth/seed/3"), 404, UNKNOWN)

    settings.DEBUG = True
    assert browser.put("/auth/seed/3").json() == {"message": "Seed users created successfully."}
    for count in ["0", "x", "-1", "1001", "9" * 50, "٣"]:
        assert_error(browser.put(f"/auth/seed/{count}"), 400, "Count must be a number from 1 to 1000")
