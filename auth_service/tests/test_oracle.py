"""Whether an account exists shows in nothing: the same answers by the same hashes, statements and commits.

Sign-up alone must tell that a name is taken. `verify-otp`, `resend-otp` and `reset-password` know accounts by random
tokens, `resend-email` by the session: what is compared there is a token or address of somebody with one of nobody.
"""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from auth_service import passwords
from auth_service.clients import Client
from auth_service.models import User
from auth_service.services import moderation
from tests.callers import PASSWORD, Browser, Service

pytestmark = pytest.mark.django_db(transaction=True)
STATEMENT = re.compile(
    r"(BEGIN|COMMIT|ROLLBACK)|(?:(SELECT|DELETE).*? FROM|(INSERT).*? INTO|(UPDATE)) [`\"](\w+)[`\"]", re.DOTALL
)
NOBODY = "nobody@example.com"


@pytest.fixture
def cost(monkeypatch):
    """What a call's answer is, and what it cost: hashes, and the statements with their tables, commits among them."""
    hashes, hashpw = [], passwords.processes.hashpw
    monkeypatch.setattr(passwords.processes, "hashpw", lambda *args: hashes.append(args) or hashpw(*args))

    def measure(call):
        hashes.clear()
        with CaptureQueriesContext(connection) as queries:
            answer = call()
        statements = ["".join(filter(None, STATEMENT.match(query["sql"]).groups())) for query in queries]
        return answer.status_code, answer.content, len(hashes), statements

    return measure


@pytest.fixture
def deactivated(browser):
    """The address of an account that was switched off."""
    ruth = browser.elsewhere().sign_up(username="ruth", email="ruth@example.com")
    moderation.deactivate(user=User.objects.get(pk=ruth["id"]), client=Client(actor="root"))
    return ruth["email"]


@pytest.mark.parametrize("known", ["ada love", "ada@example.com", "ruth", "ruth@example.com"])
@pytest.mark.parametrize("password", ["wrong-word", PASSWORD])
def test_a_refused_signin_costs_the_same_for_every_name(member, deactivated, cost, known, password):
    password = "wrong-word" if known.startswith("ada") else password
    unknown = NOBODY if "@" in known else "nobody"

    refused, *costs = cost(lambda: Browser().sign_in(known, password))
    assert (refused, *costs) == cost(lambda: Browser().sign_in(unknown, password))
    assert refused == 400
    assert costs[1] == 1
    assert "INSERTauth_service_event" in costs[2]


@pytest.mark.parametrize("throttled", [True, False])
def test_asking_for_a_reset_link_costs_the_same_for_every_address(member, deactivated, cost, settings, throttled):
    settings.THROTTLE_ENABLED = throttled
    known, again, off, unknown = [
        cost(lambda email=email: Browser().put("/auth/forgot-password", {"email": email}))
        for email in ("ada@example.com", "ada@example.com", deactivated, NOBODY)
    ]

    assert known == again == off == unknown
    assert known[3] == ["INSERTauth_service_outboxmessage"]


def test_asking_for_another_confirmation_costs_the_same_for_every_address_but_ones_own(member, deactivated, cost):
    own = member.get("/auth/currentuser").json()["user"]["id"]
    others = User.objects.get(email=deactivated).pk

    somebody, nobody, stolen = [
        cost(lambda body=body: member.post("/auth/resend-email", body))
        for body in (
            {"userId": own, "email": deactivated},
            {"userId": own, "email": NOBODY},
            {"userId": others, "email": deactivated},
        )
    ]
    assert somebody == nobody == stolen
    assert somebody[0] == 400


def test_a_reset_token_that_is_no_longer_good_costs_what_any_other_text_does(member, mailbox, cost):
    member.put("/auth/forgot-password", {"email": "ada@example.com"})
    token = mailbox.link("ada@example.com", "token")
    User.objects.update(is_active=False)
    body = {"password": "other-word", "confirmPassword": "other-word"}

    switched_off, made_up = [
        cost(lambda token=token: Browser().put(f"/auth/reset-password/{token}", body)) for token in (token, "0" * 40)
    ]
    assert switched_off == made_up
    assert (made_up[0], made_up[2]) == (400, 0)


@pytest.mark.parametrize(("method", "path"), [("put", "/verify-otp/000000"), ("post", "/resend-otp")])
def test_a_pending_signin_without_an_account_costs_what_none_does(member, service, cost, method, path):
    body = {"username": "ada love", "password": PASSWORD, "browserName": "Opera"}
    pending = service.post("/signin", body).json()["pendingToken"]
    User.objects.all().delete()

    gone, made_up = [
        cost(lambda token=token: Service(bearer=token).send(method, path)) for token in (pending, "0" * 40)
    ]
    assert gone == made_up
    assert made_up[0] in {400, 401}
