"""Twenty at once: one wins, or the later one loses, each time; nothing answers 500.

Where they are after one row, another connection holds it until all of them wait for it (tests/meeting.py).
"""

import threading

import pyotp
import pytest

from auth_service.clients import Client
from auth_service.models import (
    Event,
    OutboxMessage,
    PendingSignin,
    RecoveryCode,
    ReservedName,
    SecondFactor,
    Session,
    User,
)
from auth_service.services import moderation
from tests.callers import CHROME, PASSWORD, Browser, account, picture
from tests.meeting import meet
from tests.servers import call

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("without_rates")]
MANY = 20


@pytest.fixture
def at_once(live_server):
    """Calls each function at the same moment, each in a thread; the sorted statuses of the answers."""

    def call_all(calls):
        barrier, statuses = threading.Barrier(len(calls)), []

        def one(call):
            barrier.wait()
            statuses.append(call())

        threads = [threading.Thread(target=one, args=[call]) for call in calls]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return sorted(statuses)

    return call_all


@pytest.fixture
def caller(live_server):
    """A browser that speaks to the live server over HTTP, in the thread that calls it."""

    def make(cookies_of=None):
        return LiveBrowser(live_server.url, cookies_of)

    return make


class LiveBrowser:
    """One request over HTTP."""

    def __init__(self, url, cookies_of):
        self.url = url + Browser.base
        self.cookies = (
            "; ".join(f"{name}={m.value}" for name, m in cookies_of.client.cookies.items()) if cookies_of else ""
        )

    def call(self, method, path, body=None):
        return call(self.url + path, method, body, self.cookies)


def every(model):
    """Locks every row that the model has."""
    return lambda: list(model.objects.select_for_update())


def test_of_many_signups_with_one_name_one_wins_and_leaves_one_picture(caller, settings, tmp_path):
    settings.MEDIA_DIR = tmp_path
    bodies = [account(email=f"ada{number}@example.com", profilePicture=picture()) for number in range(MANY)]
    calls = [lambda body=body: caller().call("POST", "/auth/signup", body) for body in bodies]

    statuses = meet(calls, lambda: User.objects.create(username="Ada Love", email="other@example.com"))
    assert sorted(statuses) == [201] + [400] * (MANY - 1)
    assert (User.objects.count(), Session.objects.count(), OutboxMessage.objects.count()) == (1, 1, 2)
    assert len(list(tmp_path.iterdir())) == 1


def test_of_many_resets_with_one_token_one_wins(caller, member, mailbox):
    member.put("/auth/forgot-password", {"email": "ada@example.com"})
    path = f"/auth/reset-password/{mailbox.link('ada@example.com', 'token')}"
    passwords = [f"password-{number:02}"[:12] for number in range(MANY)]
    calls = [
        lambda word=word: caller().call("PUT", path, {"password": word, "confirmPassword": word}) for word in passwords
    ]

    statuses = meet(calls, every(User))
    assert sorted(statuses) == [200] + [400] * (MANY - 1)
    assert Browser().sign_in(password=passwords[statuses.index(200)]).status_code == 200


def test_of_many_confirmations_with_one_token_one_wins(caller, member, mailbox):
    token = mailbox.link("ada@example.com", "v_token")

    statuses = meet([lambda: caller().call("PUT", "/auth/verify-email", {"token": token})] * MANY, every(User))
    assert sorted(statuses) == [200] + [400] * (MANY - 1)


def test_of_many_changes_of_email_to_one_address_one_wins(at_once, caller, member, mailbox):
    tokens = []
    for number in range(MANY):
        browser = Browser()
        browser.sign_up(username=f"user {number:02}", email=f"user{number}@example.com")
        browser.put("/auth/change-email", {"currentPassword": PASSWORD, "email": "same@example.com"})
        tokens.append(mailbox.link("same@example.com", "token"))
    path = "/auth/confirm-email-change"
    statuses = at_once([lambda token=token: caller().call("PUT", path, {"token": token}) for token in tokens])

    assert statuses == [200] + [400] * (MANY - 1)
    assert User.objects.filter(email="same@example.com").count() == 1


def test_of_many_confirmations_and_undoings_of_one_change_of_email_one_wins_each(at_once, caller, member, mailbox):
    member.put("/auth/verify-email", {"token": mailbox.link("ada@example.com", "v_token")})
    member.put("/auth/change-email", {"currentPassword": PASSWORD, "email": "same@example.com"})
    for address, path in (("same@example.com", "confirm"), ("ada@example.com", "undo")):
        body = {"token": mailbox.link(address, "token")}
        statuses = at_once([lambda p=path, b=body: caller().call("PUT", f"/auth/{p}-email-change", b)] * MANY)
        assert statuses == [200] + [400] * (MANY - 1)

    assert User.objects.get().email == "ada@example.com"


def test_of_many_right_codes_one_wins(caller, member, mailbox):
    other = member.elsewhere()
    other.sign_in()
    path = f"/auth/verify-otp/{mailbox.code('ada@example.com')}"

    statuses = meet([lambda: caller(other).call("PUT", path, CHROME)] * MANY, every(PendingSignin))
    assert sorted(statuses) == [200] + [400] * (MANY - 1)
    assert Session.objects.count() == 2


def test_of_many_wrong_codes_five_are_compared(at_once, caller, member, mailbox):
    other = member.elsewhere()
    other.sign_in()
    code = int(mailbox.code("ada@example.com"))
    wrong = [f"/auth/verify-otp/{(code + number) % 10**6:06}" for number in range(1, MANY + 1)]

    assert at_once([lambda path=path: caller(other).call("PUT", path, CHROME) for path in wrong]) == [400] * MANY
    assert list(User.objects.get().pending_signins.values_list("tries", flat=True)) == [5]


@pytest.fixture
def app(member, later):
    """The authenticator app of the member, set up a minute ago."""
    secret = member.post("/auth/totp", {"currentPassword": PASSWORD}).json()["secret"]
    app = pyotp.TOTP(secret)
    assert member.put("/auth/totp", {"currentPassword": PASSWORD, "code": app.now()}).status_code == 200
    later(minutes=1)
    return app


def test_of_many_sign_ins_and_a_switching_off_with_one_time_step_one_wins(at_once, caller, member, app):
    others = [member.elsewhere(f"203.0.113.{number}") for number in range(MANY - 1)]
    for other in others:
        other.sign_in()
    code = app.now()
    path = f"/auth/verify-otp/{code}"
    calls = [lambda other=other: caller(other).call("PUT", path, CHROME) for other in others]
    off = {"currentPassword": PASSWORD, "code": code}

    statuses = at_once([*calls, lambda: caller(member).call("DELETE", "/auth/totp", off)])
    assert statuses == [200] + [400] * (MANY - 1)
    assert Session.objects.count() + (not SecondFactor.objects.exists()) == 2


def test_of_many_uses_of_one_recovery_code_one_wins(at_once, caller, member):
    secret = member.post("/auth/totp", {"currentPassword": PASSWORD}).json()["secret"]
    on = {"currentPassword": PASSWORD, "code": pyotp.TOTP(secret).now()}
    path = f"/auth/verify-otp/{member.put('/auth/totp', on).json()['recoveryCodes'][0]}"
    others = [member.elsewhere(f"203.0.113.{number}") for number in range(MANY)]
    for other in others:
        other.sign_in()

    statuses = at_once([lambda other=other: caller(other).call("PUT", path, CHROME) for other in others])
    assert statuses == [200] + [400] * (MANY - 1)


def test_of_many_confirmations_of_a_second_factor_one_is_shown_recovery_codes(at_once, caller, member):
    secret = member.post("/auth/totp", {"currentPassword": PASSWORD}).json()["secret"]
    on = {"currentPassword": PASSWORD, "code": pyotp.TOTP(secret).now()}

    assert at_once([lambda: caller(member).call("PUT", "/auth/totp", on)] * MANY) == [200] + [409] * (MANY - 1)
    assert RecoveryCode.objects.count() == 10


def test_of_many_wrong_codes_no_more_are_compared_than_a_day_has(at_once, caller, member, app, settings):
    settings.OTP_TRIES_PER_DAY = 7
    off = {"currentPassword": PASSWORD, "code": "no-code"}

    statuses = at_once([lambda: caller(member).call("DELETE", "/auth/totp", off)] * MANY)
    assert statuses == [400] * 7 + [429] * (MANY - 7)


def test_of_many_changes_of_one_password_one_wins(caller, member):
    bodies = [{"currentPassword": PASSWORD, "newPassword": f"other-{number:02}"} for number in range(MANY)]
    calls = [lambda body=body: caller(member).call("PUT", "/auth/change-password", body) for body in bodies]

    statuses = meet(calls, every(User))
    assert sorted(statuses) == [200] + [400] * (MANY - 1)
    assert Browser().sign_in(password=bodies[statuses.index(200)]["newPassword"]).status_code == 200


def test_a_session_that_is_ended_is_not_renewed_back_to_life(caller, member):
    [session] = member.get("/auth/sessions").json()["sessions"]
    end = [lambda: caller(member).call("DELETE", f"/auth/sessions/{session['id']}")]
    renew = [lambda: caller(member).call("GET", "/auth/refresh-token/ada%20love")] * (MANY - 1)

    ended, *renewed = meet(end + renew, every(Session))
    assert ended == 200
    assert set(renewed) <= {200, 401}
    assert not member.is_signed_in()


def test_no_signin_outlives_a_deactivation(caller, member):
    ada = User.objects.get()

    def deactivate():
        moderation.deactivate(user=ada, client=Client(actor="root"))

    _, *signed_in = meet([deactivate, *sign_ins(caller)], every(User))
    assert set(signed_in) <= {200, 400}
    assert nothing_has_begun()


def test_no_signin_with_the_old_password_outlives_a_reset(caller, member, mailbox):
    member.put("/auth/forgot-password", {"email": "ada@example.com"})
    path = f"/auth/reset-password/{mailbox.link('ada@example.com', 'token')}"
    body = {"password": "other-word", "confirmPassword": "other-word"}
    reset = [lambda: caller().call("PUT", path, body)]

    done, *signed_in = meet(reset + sign_ins(caller), every(User))
    assert done == 200
    assert set(signed_in) <= {200, 400}
    assert nothing_has_begun()


def sign_ins(caller):
    """With the right password: half of them from the known browser, half from one that is sent a code."""
    known, unknown = [
        {"username": "ada love", "password": PASSWORD, **CHROME, "browserName": name} for name in ("Chrome", "Opera")
    ]
    calls = [lambda body=body: caller().call("POST", "/auth/signin", body) for body in (known, unknown)]
    return (calls * MANY)[: MANY - 1]


def nothing_has_begun():
    """Whether every session and every pending sign-in has ended."""
    return not (Session.objects.filter(ended_at=None).exists() or PendingSignin.objects.filter(ended_at=None).exists())


def test_of_many_deletions_one_wins(at_once, caller, member):
    body = {"currentPassword": PASSWORD}
    statuses = at_once([lambda: caller(member).call("DELETE", "/auth/account", body)] * MANY)

    assert statuses.count(200) == 1
    assert set(statuses) <= {200, 400, 401}
    assert (User.objects.count(), ReservedName.objects.count()) == (0, 1)


def test_of_a_deletion_and_changes_of_the_password_one_wins(at_once, caller, member):
    delete = [lambda: caller(member).call("DELETE", "/auth/account", {"currentPassword": PASSWORD})]
    change = {"currentPassword": PASSWORD, "newPassword": "other-word"}
    changes = [lambda: caller(member).call("PUT", "/auth/change-password", change)] * (MANY - 1)

    statuses = at_once(delete + changes)
    assert statuses.count(200) == 1
    assert set(statuses) <= {200, 400, 401}
    assert Browser().sign_in(password="other-word").status_code == (200 if User.objects.exists() else 400)


def test_what_an_account_does_while_it_is_deleted_fails_cleanly(at_once, caller, member):
    stranger = Browser().sign_up(username="other", email="other@example.com")
    assert stranger
    delete = [lambda: caller(member).call("DELETE", "/auth/account", {"currentPassword": PASSWORD})]
    user = User.objects.get(username="Ada Love")
    again = {"userId": user.pk, "email": user.email}
    wrong = {"username": "ada love", "password": "wrong-word", **CHROME}
    others = [
        lambda: caller(member).call("PUT", "/auth/profile", {"country": "Spain", "profilePicture": picture()}),
        lambda: caller(member).call("POST", "/auth/resend-email", again),
        lambda: caller(member).call("GET", "/auth/export"),
        lambda: caller(member).call("DELETE", "/auth/sessions"),
        lambda: caller(member).call("POST", "/auth/signout"),
        lambda: caller().call("POST", "/auth/signin", {**wrong, "password": PASSWORD}),
        lambda: caller().call("POST", "/auth/signin", wrong),
        lambda: caller().call("PUT", "/auth/forgot-password", {"email": user.email}),
    ]

    # 409: the account that a mail is for is gone meanwhile
    assert set(at_once(delete + others * 2)) <= {200, 400, 401, 409}
    assert set(Event.objects.values_list("user__username", flat=True)) <= {None, "Other"} or User.objects.count() == 2
