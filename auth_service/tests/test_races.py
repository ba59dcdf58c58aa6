"""Twenty at once: one wins, or the later one loses, each time; nothing answers 500."""

import threading

import pytest

from auth_service.models import Event, OutboxMessage, ReservedName, Session, User
from tests.callers import CHROME, PASSWORD, Browser, account, picture
from tests.servers import call

pytestmark = pytest.mark.django_db(transaction=True)
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


def test_of_many_signups_with_one_name_one_wins_and_leaves_one_picture(at_once, caller, settings, tmp_path):
    settings.MEDIA_DIR = tmp_path
    bodies = [account(email=f"ada{number}@example.com", profilePicture=picture()) for number in range(MANY)]
    statuses = at_once([lambda body=body: caller().call("POST", "/auth/signup", body) for body in bodies])

    assert statuses == [201] + [400] * (MANY - 1)
    assert (User.objects.count(), Session.objects.count(), OutboxMessage.objects.count()) == (1, 1, 2)
    assert len(list(tmp_path.iterdir())) == 1


def test_of_many_resets_with_one_token_one_wins(at_once, caller, member, mailbox):
    member.put("/auth/forgot-password", {"email": "ada@example.com"})
    path = f"/auth/reset-password/{mailbox.link('ada@example.com', 'token')}"
    passwords = [f"password-{number:02}"[:12] for number in range(MANY)]
    calls = [
        lambda word=word: caller().call("PUT", path, {"password": word, "confirmPassword": word}) for word in passwords
    ]

    assert at_once(calls) == [200] + [400] * (MANY - 1)


def test_of_many_confirmations_with_one_token_one_wins(at_once, caller, member, mailbox):
    token = mailbox.link("ada@example.com", "v_token")

    statuses = at_once([lambda: caller().call("PUT", "/auth/verify-email", {"token": token})] * MANY)
    assert statuses == [200] + [400] * (MANY - 1)


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


def test_of_many_right_codes_one_wins(at_once, caller, member, mailbox):
    other = member.elsewhere()
    other.sign_in()
    path = f"/auth/verify-otp/{mailbox.code('ada@example.com')}"

    statuses = at_once([lambda: caller(other).call("PUT", path, CHROME)] * MANY)
    assert statuses == [200] + [400] * (MANY - 1)
    assert Session.objects.count() == 2


def test_of_many_wrong_codes_five_are_compared(at_once, caller, member, mailbox):
    other = member.elsewhere()
    other.sign_in()
    code = int(mailbox.code("ada@example.com"))
    wrong = [f"/auth/verify-otp/{(code + number) % 10**6:06}" for number in range(1, MANY + 1)]

    assert at_once([lambda path=path: caller(other).call("PUT", path, CHROME) for path in wrong]) == [400] * MANY
    assert list(User.objects.get().pending_signins.values_list("tries", flat=True)) == [5]


def test_of_many_changes_of_one_password_one_wins(at_once, caller, member):
    bodies = [{"currentPassword": PASSWORD, "newPassword": f"other-{number:02}"} for number in range(MANY)]

    statuses = at_once([lambda body=body: caller(member).call("PUT", "/auth/change-password", body) for body in bodies])
    assert statuses.count(200) == 1
    assert set(statuses) == {200, 400}


def test_a_session_that_is_ended_is_not_renewed_back_to_life(at_once, caller, member):
    [session] = member.get("/auth/sessions").json()["sessions"]
    end = [lambda: caller(member).call("DELETE", f"/auth/sessions/{session['id']}")]
    renew = [lambda: caller(member).call("GET", "/auth/refresh-token/ada love".replace(" ", "%20"))] * (MANY - 1)

    assert set(at_once(end + renew)) <= {200, 401}
    assert not member.is_signed_in()


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

    assert set(at_once(delete + others * 2)) <= {200, 400, 401}
    assert set(Event.objects.values_list("user__username", flat=True)) <= {None, "Other"} or User.objects.count() == 2
