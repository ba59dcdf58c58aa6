"""Another service behind the gateway as it is deployed: over TLS, and with answers that break off."""

import contextlib
import ssl
from http.client import IncompleteRead

import pytest
import trustme

from tests.callers import account
from tests.echo_service import EchoService
from tests.people import Person
from tests.servers import EMBEDDED, manage, web


@pytest.fixture
def authority(tmp_path):
    """Whoever says which certificates are good, and the file that has the program believe it."""
    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(tmp_path / "authority.pem"))
    return authority


@pytest.fixture
def service(authority):
    """A service with a certificate of the authority."""
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(tls)
    service = EchoService(tls)
    yield service
    service.close()


@pytest.fixture
def serving(service, tmp_path):
    """A function that serves the program before the service, and gives what somebody who is signed in can ask there."""
    data = {**EMBEDDED, "DATA_DIR": str(tmp_path), "GIG_BASE_URL": service.url, "TRUSTED_PROXIES": "127.0.0.1/32"}
    assert manage("migrate", **data).wait() == 0

    @contextlib.contextmanager
    def start(**environment):
        ada = Person("203.0.113.1")
        with web(**data, **environment) as url:
            assert ada.call(url, "POST", "/auth/signup", account())[0] == 201
            yield lambda: ada.call(url, "GET", "/gig/1")

    return start


def test_a_service_is_asked_over_tls(serving, tmp_path):
    with serving(SSL_CERT_FILE=str(tmp_path / "authority.pem")) as ask:
        status, told = ask()

    assert (status, told["path"]) == (200, "/api/v1/gig/1")


def test_a_service_whose_certificate_nobody_vouches_for_is_told_nothing(serving, service):
    with serving() as ask:
        status, answer = ask()

    assert (status, answer["statusCode"]) == (502, 502)
    assert service.requests == []


@pytest.mark.parametrize(
    "half",
    [
        b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n{\r\n",
    ],
    ids=["by length", "in chunks"],
)
def test_an_answer_that_breaks_off_breaks_off_for_the_browser_too(serving, service, tmp_path, half):
    service.acts = lambda handler: handler.say(half)
    with serving(SSL_CERT_FILE=str(tmp_path / "authority.pem")) as ask:
        with pytest.raises(IncompleteRead):
            ask()
        service.acts = None

        assert ask()[0] == 200
