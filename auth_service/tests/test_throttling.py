"""How often accounts may be tried and asked about: what is let through, what is not, and that it tells nothing."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.contrib.auth.hashers import check_password

from auth_service import passwords
from auth_service.models import Event
from tests.callers import CHROME, Browser, Service, account, assert_error

TOO_MANY = "Too many requests. Please try again later."


def assert_throttled(answer, within):
    """The answer says how long to wait, which is no longer than the rate's window."""
    assert_error(answer, 429, TOO_MANY)
    assert 1 <= int(answer["Retry-After"]) <= within


def from_everywhere(member, count, start=0):
    """Browsers at as many addresses."""
    return [member.elsewhere(f"203.0.{number // 250}.{number % 250 + 1}") for number in range(start, start + count)]


def wear_out(member, name="ada love"):
    """Strangers use up what an account allows them."""
    return [stranger.sign_in(name, "wrong-word").status_code for stranger in from_everywhere(member, 11)]


@pytest.fixture
def hashed(monkeypatch):
    """Each time bcrypt was at work to check a password; the real one is."""
    times = []

    def checked(*args):
        times.append(args)
        return check_password(*args)

    monkeypatch.setattr(passwords, "check_password", checked)
    return times


@pytest.mark.parametrize("name", ["ada love", "ada@example.com", "nobody", "nobody@example.com"])
def test_an_account_may_be_tried_ten_times_in_five_minutes_whether_it_exists_or_not(member, name, later):
    assert wear_out(member, name) == [400] * 10 + [429]
    assert_throttled(member.elsewhere().sign_in(name), within=300)

    later(minutes=5, seconds=1)
    assert member.elsewhere().sign_in(name, "wrong-word").status_code == 400


def test_what_waiting_gives_back_is_as_soon_as_it_is_said(member, later):
    wear_out(member)
    wait = int(member.elsewhere().sign_in()["Retry-After"])

    later(seconds=wait)
    assert member.elsewhere().sign_in().status_code == 200


def test_even_the_right_password_is_not_looked_at_past_the_rate(member, hashed):
    wear_out(member)
    assert_throttled(member.elsewhere("198.51.100.1").sign_in(), within=300)

    assert len(hashed) == 10


def test_an_account_may_be_tried_a_hundred_times_a_day(member, settings, later):
    settings.RATES = {**settings.RATES, "sign-in to an account": "2/5 minutes; 3/day"}
    strangers = from_everywhere(member, 3)
    assert [stranger.sign_in(password="wrong-word").status_code for stranger in strangers] == [400, 400, 429]
    later(minutes=6)

    assert strangers[0].sign_in(password="wrong-word").status_code == 400
    assert_throttled(strangers[0].sign_in(), within=24 * 3600)


def test_strangers_do_not_lock_out_the_browser_that_has_the_accounts_device_cookie(member):
    member.client.defaults["REMOTE_ADDR"] = "198.51.100.9"
    wear_out(member)

    assert member.sign_in().json()["message"] == "User login successfully"
    assert member.sign_in("ada@example.com").status_code == 200


def test_strangers_at_the_same_address_do_not_either(member):
    for number in range(31):
        last = Browser().sign_in(f"nobody {number}", "wrong-word")
    assert last.status_code == 429

    assert member.sign_in().json()["message"] == "User login successfully"


def test_the_device_cookie_has_an_allowance_that_ends(member):
    assert [member.sign_in(password="wrong-word").status_code for _ in range(11)] == [400] * 10 + [429]


def test_a_device_cookie_counts_for_its_own_account_alone(member):
    other = Browser()
    other.sign_up(username="other", email="other@example.com")
    wear_out(member)

    assert_throttled(other.sign_in(), within=300)


def test_a_forged_device_cookie_gives_no_allowance(member):
    wear_out(member)
    forger = member.elsewhere()
    forger.client.cookies["device"] = member.client.cookies["device"].value.partition(":")[0] + ":1vabcd:forged"

    assert_throttled(forger.sign_in(), within=300)


def test_an_address_may_try_thirty_signins_in_five_minutes(member):
    stranger = member.elsewhere()
    statuses = [stranger.sign_in(f"nobody {number}", "wrong-word").status_code for number in range(31)]

    assert statuses == [400] * 30 + [429]
    assert member.elsewhere("203.0.113.8").sign_in("nobody 1", "wrong-word").status_code == 400


def test_a_network_of_ipv6_is_one_address(member):
    strangers = [member.elsewhere(f"2001:db8:1:2::{number:x}") for number in range(1, 32)]
    statuses = [one.sign_in(f"nobody {number}", "wrong-word").status_code for number, one in enumerate(strangers)]

    assert statuses == [400] * 30 + [429]
    assert member.elsewhere("2001:db8:1:3::1").sign_in("nobody 1", "wrong-word").status_code == 400


def test_whoever_writes_forwarded_addresses_gets_no_more(member):
    statuses = []
    for number in range(31):
        forwarded = {"X-Forwarded-For": f"203.0.113.{number}"}
        body = {"username": f"nobody {number}", "password": "wrong-word"}
        statuses.append(Browser().post("/auth/signin", body, headers=forwarded).status_code)

    assert statuses == [400] * 30 + [429]


def test_other_services_say_for_whom_they_ask():
    def sign_up(number, address):
        body = account(username=f"user {number}", email=f"user{number}@example.com")
        return Service().post("/signup", body, headers={"X-Forwarded-For": address}).status_code

    assert [sign_up(number, "203.0.113.1") for number in range(6)] == [201] * 5 + [429]
    assert sign_up(6, "203.0.113.2") == 201


def test_five_signups_an_hour_may_tell_an_address_that_a_name_is_taken(member, later):
    stranger = member.elsewhere()
    for _ in range(5):
        assert_error(stranger.post("/auth/signup", account()), 400, "Invalid credentials. Email or Username")
    assert_throttled(stranger.post("/auth/signup", account()), within=3600)

    later(hours=1, seconds=1)
    assert stranger.post("/auth/signup", account()).status_code == 400


@pytest.mark.parametrize("email", ["ada@example.com", "nobody@example.com"])
def test_an_address_may_ask_for_ten_reset_links_an_hour(member, email):
    stranger = member.elsewhere()
    statuses = [stranger.put("/auth/forgot-password", {"email": email}).status_code for _ in range(11)]

    assert statuses == [200] * 10 + [429]


def test_an_account_gets_five_reset_links_a_day_and_the_last_one_stays_good(member, mailbox, later):
    for number in range(7):
        address = f"203.0.113.{number}"
        answer = member.elsewhere(address).put("/auth/forgot-password", {"email": "ada@example.com"})
        assert answer.json() == {"message": "Password reset email sent."}
        token = mailbox.link("ada@example.com", "token")
        later(minutes=11)
    assert Event.objects.filter(type="password-reset-asked").count() == 5
    assert len([mail for mail in mailbox.all if "reset_password?token=" in mail.body]) == 5

    new = {"password": "other-word", "confirmPassword": "other-word"}
    assert member.elsewhere().put(f"/auth/reset-password/{token}", new).status_code == 200


def test_the_codes_of_an_account_may_be_tried_twenty_times_in_five_minutes(member):
    statuses = []
    for stranger in from_everywhere(member, 5):
        stranger.sign_in()
        statuses += [stranger.put("/auth/verify-otp/000000", CHROME).status_code for _ in range(5)]

    assert statuses == [400] * 20 + [429] * 5


def test_an_address_may_try_thirty_codes_in_five_minutes(member, settings):
    settings.RATES = {**settings.RATES, "code of an account": "1000/minute"}
    stranger = member.elsewhere()
    stranger.sign_in()

    assert [stranger.put("/auth/verify-otp/000000", CHROME).status_code for _ in range(31)] == [400] * 30 + [429]


def test_an_address_may_ask_for_ten_more_codes_in_five_minutes(member):
    stranger = member.elsewhere()
    stranger.sign_in()
    answers = [stranger.post("/auth/resend-otp") for _ in range(11)]

    assert_error(answers[9], 429, "A code was sent already. Please wait before asking for another.")
    assert_throttled(answers[10], within=300)


def test_five_confirmation_mails_an_hour_are_sent_to_an_account(member):
    body = {"userId": member.get("/auth/currentuser").json()["user"]["id"], "email": "ada@example.com"}

    assert [member.post("/auth/resend-email", body).status_code for _ in range(6)] == [200] * 5 + [429]


def test_whoever_has_a_session_may_guess_its_password_ten_times_in_five_minutes(member, hashed):
    guess = {"currentPassword": "wrong-word", "newPassword": "other-word"}
    statuses = [member.put("/auth/change-password", guess).status_code for _ in range(9)]
    statuses += [member.delete("/auth/account", {"currentPassword": "wrong-word"}).status_code for _ in range(2)]

    assert statuses == [400] * 10 + [429]
    assert len(hashed) == 10


def test_it_can_be_switched_off(member, settings):
    settings.THROTTLE_ENABLED = False

    assert [member.elsewhere().sign_in(password="wrong-word").status_code for _ in range(12)] == [400] * 12


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("name", ["ada love", "nobody"])
def test_of_two_hundred_guesses_at_once_ten_reach_the_hash(browser, hashed, live_server, name):
    browser.sign_up()
    guesses = from_everywhere(browser, 200)

    with ThreadPoolExecutor(20) as pool:
        statuses = Counter(pool.map(lambda guess: guess.sign_in(name, "wrong-word").status_code, guesses))

    assert statuses == {400: 10, 429: 190}
    assert len(hashed) == 10
    assert Event.objects.filter(type="signin-refused").count() == 10
