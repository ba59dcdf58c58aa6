"""Requests that no library would send, byte for byte, to the web process as it is deployed.

What gunicorn refuses itself never reaches the program: it gets a small HTML page, and the connection is closed, which
contract 3 allows. All else gets the program's own answer.
"""

import json
import socket
from http.client import HTTPResponse
from io import BytesIO
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from benchmarks.serving import serving

CURRENTUSER = b"/api/v1/gateway/auth/currentuser"
SIGNIN = b"/api/v1/gateway/auth/signin"
SEARCH = b"/api/v1/gateway/auth/search/gig/0/10/forward"
HOST = b"Host: localhost"
JSON = b"Content-Type: application/json"
BODY = b'{"username": "nobody", "password": "wrong-word"}'
LENGTH = b"Content-Length: %d" % len(BODY)
CHUNKED = b"Transfer-Encoding: chunked"
END = b"0\r\n\r\n"
HEALTH = b"GET /gateway-health HTTP/1.1\r\nHost: localhost\r\n\r\n"
HEALTH_LENGTH = b"Content-Length: %d" % len(HEALTH)


def get(path=CURRENTUSER, *headers, host=HOST, method=b"GET", version=b"HTTP/1.1"):
    """A request without a body."""
    return b"\r\n".join([b"%s %s %s" % (method, path, version), *filter(None, [host]), *headers, b"", b""])


def post(*headers, body=BODY, path=SIGNIN, host=HOST, type_=JSON):
    """A request with a body, whose framing the headers tell."""
    return get(path, type_, *headers, host=host, method=b"POST") + body


REFUSED = {
    "lines that end with LF alone": (400, get().replace(b"\r\n", b"\n")),
    "a header that ends with LF alone": (400, get(CURRENTUSER, b"X: a\nY: b")),
    "a header that ends with CR alone": (400, get(CURRENTUSER, b"X: a\rY: b")),
    "a folded header": (400, get(CURRENTUSER, b"X: a\r\n b")),
    "a space before the colon": (400, get(CURRENTUSER, b"X : a")),
    "a NUL in a value": (400, get(CURRENTUSER, b"X: a\0b")),
    "a control byte in a value": (400, get(CURRENTUSER, b"X: a\x01b")),
    "a NUL in a name": (400, get(CURRENTUSER, b"X\0: a")),
    "a letter that is not ASCII in a name": (400, get(CURRENTUSER, b"X\xff: a")),
    "a header without a name": (400, get(CURRENTUSER, b": a")),
    "a header without a colon": (400, get(CURRENTUSER, b"nothing")),
    "two hosts": (400, get(CURRENTUSER, HOST)),
    "two hosts that differ": (400, get(CURRENTUSER, b"Host: evil.example")),
    "two equal lengths": (400, post(LENGTH, LENGTH)),
    "two lengths": (400, post(LENGTH, b"Content-Length: 5")),
    "a list of lengths": (400, post(b"Content-Length: 48, 48")),
    "a negative length": (400, post(b"Content-Length: -1")),
    "a length with a sign": (400, post(b"Content-Length: +48")),
    "a length in hex": (400, post(b"Content-Length: 0x30")),
    "a length of another alphabet": (400, post(b"Content-Length: \xb2")),
    "a length of 5,000 digits": (400, post(b"Content-Length: " + b"9" * 5000)),
    "an empty length": (400, post(b"Content-Length: ")),
    "length and chunks": (400, post(b"Content-Length: 5", CHUNKED, body=END + HEALTH)),
    "chunks and length": (400, post(CHUNKED, b"Content-Length: 5", body=END + HEALTH)),
    "chunks twice": (400, post(b"Transfer-Encoding: chunked, chunked", body=END)),
    "chunks, then not": (400, post(CHUNKED, b"Transfer-Encoding: identity", body=END + HEALTH)),
    "chunks behind a vertical tab": (400, post(LENGTH, b"Transfer-Encoding: \x0bchunked", body=END + HEALTH)),
    "a body that ends with the connection": (400, post(b"Transfer-Encoding: gzip")),
    "chunks in HTTP/1.0": (400, get(SIGNIN, CHUNKED, method=b"POST", version=b"HTTP/1.0") + END),
    "a coding that nobody knows": (501, post(LENGTH, b"Transfer-Encoding: xchunked")),
    "a raw NUL in the path": (400, get(b"/a\0b")),
    "a space in the path": (400, get(b"/a b")),
    "raw UTF-8 in the path": (400, get("/ä".encode())),
    "a path without a slash": (400, get(b"gateway-health")),
    "no path": (400, b"GET HTTP/1.1\r\nHost: localhost\r\n\r\n"),
    "a scheme that is none": (400, get(b"javascript:alert(1)")),
    "an address that is none": (400, get(b"http://[::1/gateway-health")),
    "a star with GET": (400, get(b"*")),
    "a method in lower case": (400, get(method=b"get")),
    "a method of 100 letters": (400, get(method=b"A" * 100)),
    "a NUL in the method": (400, get(method=b"G\0T")),
    "200 headers": (431, get(CURRENTUSER, *(b"X-%d: a" % number for number in range(200)))),
    "a header of 20 kB": (431, get(CURRENTUSER, b"X: " + b"a" * 20_000)),
    "a path of 9 kB": (414, get(b"/" + b"a" * 9000)),
    "HTTP/0.9": (400, b"GET /gateway-health\r\n\r\n"),
    "HTTP/0.9 that says so": (400, get(version=b"HTTP/0.9")),
    "HTTP/2.0": (400, get(version=b"HTTP/2.0")),
    "HTTP/2's preface": (400, b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0"),
    "the PROXY protocol": (400, b"PROXY TCP4 1.2.3.4 5.6.7.8 1 2\r\n" + get()),
    "every byte there is": (400, bytes(range(256)) * 8 + b"\r\n\r\n"),
    "an expectation that nobody knows": (417, post(LENGTH, b"Expect: miracles")),
}

ANSWERED = {
    "bytes that are not ASCII in a header": (401, get(CURRENTUSER, b"X: \xff\xfe\xc3\xa4")),
    "in cookies": (401, get(CURRENTUSER, b"Cookie: session=\xff\xc3\xa4; device=\xff")),
    "in the Bearer": (401, get(b"/api/v1/auth/currentuser", b"Authorization: Bearer \xff")),
    "in the gateway token": (401, get(b"/api/v1/auth/currentuser", b"gatewaytoken: \xff\xff")),
    "in the forwarded address": (401, get(CURRENTUSER, b"X-Forwarded-For: \xff")),
    "in what a client accepts": (
        404,
        get(b"/nothing", b"Accept: \xff", b"Accept-Language: \xff", b"Accept-Encoding: \xff"),
    ),
    "in the host": (400, get(host=b"Host: \xff")),
    "in the origin": (403, post(LENGTH, b"Origin: http://\xff")),
    "in Sec-Fetch-Site": (403, post(LENGTH, b"Sec-Fetch-Site: \xff")),
    "in the content type": (415, post(LENGTH, type_=b"Content-Type: \xff/json")),
    "a length of 30 digits": (413, post(b"Content-Length: " + b"9" * 30)),
    "a length over the limit": (413, post(b"Content-Length: 100000000", body=b"")),
    "a length under another name": (400, post(LENGTH, b"Content_Length: 5")),
    "chunks under another name": (400, post(LENGTH, b"Transfer_Encoding: chunked")),
    "a body that breaks off": (400, post(LENGTH, body=BODY[:10])),
    "chunks": (411, post(CHUNKED, body=b"30\r\n" + BODY + b"\r\n" + END)),
    "a host that is empty": (400, get(host=b"Host: ")),
    "a host with a user": (400, get(host=b"Host: localhost@evil.example")),
    "a host with a path": (400, get(host=b"Host: localhost/evil")),
    "two hosts in one header": (400, get(host=b"Host: localhost, evil.example")),
    "another host behind our address": (400, get(b"http://localhost/gateway-health", host=b"Host: evil.example")),
    "another host in the address": (401, get(b"http://evil.example" + CURRENTUSER)),
    "another host that a proxy tells of": (401, get(CURRENTUSER, b"X-Forwarded-Host: evil.example")),
    "no host": (401, get(host=b"")),
    "HTTP/1.0 without a host": (401, get(host=b"", version=b"HTTP/1.0")),
    "a NUL at the end of a path": (404, get(CURRENTUSER + b"%00")),
    "a NUL as a gig": (404, get(b"/api/v1/gateway/auth/search/gig/%00")),
    "a NUL in a query": (400, get(SEARCH + b"?query=%00")),
    "a NUL as a code": (401, post(path=b"/api/v1/gateway/auth/verify-otp/%ff%00").replace(b"POST", b"PUT")),
    "dots": (404, get(b"/../../etc/passwd")),
    "encoded dots": (404, get(b"/%2e%2e/%2e%2e/etc/passwd")),
    "dots behind /media": (404, get(b"/media/%2e%2e%2fjobber.sqlite3")),
    "dots behind /static": (404, get(b"/static/..%2f..%2fmanage.py")),
    "backslashes behind /static": (404, get(b"/static/..%5c..%5cmanage.py")),
    "dots to a service": (404, get(b"/api/v1/gateway/gig/%2e%2e%2f%00")),
    "overlong dots": (404, get(b"/media/%c0%ae%c0%ae%c0%af")),
    "bytes that are no UTF-8": (404, get(b"/%ff%fe")),
    "half a surrogate pair": (404, get(b"/%ed%a0%80")),
    "half a surrogate pair as a token": (401, get(b"/api/v1/gateway/auth/refresh-token/%ed%a0%80")),
    "percent signs alone": (404, get(b"/%zz%")),
    "two slashes": (404, get(b"//gateway-health")),
    "two slashes and a host": (404, get(b"//evil.example/%2e%2e")),
    "nothing but slashes": (404, get(b"///")),
    "slashes inside": (404, get(b"/api//v1/gateway/auth/currentuser")),
    "a star": (404, get(b"*", method=b"OPTIONS")),
    "CONNECT": (404, get(b"localhost:80", method=b"CONNECT")),
    "TRACE": (401, get(CURRENTUSER, b"X: told back", method=b"TRACE")),
    "a method that nobody knows": (401, get(method=b"JEFF")),
    "a path of 8 kB": (404, get(b"/" + b"a" * 8100)),
    "a query of 8 kB": (400, get(SEARCH + b"?query=" + b"a" * 8000)),
    "3,000 parameters": (400, get(SEARCH + b"?" + b"a&" * 3000)),
    "4,000 cookies": (401, get(CURRENTUSER, b"Cookie: " + b"a=1;" * 4000)),
    "an upgrade to HTTP/2": (
        401,
        get(CURRENTUSER, b"Connection: Upgrade, HTTP2-Settings", b"Upgrade: h2c", b"HTTP2-Settings: AAMAAABk"),
    ),
}

# a second request where a body is, was, or might be: framed so, it must stay a body
HIDDEN = {
    "in the body of a GET": get(CURRENTUSER, HEALTH_LENGTH) + HEALTH,
    "in the body of a HEAD": get(CURRENTUSER, HEALTH_LENGTH, method=b"HEAD") + HEALTH,
    "behind a path that is not there": post(HEALTH_LENGTH, body=HEALTH, path=b"/nothing"),
    "behind another host": post(HEALTH_LENGTH, body=HEALTH, host=b"Host: evil.example"),
    "behind another origin": post(HEALTH_LENGTH, b"Origin: http://evil.example", body=HEALTH),
    "behind another type": post(HEALTH_LENGTH, body=HEALTH, type_=b"Content-Type: text/plain"),
    "behind a length over the limit": post(b"Content-Length: 99999999", body=HEALTH),
    "behind an expectation": post(HEALTH_LENGTH, b"Expect: 100-continue", body=HEALTH),
    "after CONNECT": get(b"localhost:80", method=b"CONNECT") + HEALTH,
    "in a chunk": post(CHUNKED, body=b"%x\r\n" % len(HEALTH) + HEALTH + b"\r\n" + END),
    "in a chunk's extension": post(CHUNKED, body=b"5;x=\n" + HEALTH + b"hello\r\n" + END),
    "after a chunk size that is none": post(CHUNKED, body=b"zz\r\n" + END + HEALTH),
    "after a negative chunk": post(CHUNKED, body=b"-1\r\n" + END + HEALTH),
    "after a chunk size with 0x": post(CHUNKED, body=b"0x0\r\n\r\n" + HEALTH),
    "after a chunk of 2^160 bytes": post(CHUNKED, body=b"f" * 40 + b"\r\n" + END + HEALTH),
    "after a chunk longer than it says": post(CHUNKED, body=b"5\r\n" + BODY + b"\r\n" + END + HEALTH),
    "after chunks that end with LF alone": post(CHUNKED, body=b"0\n\n" + HEALTH),
    "after a trailer that is none": post(CHUNKED, body=b"0\r\nContent-Length: 5\r\n\r\n" + HEALTH),
    **{f"after {name}": raw + HEALTH for name, (_, raw) in REFUSED.items()},
}


@pytest.fixture(scope="module")
def site():
    """The web process in production, with a database of its own."""
    with serving("raw", DEBUG="0") as system:
        yield system.url


class Kept(BytesIO):
    """What came over a connection; each answer that is read from it closes it."""

    def makefile(self, _mode):
        return self

    def close(self):
        pass


def answers(url, raw):
    """Status, content type and body of each answer on one connection, which the server must end."""
    address = urlsplit(url)
    with socket.create_connection((address.hostname, address.port), timeout=30) as connection:
        connection.sendall(raw)
        connection.shutdown(socket.SHUT_WR)
        came = Kept(b"".join(iter(lambda: connection.recv(65536), b"")))
    found = []
    while came.tell() < len(came.getvalue()):
        answer = HTTPResponse(came, method=raw.partition(b" ")[0].decode("latin-1"))
        answer.begin()
        found.append((answer.status, answer.headers["Content-Type"], answer.read()))
    return found


@pytest.mark.parametrize("name", REFUSED)
def test_the_server_refuses_what_is_no_http(site, name):
    status, raw = REFUSED[name]

    [(answered, type_, _)] = answers(site, raw)
    assert (answered, type_) == (status, "text/html")


@pytest.mark.parametrize("name", ANSWERED)
def test_the_program_answers_odd_requests_in_the_contracts_shape(site, name):
    status, raw = ANSWERED[name]

    [(answered, type_, body), *more] = answers(site, raw)
    assert (answered, type_) == (status, "application/json")
    error = json.loads(body)
    assert error.keys() == {"message", "statusCode", "status", "comingFrom"}
    assert error["statusCode"] == status
    assert more == []


@pytest.mark.parametrize("name", HIDDEN)
def test_a_request_hidden_in_another_is_not_answered(site, name):
    statuses = [status for status, *_ in answers(site, HIDDEN[name])]

    assert statuses
    assert all(400 <= status < 500 or status == 501 for status in statuses)


def test_requests_that_stand_one_after_the_other_are_all_answered(site):
    chunked = post(CHUNKED, body=b"30\r\n" + BODY + b"\r\n" + END)

    assert [status for status, *_ in answers(site, HEALTH + post(LENGTH) + chunked + HEALTH)] == [200, 400, 411, 200]


def test_none_of_them_leaves_a_traceback_in_the_log():
    with serving("raw", DEBUG="0") as system:
        for raw in [*(raw for _, raw in [*REFUSED.values(), *ANSWERED.values()]), *HIDDEN.values()]:
            answers(system.url, raw)
        log = Path(system.environment["DATA_DIR"], "web.log").read_text()

    assert "currentuser" in log
    assert "Traceback" not in log
