"""POST /auth/signin, and the one-time code from a browser that the account does not know."""

import pytest

from auth_service.models import Session, User
from tests.callers import CHROME, PASSWORD, Browser, Service, account, assert_error


def pending(member):
    """A browser elsewhere that was asked for a code."""
    other = member.elsewhere()
    assert other.sign_in().json()["message"] == "OTP code sent"
    return other


@pytest.mark.parametrize(
    "name", ["Ada Love", "ada love", "ADA LOVE", " ada  love", "ada@example.com", "ADA@Example.com"]
)
def test_it_signs_in_by_username_or_email_in_any_letter_case(member, name):
    member.forget_session()
    answer = member.sign_in(name)

    assert answer.status_code == 200
    body = answer.json()
    assert set(body) == {"message", "user", "browserName", "deviceType"}
    assert (body["message"], body["browserName"], body["deviceType"]) == ("User login successfully", "", "")
    assert body["user"]["username"] == "Ada Love"
    assert member.is_signed_in()


def test_it_ends_the_session_that_it_replaces(member):
    old = member.token
    member.sign_in()

    assert_error(Service(bearer=old).get("/currentuser"), 401, "Token is not available. Please login again.")
    assert member.is_signed_in()


@pytest.mark.parametrize(
    ("name", "password"),
    [("ada love", "wrong-word"), ("nobody", PASSWORD), ("nobody@example.com", PASSWORD), ("ada@example.com", "wrong")],
)
def test_it_does_not_say_what_was_wrong(member, name, password):
    assert_error(member.elsewhere().sign_in(name, password), 400, "Invalid credentials")


def test_a_deactivated_account_does_not_sign_in(member):
    User.objects.update(is_active=False)

    assert_error(member.sign_in(), 400, "Invalid credentials")
    assert not member.is_signed_in()


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("username", ..., "Username is a required field"),
        ("username", None, "Username must be of type string"),
        ("username", "ada", "Invalid username"),
        ("username", "ada@", "Invalid email"),
        ("password", ..., "Password is a required field"),
        ("password", 1, "Password must be of type string"),
        ("password", "abc", "Invalid password"),
        ("browserName", [], "browserName must be of type string"),
        ("browserName", "x" * 201, "Invalid browserName"),
    ],
)
def test_it_says_what_is_wrong_with_a_field(member, field, value, message):
    body = {"username": "ada love", "password": PASSWORD, **CHROME, field: value}

    answer = member.post("/auth/signin", {name: given for name, given in body.items() if given is not ...})
    assert_error(answer, 400, message)


def test_a_browser_that_the_account_does_not_know_needs_a_code(member, mailbox):
    other = member.elsewhere()
    answer = other.sign_in(browserName="Firefox")

    assert answer.status_code == 200
    assert answer.json() == {
        "message": "OTP code sent",
        "user": None,
        "browserName": "Chrome",
        "deviceType": "browser",
    }
    assert not other.is_signed_in()
    assert len(mailbox.code("ada@example.com")) == 6


def test_the_strings_alone_prove_nothing(member):
    assert member.elsewhere().sign_in(**CHROME).json()["message"] == "OTP code sent"


def test_another_browser_at_the_same_address_needs_a_code(member):
    assert Browser().sign_in(browserName="Firefox").json()["message"] == "OTP code sent"


def test_the_device_cookie_makes_a_browser_known_at_another_address(member):
    member.client.defaults["REMOTE_ADDR"] = "203.0.113.9"

    assert member.sign_in().json()["message"] == "User login successfully"


def test_a_forged_device_cookie_does_not(member):
    member.client.cookies["device"] = "0" * 32
    member.client.defaults["REMOTE_ADDR"] = "203.0.113.9"

    assert member.sign_in().json()["message"] == "OTP code sent"


def test_the_same_network_of_ipv6_counts_as_one_address(browser):
    browser.client.defaults["REMOTE_ADDR"] = "2001:db8:1:2::1"
    browser.sign_up()

    assert browser.elsewhere("2001:db8:1:2:ffff::9").sign_in().json()["message"] == "User login successfully"
    assert browser.elsewhere("2001:db8:1:3::1").sign_in().json()["message"] == "OTP code sent"


def test_what_is_not_known_of_the_account_is_called_unknown(browser):
    browser.sign_up(browserName=..., deviceType=...)

    answer = browser.elsewhere().sign_in().json()
    assert (answer["browserName"], answer["deviceType"]) == ("unknown", "unknown")


def test_the_code_starts_the_session(member, mailbox):
    other = pending(member)
    answer = other.put(
        f"/auth/verify-otp/{mailbox.code('ada@example.com')}", {"browserName": "Opera", "deviceType": "tv"}
    )

    assert answer.status_code == 200
    assert answer.json()["message"] == "OTP verified successfully."
    assert set(answer.json()) == {"message", "user"}
    user = other.get("/auth/currentuser").json()["user"]
    assert (user["browserName"], user["deviceType"]) == ("Opera", "tv")


def test_the_browser_is_known_after_the_code(member, mailbox):
    other = pending(member)
    other.put(f"/auth/verify-otp/{mailbox.code('ada@example.com')}", CHROME)
    other.client.defaults["REMOTE_ADDR"] = "203.0.113.200"

    assert other.sign_in().json()["message"] == "User login successfully"


def test_a_code_works_once(member, mailbox):
    other = pending(member)
    code = mailbox.code("ada@example.com")
    stale = Browser()
    stale.client.cookies["session"] = other.client.cookies["session"].value
    assert other.put(f"/auth/verify-otp/{code}", CHROME).status_code == 200

    assert_error(stale.put(f"/auth/verify-otp/{code}", CHROME), 400, "OTP is invalid.")
    assert_error(other.put(f"/auth/verify-otp/{code}", CHROME), 400, "OTP is invalid.")


def test_a_code_belongs_to_its_pending_signin(member, mailbox):
    first = pending(member)
    code = mailbox.code("ada@example.com")
    second = pending(member)

    if mailbox.code("ada@example.com") != code:
        assert_error(second.put(f"/auth/verify-otp/{code}", CHROME), 400, "OTP is invalid.")
    assert first.put(f"/auth/verify-otp/{code}", CHROME).status_code == 200


def test_five_wrong_codes_end_the_pending_signin(member, mailbox):
    other = pending(member)
    code = mailbox.code("ada@example.com")
    wrong = f"{(int(code) + 1) % 10**6:06}"
    for _ in range(5):
        assert_error(other.put(f"/auth/verify-otp/{wrong}", CHROME), 400, "OTP is invalid.")

    assert_error(other.put(f"/auth/verify-otp/{code}", CHROME), 400, "OTP is invalid.")


def test_a_code_is_good_for_ten_minutes(member, mailbox, later):
    other = pending(member)
    code = mailbox.code("ada@example.com")
    later(minutes=10)

    assert_error(other.put(f"/auth/verify-otp/{code}", CHROME), 400, "OTP is invalid.")


@pytest.mark.parametrize("otp", ["000000", "abc", "%00", "١٢٣٤٥٦", "9" * 400])
def test_any_wrong_code_is_told_the_same(member, otp):
    assert_error(pending(member).put(f"/auth/verify-otp/{otp}", CHROME), 400, "OTP is invalid.")


def test_without_a_pending_signin_there_is_nothing_to_verify(browser, service):
    message = "Token is not available. Please login again."
    assert_error(browser.put("/auth/verify-otp/123456", CHROME), 401, message)
    assert_error(browser.post("/auth/resend-otp"), 401, message)
    required = "Authentication is required to access this route."
    assert_error(service.put("/verify-otp/123456", CHROME), 400, required)


def test_a_changed_password_ends_the_pending_signin(member, mailbox):
    other = pending(member)
    code = mailbox.code("ada@example.com")
    member.put("/auth/change-password", {"currentPassword": PASSWORD, "newPassword": "other-word"})

    assert_error(other.put(f"/auth/verify-otp/{code}", CHROME), 400, "OTP is invalid.")


def test_the_code_may_be_sent_again_after_a_minute_and_the_old_one_is_dead(member, mailbox, later):
    other = pending(member)
    old = mailbox.code("ada@example.com")
    later(seconds=61)
    assert other.post("/auth/resend-otp").json() == {"message": "OTP code sent"}
    new = mailbox.code("ada@example.com")

    if new != old:
        assert_error(other.put(f"/auth/verify-otp/{old}", CHROME), 400, "OTP is invalid.")
    assert other.put(f"/auth/verify-otp/{new}", CHROME).status_code == 200


def test_asking_too_early_for_another_code_says_how_long_to_wait(member):
    answer = pending(member).post("/auth/resend-otp")

    assert answer.status_code == 429
    assert 1 <= int(answer["Retry-After"]) <= 60


def test_three_codes_are_sent_at_most(member, later):
    other = pending(member)
    for _ in range(2):
        later(seconds=61)
        assert other.post("/auth/resend-otp").status_code == 200
    later(seconds=61)

    assert other.post("/auth/resend-otp").status_code == 429


def test_no_code_is_sent_again_once_the_five_tries_are_used_up(member, mailbox, later):
    other = pending(member)
    wrong = f"{(int(mailbox.code('ada@example.com')) + 1) % 10**6:06}"
    for _ in range(5):
        other.put(f"/auth/verify-otp/{wrong}", CHROME)
    later(seconds=61)
    before = len(mailbox.all)

    assert_error(other.post("/auth/resend-otp"), 401, "Token is not available. Please login again.")
    assert len(mailbox.all) == before


def test_an_account_is_sent_ten_codes_a_day(member, later, settings):
    for _ in range(settings.OTP_CODES_PER_DAY):
        pending(member)
    answer = member.elsewhere().sign_in()

    assert answer.status_code == 429
    assert 0 < int(answer["Retry-After"]) <= 24 * 3600
    later(days=1)
    assert member.elsewhere().sign_in().status_code == 200


def test_the_auth_service_signs_in_with_tokens_in_the_answers(service, mailbox):
    service.post("/signup", account())
    answer = service.post("/signin", {"username": "ada love", "password": PASSWORD, "browserName": "Firefox"}).json()
    assert answer["message"] == "OTP code sent"

    waiting = Service(bearer=answer["pendingToken"])
    assert waiting.get("/currentuser").status_code == 401
    verified = waiting.put(f"/verify-otp/{mailbox.code('ada@example.com')}", CHROME).json()
    assert Service(bearer=verified["token"]).get("/currentuser").json()["user"] == verified["user"]


def test_a_seeded_user_is_known_to_every_browser_on_this_machine_in_development(member, settings):
    User.objects.update(is_seeded=True)
    firefox = Browser()
    assert firefox.sign_in(browserName="Firefox").json()["message"] == "OTP code sent"

    settings.DEBUG = True
    assert firefox.sign_in(browserName="Firefox").json()["message"] == "User login successfully"
    assert firefox.elsewhere().sign_in(browserName="Firefox").json()["message"] == "OTP code sent"


def test_every_signin_is_a_session_of_its_own(member):
    before = Session.objects.count()
    assert Browser().sign_in().status_code == 200

    assert Session.objects.count() == before + 1
    assert member.is_signed_in()
