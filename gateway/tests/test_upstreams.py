"""Requests that the gateway passes on to other services, held against a real HTTP server."""

import gzip
import json
import socket
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from io import BytesIO

import jwt
import pytest
from django.conf import settings as program
from django.db import connection

from gateway.upstreams import all_services, bulkhead_of
from tests.callers import PICTURE, Browser, account, assert_error
from tests.echo_service import EchoService

UNKNOWN = "The endpoint called does not exist."
LOGIN = "Token is not available. Please login again."
AWAY = "The service behind this route is not available right now. Please try again later."
TOO_SLOW = "The service behind this route takes too long. Please try again later."
ROUTES = [("buyer", "users"), ("seller", "users"), ("gig", "gig"), ("order", "order"), ("message", "message"), ("review", "review")]  # fmt: skip
HALF = program.WEB_THREADS // 2


@pytest.fixture
def echo(settings):
    """A service that stands for all of them."""
    service = EchoService()
    settings.UPSTREAMS = dict.fromkeys(settings.UPSTREAMS, service.url)
    yield service
    service.close()


@pytest.fixture
def hurry(settings):
    """Time limits that a test can wait for."""
    settings.UPSTREAM_READ_SECONDS = 0.2
    settings.UPSTREAM_ANSWER_SECONDS = 0.5


def told(answer):
    """What the service was sent."""
    assert answer.status_code == 200, answer.content
    return json.loads(answer.getvalue())


def headers_of(answer):
    return dict(told(answer)["headers"])


def chunked(handler, *chunks):
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n")
    for chunk in chunks:
        handler.wfile.write(b"%x\r\n%s\r\n" % (len(chunk), chunk))


def read(answer):
    """The answer, read to its end: until then its call holds a place."""
    answer.getvalue()
    return answer


def all_places_are_free():
    """Whether no call holds a place any more."""
    bulkheads = [all_services, *(bulkhead_of(service) for service in program.UPSTREAMS)]
    return all(each.places._value == each.places._initial_value for each in bulkheads)


@pytest.mark.parametrize(("segment", "service"), ROUTES)
def test_a_path_is_passed_on_to_its_service_with_the_users_and_the_gateways_tokens(member, settings, echo, segment, service):  # fmt: skip
    settings.UPSTREAMS = {**dict.fromkeys(settings.UPSTREAMS, ""), service: echo.url}
    answer = member.get(f"/{segment}/a/b?query=c&query=d")

    assert (told(answer)["method"], told_path(echo)) == ("GET", f"/api/v1/{segment}/a/b?query=c&query=d")
    sent = dict(echo.requests[0]["headers"])
    assert sent["authorization"] == f"Bearer {member.token}"
    assert jwt.decode(sent["gatewaytoken"], settings.GATEWAY_JWT_TOKEN, ["HS256"]) == {"id": segment}


def told_path(echo):
    return echo.requests[-1]["path"]


def test_both_bases_and_a_bare_segment_are_passed_on(member, echo):
    told(member.get("/gig"))
    assert told_path(echo) == "/api/v1/gig"
    told(member.client.get("/api/gateway/v1/gig/7/"))
    assert told_path(echo) == "/api/v1/gig/7"


@pytest.mark.parametrize("segment", [segment for segment, _ in ROUTES])
def test_a_service_that_is_not_set_up_is_an_unknown_path(member, segment):
    assert_error(member.get(f"/{segment}/1"), 404, UNKNOWN)
    assert_error(Browser().post(f"/{segment}"), 404, UNKNOWN)


def test_a_path_that_only_begins_alike_is_unknown(member, echo):
    assert_error(member.get("/gigs/1"), 404, UNKNOWN)
    assert echo.requests == []


def test_nothing_is_sent_without_a_living_session(member, echo):
    other = Browser()
    other.client.cookies.load(member.client.cookies)
    member.post("/auth/signout")

    for browser in (Browser(), other):
        answer = browser.post("/gig/create", {"a": 1}, headers={"Authorization": "Bearer x"})
        assert_error(answer, 401, LOGIN)
    assert echo.requests == []


def test_the_jwt_is_renewed_before_it_is_passed_on(member, echo, later):
    before = member.token
    later(days=2)
    sent = headers_of(member.get("/order/1"))["authorization"].removeprefix("Bearer ")

    assert sent == member.token != before
    assert jwt.decode(sent, program.JWT_TOKEN, ["HS256"], options={"verify_exp": False})["username"] == "Ada Love"


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "GET"])
def test_method_and_body_arrive_as_they_were_sent(member, echo, method):
    body = bytes(range(256)) * 1000
    sent = told(member.client.generic(method, "/api/v1/gateway/gig/x", body, "image/x-own"))

    assert (sent["method"], sent["body"].encode("latin-1")) == (method, body)
    headers = dict(sent["headers"])
    assert (headers["content-type"], headers["content-length"]) == ("image/x-own", "256000")


def test_a_method_that_nobody_knows_is_not_passed_on(member, echo):
    assert_error(member.client.generic("BREW", "/api/v1/gateway/gig/x"), 405, 'Method "BREW" not allowed.')
    assert echo.requests == []


def test_a_head_is_answered_with_the_headers_alone(member, echo):
    answer = member.client.head("/api/v1/gateway/gig/x")

    assert (answer.status_code, answer.getvalue()) == (200, b"")
    assert echo.requests[0]["method"] == "HEAD"
    assert int(answer["Content-Length"]) > 0


def test_what_only_the_gateway_may_say_is_not_taken_from_outside(member, echo):
    told_by_others = {
        "Authorization": "Bearer outside",
        "gatewaytoken": "outside",
        "X-Device": "outside",
        "X-Real-IP": "198.51.100.9",
        "Forwarded": "for=198.51.100.9",
        "X-Forwarded-For": "198.51.100.9",
        "X-Forwarded-Host": "evil.example",
        "X-Forwarded-Prefix": "/evil",
        "X-Request-Id": "outside",
        "Connection": "close, X-Hop",
        "X-Hop": "outside",
        "Keep-Alive": "outside",
        "TE": "trailers",
        "Upgrade": "websocket",
        "Proxy-Authorization": "outside",
        "X-Kept": "kept",
    }
    answer = member.get("/gig/x", headers=told_by_others)
    sent = headers_of(answer)

    assert sent["x-kept"] == "kept"
    assert sent["authorization"] == f"Bearer {member.token}"
    assert (sent["x-forwarded-for"], sent["x-forwarded-host"], sent["x-forwarded-proto"]) == ("127.0.0.1", "testserver", "http")  # fmt: skip
    assert sent["x-request-id"] == answer["X-Request-Id"]
    assert not {"cookie", "x-device", "x-real-ip", "forwarded", "x-forwarded-prefix", "connection", "x-hop", "keep-alive", "te", "upgrade", "proxy-authorization"} & set(sent)  # fmt: skip
    names = [name for name, _ in echo.requests[0]["headers"]]
    assert len(names) == len(set(names))


@pytest.mark.parametrize(
    "path",
    [
        *[
            "../auth/signout",
            "a/../../auth",
            "a/..",
            ".",
            "a/./b",
            "..;/auth",
            "a//b",
            "/evil.example",
            "http://evil.example",
        ],
        *["%2e%2e/auth", "a%2f..%2f..%2fauth", "..%5cauth", "a%0d%0aX: y", "a%00", "a%0ab", "%2fevil.example/x"],
    ],
)
def test_no_path_leads_out_of_the_segment(member, echo, path):
    assert_error(member.get(f"/gig/{path}"), 404, UNKNOWN)
    assert echo.requests == []


@pytest.mark.parametrize(
    ("path", "arrives"),
    [
        ("a%3Fb%23c", "a%3Fb%23c"),
        ("%252e%252e/x", "%252e%252e/x"),
        ("a%252fb", "a%252fb"),
        ("a%20b/%C3%A9", "a%20b/%C3%A9"),
        ("...", "..."),
        ("a..b", "a..b"),
        ("x?a=%2F..%2F&b=%0d%0a&c", "x?a=%2F..%2F&b=%0d%0a&c"),
        ("x?a=100%&b=%20", "x?a=100%25&b=%20"),
        ("x?next=//evil.example/?y", "x?next=//evil.example/?y"),
    ],
)
def test_what_is_encoded_stays_encoded(member, echo, path, arrives):
    told(member.get(f"/gig/{path}"))

    assert told_path(echo).lower() == f"/api/v1/gig/{arrives}".lower()


def test_other_sites_change_nothing(member, echo):
    answer = member.post("/order/create", headers={"origin": "http://evil.example"})

    assert_error(answer, 403, "The request comes from another site.")
    assert echo.requests == []


def test_the_gateway_itself_answers_a_preflight(echo):
    preflight = {"origin": "http://localhost:3000", "access-control-request-method": "PUT"}
    answer = Browser().client.options("/api/v1/gateway/order/1", headers=preflight)

    assert answer["Access-Control-Allow-Origin"] == "http://localhost:3000"
    assert echo.requests == []


def test_a_body_over_the_limit_is_refused(member, echo, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000

    assert_error(member.post("/gig/create", {"picture": PICTURE * 10}), 413, "The request body is too large.")
    assert_error(member.post("/gig/create", headers={"transfer-encoding": "chunked"}), 411, "The request needs a Content-Length.")  # fmt: skip
    assert echo.requests == []


def test_an_answer_comes_back_as_it_is_errors_too(member, echo):
    echo.acts = lambda handler: handler.answer(b'{"message":"no"}', 418, X_Own="1", Link="<a>", Location="/elsewhere")
    answer = member.get("/gig/x")

    assert (answer.status_code, answer.getvalue()) == (418, b'{"message":"no"}')
    assert (answer["X-Own"], answer["Location"], answer["Content-Type"]) == ("1", "/elsewhere", "application/json")


def test_a_redirect_is_the_browsers_to_follow(member, echo):
    echo.acts = lambda handler: handler.answer(b"", 302, Location=f"{echo.url}/other")

    assert read(member.get("/gig/x"))["Location"] == f"{echo.url}/other"
    assert len(echo.requests) == 1


def test_what_the_service_may_not_say_for_our_site_is_dropped(member, echo):
    forbidden = {
        "Set_Cookie": "session=stolen",
        "Clear_Site_Data": '"cookies"',
        "Access_Control_Allow_Origin": "*",
        "Content_Security_Policy": "default-src *",
        "Strict_Transport_Security": "max-age=0",
        "X_Frame_Options": "ALLOWALL",
        "X_Accel_Redirect": "/secret",
        "Server": "Node",
        "Connection": "X-Hop",
        "X_Hop": "1",
    }
    echo.acts = lambda handler: handler.answer(b"<script>alert(1)</script>", **forbidden)
    answer = member.get("/gig/x", headers={"origin": "http://localhost:3000"})

    assert answer.getvalue() == b"<script>alert(1)</script>"
    assert answer["Access-Control-Allow-Origin"] == "http://localhost:3000"
    assert (answer["X-Frame-Options"], answer["X-Content-Type-Options"]) == ("DENY", "nosniff")
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert not {"Clear-Site-Data", "Strict-Transport-Security", "X-Accel-Redirect", "Server", "Connection", "X-Hop"} & set(answer.headers)  # fmt: skip
    assert not answer.cookies
    assert member.is_signed_in()


def test_an_answer_that_says_nothing_of_caches_stays_in_the_browser(member, echo):
    assert read(member.get("/gig/x"))["Cache-Control"] == "private, no-cache"

    echo.acts = lambda handler: handler.answer(b"", Cache_Control="public, max-age=60")
    assert read(member.get("/gig/x"))["Cache-Control"] == "public, max-age=60"


def test_conditions_and_ranges_pass(member, echo):
    def act(handler):
        if handler.headers.get("If-None-Match") == '"1"':
            handler.send_response(304)
            handler.send_header("ETag", '"1"')
            handler.end_headers()
        else:
            handler.answer(b"y" * 1000, 206, ETag='"1"', Content_Range="bytes 0-999/5000")

    echo.acts = act
    part = member.get("/gig/x", headers={"range": "bytes=0-999", "accept-encoding": "gzip"})
    same = member.get("/gig/x", headers={"if-none-match": '"1"'})

    assert (part.status_code, part.getvalue(), part["ETag"]) == (206, b"y" * 1000, '"1"')
    assert part["Content-Range"] == "bytes 0-999/5000"
    assert (same.status_code, same.getvalue(), same["ETag"]) == (304, b"", '"1"')


def test_a_compressed_answer_stays_as_it_is(member, echo):
    body = gzip.compress(b"z" * 1000)
    echo.acts = lambda handler: handler.answer(body, Content_Encoding="gzip")

    answer = member.get("/gig/x", headers={"accept-encoding": "gzip"})
    assert (answer.getvalue(), answer["Content-Encoding"]) == (body, "gzip")


def test_an_answer_is_streamed_as_it_comes(member, echo):
    seen = threading.Event()

    def act(handler):
        chunked(handler, b"data: 1\n\n")
        seen.wait(10)
        handler.wfile.write(b"9\r\ndata: 2\n\n\r\n0\r\n\r\n")

    echo.acts = act
    stream = iter(member.get("/message/events", headers={"accept-encoding": "gzip"}))

    assert next(stream) == b"data: 1\n\n"
    seen.set()
    assert list(stream) == [b"data: 2\n\n"]


def test_connections_are_kept(member, echo):
    for number in range(5):
        told(member.get(f"/gig/{number}"))

    assert echo.connections == 1


@pytest.mark.parametrize("method", ["get", "post", "put", "delete"])
def test_a_kept_connection_that_the_service_closes_costs_nobody_an_answer(member, echo, method):
    told(member.get("/gig/first"))

    def close_once(handler):
        echo.acts = None
        if len(echo.requests) > 1 and echo.connections == 1:
            handler.hang_up()
        else:
            handler.answer()

    echo.acts = close_once
    answer = member.get("/gig/x") if method == "get" else getattr(member, method)("/gig/x", {"a": 1})

    assert answer.status_code == 200
    assert answer.getvalue()


def test_what_may_not_be_repeated_is_sent_once(member, echo):
    echo.acts = lambda handler: handler.hang_up()

    assert_error(member.post("/order/create", {"a": 1}), 502, AWAY)
    assert len(echo.requests) == 1
    assert_error(member.client.generic("POST", "/api/v1/gateway/order/create"), 502, AWAY)
    assert len(echo.requests) == 2


def test_a_service_that_is_away_is_a_bad_gateway(member, settings):
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    settings.UPSTREAMS = {**settings.UPSTREAMS, "gig": f"http://127.0.0.1:{port}"}

    assert_error(member.get("/gig/x"), 502, AWAY)
    assert_error(member.post("/gig/x", {"a": 1}), 502, AWAY)
    assert all_places_are_free()


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"garbage\r\n\r\n",
        b"\x16\x03\x01\x00",
        b"HTTP/1.1 999 Odd\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Type: text/pl",
        b"HTTP/1.1 200 OK\r\nno colon\r\nContent-Length: 2\r\n\r\n{}",
        b"HTTP/1.1 200 OK\r\nX-Odd: a\x01b\r\nContent-Length: 2\r\n\r\n{}",
        b"HTTP/1.1 200 OK\r\n\r\nwithout an end",
        b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n{}",
        b"HTTP/1.1 200 OK\r\n" + b"X-Many: 1\r\n" * 200 + b"\r\n",
        b"HTTP/1.1 200 OK\r\nX-Long: " + b"x" * 100_000 + b"\r\n\r\n",
    ],
)
def test_an_answer_that_is_none_is_a_bad_gateway(member, echo, raw):
    echo.acts = lambda handler: handler.say(raw)

    assert_error(member.get("/gig/x"), 502, AWAY)
    assert all_places_are_free()


@pytest.mark.parametrize(
    "raw",
    [
        b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\nzz\r\n",
    ],
)
def test_half_an_answer_never_passes_for_the_whole(member, echo, raw, caplog):
    echo.acts = lambda handler: handler.say(raw)
    answer = member.get("/gig/x")

    with pytest.raises(ConnectionResetError):
        answer.getvalue()
    answer.close()
    assert "The answer of a service broke off" in caplog.text
    assert all_places_are_free()


def test_a_service_that_says_nothing_is_a_gateway_timeout(member, echo, hurry):
    echo.acts = lambda handler: echo.closing.wait()

    assert_error(member.get("/gig/x"), 504, TOO_SLOW)
    assert_error(member.post("/gig/x", {"a": 1}), 504, TOO_SLOW)
    assert len(echo.requests) == 2
    assert all_places_are_free()


def drip(handler, before, drop):
    """Sends something, and then a drop now and then until the service ends."""
    handler.wfile.write(before)
    while not handler.server.closing.wait(0.05):
        handler.wfile.write(drop)


def test_headers_that_drip_are_a_gateway_timeout(member, echo, hurry):
    echo.acts = lambda handler: drip(handler, b"HTTP/1.1 200 OK\r\nX-Long: ", b"x")

    assert_error(member.get("/gig/x"), 504, TOO_SLOW)


@pytest.mark.parametrize("framing", [b"Content-Length: 100000", b"Transfer-Encoding: chunked"])
def test_a_body_that_drips_ends_at_the_limit(member, echo, hurry, framing):
    echo.acts = lambda handler: drip(handler, b"HTTP/1.1 200 OK\r\n%s\r\n\r\n" % framing, b"1\r\nx\r\n")

    with pytest.raises(ConnectionResetError):
        member.get("/gig/x").getvalue()


def test_a_client_that_goes_away_frees_its_place_and_its_connection(member, echo):
    ended = threading.Event()

    def act(handler):
        chunked(handler, b"1")
        with suppress(ConnectionResetError):  # what was not read yet resets it
            assert handler.connection.recv(1) == b""
        ended.set()

    echo.acts = act
    answer = member.get("/message/events")
    assert not all_places_are_free()
    answer.close()

    assert all_places_are_free()
    assert ended.wait(10)


def test_a_body_that_ends_early_leaves_no_request_behind(member, echo):
    short = {"wsgi.input": BytesIO(b"short"), "CONTENT_LENGTH": "10"}
    answer = member.client.generic("POST", "/api/v1/gateway/gig/x", b"", "text/plain", **short)

    assert_error(answer, 400, "The request body is incomplete.")
    assert all_places_are_free()


def test_a_slow_service_holds_half_the_threads_at_most_and_the_others_answer(member, echo, settings):
    other = EchoService()
    settings.UPSTREAMS = {**settings.UPSTREAMS, "order": other.url}
    echo.acts = lambda handler: chunked(handler, b"1")
    held = [member.get("/gig/x") for _ in range(HALF)]

    refused = member.get("/gig/x")
    assert_error(refused, 503, "The service is not available right now. Please try again later.")
    assert refused["Retry-After"]
    assert told(member.get("/order/x"))
    assert member.is_signed_in()

    for answer in held:
        answer.close()
    other.close()
    assert all_places_are_free()


def test_slow_services_together_leave_a_quarter_of_the_threads(member, echo):
    echo.acts = lambda handler: chunked(handler, b"1")
    held = [member.get(f"/{('gig', 'order')[number % 2]}/x") for number in range(program.WEB_THREADS * 3 // 4)]

    assert {answer.status_code for answer in held} == {200}
    assert member.get("/review/x").status_code == 503
    for answer in held:
        answer.close()


@pytest.mark.django_db(transaction=True)
def test_two_users_at_once_never_share_a_header(echo):
    people = {}
    for number in range(4):
        browser = Browser()
        browser.sign_up(username=f"user {number}", email=f"user{number}@example.com")
        people[f"User {number}"] = browser.client.cookies.output(header="", sep=";").strip()

    def ask(number):
        name = f"User {number % 4}"
        browser = Browser()
        browser.client.cookies.load(people[name])
        call = browser.post if number % 3 == 0 else browser.get
        try:
            while (
                answer := call(f"/{ROUTES[number % 6][0]}/{number}", headers={"x-own": f"{number}"})
            ).status_code == 503:
                pass
            return name, number, answer["X-Request-Id"], told(answer)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        asked = list(pool.map(ask, range(200)))
    for name, number, request_id, sent in asked:
        headers = dict(sent["headers"])
        claims = jwt.decode(headers["authorization"].removeprefix("Bearer "), program.JWT_TOKEN, ["HS256"])
        service = jwt.decode(headers["gatewaytoken"], program.GATEWAY_JWT_TOKEN, ["HS256"])["id"]
        assert (claims["username"], service, headers["x-own"]) == (name, ROUTES[number % 6][0], str(number))
        assert headers["x-request-id"] == request_id
    assert len(echo.requests) == 200
    assert all_places_are_free()


def test_the_log_names_the_route_and_the_user_and_no_path(member, echo, caplog, django_user_model):
    caplog.set_level("INFO")
    read(member.get("/order/secret-path?token=secret-query"))

    user = django_user_model.objects.get(username="Ada Love")
    [line] = [line for line in caplog.messages if "/order/" in line]
    assert line.startswith("GET /api/v1/gateway/order/<below> 200 ")
    assert line.endswith(f"user {user.pk}")
    assert "secret" not in caplog.text


def test_ready_names_the_state_of_each_service_and_needs_none(client, echo, settings):
    with socket.create_server(("127.0.0.1", 0)) as free:
        away = f"http://127.0.0.1:{free.getsockname()[1]}"
    settings.UPSTREAMS = {"users": "", "gig": echo.url, "order": away}
    answer = client.get("/health/ready")

    assert answer.status_code == 200
    assert (answer.json()["gig"], answer.json()["order"]) == ("ok", "away")
    assert "users" not in answer.json()


def test_a_base_address_may_have_a_path(member, echo, settings):
    settings.UPSTREAMS = {**settings.UPSTREAMS, "gig": f"{echo.url}/inner"}
    told(member.get("/gig/x"))

    assert told_path(echo) == "/inner/api/v1/gig/x"


def test_a_sign_up_is_still_the_gateways_own(browser, echo):
    assert browser.post("/auth/signup", account()).status_code == 201
    assert echo.requests == []
