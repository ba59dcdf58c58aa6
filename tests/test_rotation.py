"""Keys rotate without signing anyone out: two roll-outs, old and new configuration serving in turns on one database."""

import contextlib
import itertools
import re

import pytest

from tests.callers import CHROME, PASSWORD, account
from tests.people import Person
from tests.servers import manage, web

OLD, OLDER, NEW = "old-cookie-key-" + "1" * 32, "older-cookie-key-" + "2" * 32, "new-cookie-key-" + "3" * 32
JWT_OLD, JWT_NEW = "old-jwt-key-" + "4" * 32, "new-jwt-key-" + "5" * 32
BEFORE = {"SECRET_KEY_ONE": OLD, "SECRET_KEY_TWO": OLDER, "JWT_TOKEN": JWT_OLD, "JWT_TOKEN_PREVIOUS": ""}
FIRST = {"SECRET_KEY_ONE": OLD, "SECRET_KEY_TWO": NEW, "JWT_TOKEN": JWT_OLD, "JWT_TOKEN_PREVIOUS": JWT_NEW}
SECOND = {"SECRET_KEY_ONE": NEW, "SECRET_KEY_TWO": OLD, "JWT_TOKEN": JWT_NEW, "JWT_TOKEN_PREVIOUS": JWT_OLD}
ADA = {"username": "ada love", "password": PASSWORD, **CHROME}


@pytest.fixture
def serving(tmp_path):
    """A function that starts configurations on one database; their addresses in turns, the latest first."""
    # a broker that is not there lets the mails wait in the outbox
    shared = {
        "DATA_DIR": str(tmp_path), "MYSQL_DB": "", "REDIS_HOST": "", "ELASTIC_SEARCH_URL": "",
        "RABBITMQ_ENDPOINT": "amqp://127.0.0.1:1", "TRUSTED_PROXIES": "127.0.0.1/32",
    }  # fmt: skip
    assert manage("migrate", **shared).wait() == 0

    @contextlib.contextmanager
    def start(*configurations):
        with contextlib.ExitStack() as stack:
            urls = [stack.enter_context(web(**shared, **configuration)) for configuration in configurations]
            yield itertools.cycle(reversed(urls))

    return start


def stays_signed_in(person, urls):
    """Whether each process knows the session, and the session that each of them renewed."""
    renew, look = ("GET", "/auth/refresh-token/ada%20love"), ("GET", "/auth/currentuser")
    # three and three, so that what one process wrote is looked at, and renewed, by the other
    return all(person.call(next(urls), *each)[0] == 200 for each in [renew, look, look] * 4)


def test_nobody_is_signed_out_and_nothing_that_was_on_its_way_is_lost(serving, tmp_path):
    ada, abroad, gone = Person("203.0.113.1"), Person("203.0.113.2"), Person("203.0.113.3")
    with serving(BEFORE, FIRST) as urls:
        _, before = next(urls), next(urls)
        assert ada.call(before, "POST", "/auth/signup", account())[0] == 201
        names = account(username="gone", email="gone@example.com")
        assert gone.call(before, "POST", "/auth/signup", names)[0] == 201
        assert gone.call(before, "DELETE", "/auth/account", {"currentPassword": PASSWORD})[0] == 200
        assert abroad.call(before, "POST", "/auth/signin", ADA)[1]["message"] == "OTP code sent"
        quiet = dict(ada.cookies)
        assert stays_signed_in(ada, urls)

    with serving(FIRST, SECOND) as urls:
        assert stays_signed_in(ada, urls)
        ada.cookies = quiet
        assert stays_signed_in(ada, urls)
        code = waiting_code(tmp_path)
        assert abroad.call(next(urls), "PUT", f"/auth/verify-otp/{code}", CHROME)[0] == 200
        assert stays_signed_in(abroad, urls)
        assert gone.call(next(urls), "POST", "/auth/signup", names)[0] == 400
        assert gone.call(next(urls), "POST", "/auth/signup", names)[0] == 400

        moved = Person("203.0.113.9")
        moved.cookies = {"device": quiet["device"]}
        for url in (next(urls), next(urls)):
            assert moved.call(url, "POST", "/auth/signin", ADA)[1]["message"] == "User login successfully"


def waiting_code(folder):
    """The one-time code of the mail that waits, which an older key encrypted: sent by a relay with the newest keys."""
    mails = folder / "mails"
    mails.mkdir()
    environment = {"RABBITMQ_ENDPOINT": "", "EMAIL_URL": f"filemail://{mails}", "DATA_DIR": str(folder), "MYSQL_DB": ""}
    relay = manage("relay", "--drain", **environment, **SECOND)
    assert relay.wait() == 0, relay.stdout.read()
    return re.search(r"\n(\d{6})\n", "".join(path.read_text() for path in mails.iterdir()))[1]


def test_a_key_that_is_swapped_in_at_once_would_sign_people_out(serving):
    ada = Person("203.0.113.1")
    with serving(BEFORE, SECOND) as urls:
        after, before = next(urls), next(urls)
        assert ada.call(before, "POST", "/auth/signup", account())[0] == 201
        assert ada.call(after, "GET", "/auth/refresh-token/ada%20love")[0] == 200

        assert ada.call(before, "GET", "/auth/currentuser")[0] == 401
