"""POST, PUT, DELETE /auth/totp, and signing in with the authenticator app's codes or a recovery code."""

import json
import re
from base64 import b32encode
from datetime import UTC, datetime
from urllib.parse import parse_qs, unquote, urlsplit

import pyotp
import pytest
import time_machine

from auth_service.models import Event, OutboxMessage, PendingSignin, RecoveryCode, SecondFactor, User
from auth_service.sealing import seal
from auth_service.services import second_factor
from tests.callers import CHROME, PASSWORD, Browser, assert_error

# RFC 6238, appendix B, SHA-1: the last six of its eight digits
VECTORS = [
    (59, "287082"),
    (1111111109, "081804"),
    (1111111111, "050471"),
    (1234567890, "005924"),
    (2000000000, "279037"),
    (20000000000, "353130"),
]
RFC_SECRET = b32encode(b"12345678901234567890").decode()
STEP = 30


class App:
    """An authenticator app, with the recovery codes beside it; it shows each code once, as a patient person types them."""

    def __init__(self, secret):
        self.secret = secret
        self.recovery_codes = []

    def code(self, steps=0):
        """The code of the present step, or of one before or after it."""
        return pyotp.TOTP(self.secret).at(datetime.now(UTC), counter_offset=steps)

    def wrong_code(self):
        """One that is good at none of the steps around."""
        good = {int(self.code(steps)) for steps in range(-2, 3)}
        return next(f"{number:06}" for number in range(10) if number not in good)


def ask(browser, method, **body):
    return getattr(browser, method)("/auth/totp", {"currentPassword": PASSWORD, **body})


def set_up(browser):
    """The app of the browser's account, for which the second factor is on now."""
    app = App(ask(browser, "post").json()["secret"])
    answer = ask(browser, "put", code=app.code())
    assert answer.status_code == 200, answer.content
    app.recovery_codes = answer.json()["recoveryCodes"]
    return app


def verify(browser, code, **said):
    return browser.put(f"/auth/verify-otp/{code}", {**CHROME, **said})


def pending(browser, address="203.0.113.7"):
    """A browser elsewhere that was asked for a code of the app."""
    other = browser.elsewhere(address)
    answer = other.sign_in()
    assert answer.json()["method"] == "totp", answer.content
    return other


@pytest.fixture
def app(member, later):
    """The app of Ada Love, set up a minute ago."""
    app = set_up(member)
    later(seconds=2 * STEP)
    return app


def types():
    return list(Event.objects.order_by("pk").values_list("type", flat=True))


# Setting up


def test_it_begins_with_a_secret_an_address_and_a_picture_of_it(member):
    body = ask(member, "post").json()

    assert set(body) == {"message", "secret", "otpauthUri", "qrCode"}
    uri = urlsplit(body["otpauthUri"])
    assert (uri.scheme, uri.netloc, unquote(uri.path)) == ("otpauth", "totp", "/Jobber:Ada Love")
    assert parse_qs(uri.query) == {"secret": [body["secret"]], "issuer": ["Jobber"]}
    assert re.fullmatch("[A-Z2-7]{32}", body["secret"])
    assert body["qrCode"].startswith("data:image/svg+xml;charset=utf-8,%3Csvg")


def test_it_is_on_once_a_code_of_the_app_has_confirmed_it(member):
    secret = ask(member, "post").json()["secret"]
    assert member.get("/auth/totp").json() == {
        "message": "Second factor",
        "enabled": False,
        "enabledAt": None,
        "recoveryCodesLeft": 0,
    }
    assert member.sign_in().json()["message"] == "User login successfully"
    answer = ask(member, "put", code=App(secret).code())

    codes = answer.json()["recoveryCodes"]
    assert len(set(codes)) == 10
    assert all(re.fullmatch("[2-9a-z]{5}(-[2-9a-z]{5}){2}", code) for code in codes)
    told = member.get("/auth/totp").json()
    assert (told["enabled"], told["recoveryCodesLeft"]) == (True, 10)


def test_it_ends_no_session(member):
    other = member.elsewhere("127.0.0.1")
    other.sign_in()
    set_up(member)

    assert (member.is_signed_in(), other.is_signed_in()) == (True, True)


def test_the_user_says_nothing_of_it(member):
    before = set(member.get("/auth/currentuser").json()["user"])
    set_up(member)

    assert set(member.get("/auth/currentuser").json()["user"]) == before


@pytest.mark.parametrize("method", ["get", "post", "put", "delete"])
def test_it_needs_a_session(browser, method):
    answer = getattr(browser, method)("/auth/totp")

    assert_error(answer, 401, "Token is not available. Please login again.")


@pytest.mark.parametrize("method", ["post", "put", "delete"])
@pytest.mark.parametrize(
    ("password", "message"),
    [
        (..., "Password is a required field"),
        (None, "Password must be of type string"),
        ("x", "Invalid password"),
        ("wrong-word", "Invalid password"),
    ],
)
def test_every_change_asks_for_the_password(member, app, method, password, message):
    body = {"code": app.code(), **({} if password is ... else {"currentPassword": password})}
    answer = getattr(member, method)("/auth/totp", body)

    assert_error(answer, 400, message)
    assert member.get("/auth/totp").json()["enabled"]


@pytest.mark.parametrize("method", ["put", "delete"])
@pytest.mark.parametrize(
    ("code", "message"),
    [
        (..., "Code is a required field"),
        ("", "Code is a required field"),
        (None, "Code must be of type string"),
        (123456, "Code must be of type string"),
        ("1" * 65, "OTP is invalid."),
        ("12345\0", "OTP is invalid."),
    ],
)
def test_it_says_what_is_wrong_with_the_code(member, method, code, message):
    body = {"currentPassword": PASSWORD, **({} if code is ... else {"code": code})}

    assert_error(getattr(member, method)("/auth/totp", body), 400, message)


def test_a_wrong_code_does_not_confirm_it(member):
    app = App(ask(member, "post").json()["secret"])

    assert_error(ask(member, "put", code=app.wrong_code()), 400, "OTP is invalid.")
    assert not member.get("/auth/totp").json()["enabled"]
    assert ask(member, "put", code=app.code()).status_code == 200


def test_what_was_begun_anew_is_confirmed_by_the_newer_secret_alone(member):
    first, second = (App(ask(member, "post").json()["secret"]) for _ in range(2))

    assert_error(ask(member, "put", code=first.code()), 400, "OTP is invalid.")
    assert ask(member, "put", code=second.code()).status_code == 200


def test_what_is_not_begun_is_not_confirmed_or_switched_off(member):
    for method in ("put", "delete"):
        assert_error(ask(member, method, code="123456"), 409, "The second factor is not set up.")
    ask(member, "post")
    assert_error(ask(member, "delete", code="123456"), 409, "The second factor is not set up.")


def test_what_is_on_is_not_replaced_and_shows_no_recovery_codes_again(member, app):
    message = "The second factor is on already. Switch it off first."

    assert_error(ask(member, "post"), 409, message)
    assert_error(ask(member, "put", code=app.code()), 409, message)
    assert verify(pending(member), app.code()).status_code == 200


# Signing in


def test_a_sign_in_asks_for_the_apps_code_and_no_mail_is_sent(member, app):
    mails = OutboxMessage.objects.count()
    other = member.elsewhere()
    answer = other.sign_in()

    assert answer.json() == {
        "message": "OTP code sent",
        "user": None,
        "browserName": "Chrome",
        "deviceType": "browser",
        "method": "totp",
    }
    assert not other.is_signed_in()
    assert OutboxMessage.objects.count() == mails
    answer = verify(other, app.code())
    assert (answer.status_code, answer.json()["message"]) == (200, "OTP verified successfully.")
    assert other.is_signed_in()


def test_a_browser_that_was_known_before_is_asked_too(member, app):
    assert member.sign_in().json()["method"] == "totp"
    assert Browser().sign_in().json()["method"] == "totp"


def test_a_browser_that_was_remembered_after_it_is_asked_no_more(member, app):
    other = pending(member)
    verify(other, app.code())
    other.client.defaults["REMOTE_ADDR"] = "203.0.113.200"

    assert other.sign_in(browserName="Firefox").json()["message"] == "User login successfully"


def test_another_browser_at_the_same_address_is_asked(member, app):
    verify(pending(member), app.code())

    assert pending(member)


def test_a_browser_that_shall_not_be_remembered_is_asked_each_time(member, app, later):
    other = pending(member)
    assert verify(other, app.code(), remember=False).status_code == 200
    assert other.sign_in().json()["method"] == "totp"
    later(seconds=STEP)

    verify(other, app.code(), remember=True)
    assert other.sign_in().json()["message"] == "User login successfully"


@pytest.mark.parametrize("remember", [None, "yes", 1, []])
def test_whether_to_remember_is_true_or_false(member, app, remember):
    other = pending(member)

    assert_error(verify(other, app.code(), remember=remember), 400, "remember must be of type boolean")
    assert verify(other, app.code()).status_code == 200


def test_a_browser_that_passed_before_it_was_switched_off_and_on_again_is_asked(member, app, later):
    other = pending(member)
    verify(other, app.code())
    later(seconds=STEP)
    ask(member, "delete", code=app.code())
    set_up(member)

    assert other.sign_in().json()["method"] == "totp"


@pytest.mark.parametrize("steps", [-1, 0, 1])
def test_one_step_of_leeway_is_given_to_each_side(member, app, steps):
    assert verify(pending(member), app.code(steps)).status_code == 200


@pytest.mark.parametrize("steps", [-2, 2])
def test_two_steps_are_too_far(member, app, steps):
    assert_error(verify(pending(member), app.code(steps)), 400, "OTP is invalid.")


@pytest.mark.parametrize(("moment", "code"), VECTORS)
def test_the_codes_are_those_of_rfc_6238(member, moment, code):
    user = User.objects.get()
    with time_machine.travel(moment - 1, tick=False):
        SecondFactor.objects.create(user=user, secret=seal(RFC_SECRET), confirmed_at=datetime.now(UTC))
        other = pending(member)
    with time_machine.travel(moment, tick=False):
        assert verify(other, code).status_code == 200


def test_a_time_step_works_once_wherever_it_is_used(member, app):
    one, other, code = pending(member), pending(member, "203.0.113.9"), app.code()
    assert verify(one, code).status_code == 200

    assert_error(verify(other, code), 400, "OTP is invalid.")
    assert_error(ask(member, "delete", code=code), 400, "OTP is invalid.")
    assert member.get("/auth/totp").json()["enabled"]


def test_the_code_that_confirmed_it_does_not_sign_in(member):
    app = set_up(member)

    assert_error(verify(pending(member), app.code()), 400, "OTP is invalid.")


def test_a_step_before_the_last_one_used_works_no_more(member, app):
    assert verify(pending(member), app.code()).status_code == 200

    assert_error(verify(pending(member, "203.0.113.9"), app.code(-1)), 400, "OTP is invalid.")


@pytest.mark.parametrize("written", [lambda code: f"{code[:3]} {code[3:]}", lambda code: f"{code[:3]}-{code[3:]} "])
def test_spaces_and_hyphens_in_the_code_do_not_matter(member, app, written):
    assert verify(pending(member), written(app.code())).status_code == 200


@pytest.mark.parametrize("code", ["12345", "1234567", "１２３４５６", "123456x", "-", "%00", "é", "x" * 500])
def test_what_is_no_code_is_refused(member, app, code):
    assert_error(verify(pending(member), code), 400, "OTP is invalid.")


def test_a_mails_code_that_was_sent_before_does_not_spare_the_second_factor(member, mailbox, later):
    other = member.elsewhere()
    other.sign_in()
    code = mailbox.code("ada@example.com")
    app = set_up(member)
    later(seconds=2 * STEP)

    assert_error(verify(other, code), 400, "OTP is invalid.")
    assert verify(other, app.code()).status_code == 200


def test_no_mail_can_be_asked_for_in_its_place(member, app):
    other = pending(member)

    message = "The code comes from the authenticator app. None is sent."
    assert_error(other.post("/auth/resend-otp"), 409, message)
    assert verify(other, app.code()).status_code == 200


def test_a_sign_in_that_waits_takes_a_mails_code_once_it_is_off(member, app, mailbox, later):
    other = pending(member)
    later(minutes=1)
    ask(member, "delete", code=app.code())

    assert_error(verify(other, "000000"), 400, "OTP is invalid.")
    assert other.post("/auth/resend-otp").status_code == 200
    assert verify(other, mailbox.code("ada@example.com")).status_code == 200


def test_five_tries_are_all_that_a_sign_in_has(member, app):
    other = pending(member)
    for _ in range(5):
        assert verify(other, app.wrong_code()).status_code == 400

    assert_error(verify(other, app.code()), 400, "OTP is invalid.")
    assert verify(pending(member), app.code()).status_code == 200


def test_a_pending_sign_in_ends_after_ten_minutes(member, app, later):
    other = pending(member)
    later(minutes=11)

    assert_error(verify(other, app.code()), 400, "OTP is invalid.")
    assert verify(pending(member), app.code()).status_code == 200


@pytest.mark.usefixtures("without_rates")
def test_fifty_tries_are_all_that_a_day_has_wherever_they_are_made(member, app, later):
    waiting = [pending(member, f"203.0.113.{number}") for number in range(11)]
    for browser in waiting[:9]:
        for _ in range(5):
            assert verify(browser, app.wrong_code()).status_code == 400
    for _ in range(5):
        assert_error(ask(member, "delete", code=app.wrong_code()), 400, "OTP is invalid.")

    message = "Too many requests. Please try again later."
    refused = verify(waiting[10], app.code())
    assert_error(refused, 429, message)
    assert 0 < int(refused["Retry-After"]) <= 24 * 3600
    assert_error(ask(member, "delete", code=app.recovery_codes[0]), 429, message)
    later(days=1, minutes=1)
    member.sign_in()
    assert verify(member, app.code()).status_code == 200


def test_codes_that_were_mailed_that_day_do_not_stand_in_its_way(member, settings, later):
    settings.OTP_CODES_PER_DAY = 1
    member.elsewhere().sign_in()
    app = set_up(member)
    later(seconds=2 * STEP)

    assert verify(pending(member), app.code()).status_code == 200


def test_it_is_asked_for_after_a_password_reset_too(member, app, mailbox):
    member.put("/auth/verify-email", {"token": mailbox.link("ada@example.com", "v_token")})
    member.put("/auth/forgot-password", {"email": "ada@example.com"})
    path = f"/auth/reset-password/{mailbox.link('ada@example.com', 'token')}"
    member.put(path, {"password": "other-word", "confirmPassword": "other-word"})

    assert member.sign_in(password="other-word").json()["method"] == "totp"


def test_a_seeded_user_who_has_it_is_asked_in_development_too(member, app, settings):
    settings.DEBUG = True
    User.objects.update(is_seeded=True)

    assert Browser().sign_in().json()["method"] == "totp"


# Recovery codes


def test_a_recovery_code_works_once_in_the_apps_place(member, app):
    code = app.recovery_codes[3]
    assert verify(pending(member), code).status_code == 200

    assert_error(verify(pending(member, "203.0.113.9"), code), 400, "OTP is invalid.")
    assert member.get("/auth/totp").json()["recoveryCodesLeft"] == 9
    assert verify(pending(member, "203.0.113.9"), app.recovery_codes[4]).status_code == 200


@pytest.mark.parametrize("written", [str.upper, lambda code: code.replace("-", ""), lambda code: f" {code} "])
def test_a_recovery_code_is_read_however_it_is_written(member, app, written):
    assert verify(pending(member), written(app.recovery_codes[0])).status_code == 200


def test_recovery_codes_of_another_account_do_not_work(member, app):
    other = Browser()
    other.sign_up(username="other", email="other@example.com")
    theirs = set_up(other)

    assert_error(verify(pending(member), theirs.recovery_codes[0]), 400, "OTP is invalid.")


# Switching off


@pytest.mark.parametrize("code_of", [App.code, lambda app: app.recovery_codes[0]])
def test_it_is_switched_off_by_either_code(member, app, code_of):
    answer = ask(member, "delete", code=code_of(app))

    assert answer.json() == {"message": "Second factor switched off"}
    assert member.get("/auth/totp").json()["enabled"] is False
    assert (SecondFactor.objects.count(), RecoveryCode.objects.count()) == (0, 0)
    assert member.sign_in().json()["message"] == "User login successfully"
    assert "method" not in member.elsewhere().sign_in().json()


def test_a_wrong_code_does_not_switch_it_off(member, app):
    assert_error(ask(member, "delete", code=app.wrong_code()), 400, "OTP is invalid.")
    assert_error(ask(member, "delete", code="2345-6789a-bcdef"), 400, "OTP is invalid.")
    assert member.get("/auth/totp").json()["enabled"]


def test_it_can_be_set_up_again_with_another_secret(member, app, later):
    ask(member, "delete", code=app.code())
    again = set_up(member)

    assert again.secret != app.secret
    assert set(again.recovery_codes).isdisjoint(app.recovery_codes)
    later(seconds=2 * STEP)
    assert_error(verify(pending(member), app.recovery_codes[0]), 400, "OTP is invalid.")


# What is kept, and told


def test_the_database_holds_neither_secret_nor_codes(member, app):
    kept = json.dumps([*SecondFactor.objects.values(), *RecoveryCode.objects.values()], default=str)

    for secret in [app.secret, *app.recovery_codes, *(code.replace("-", "") for code in app.recovery_codes)]:
        assert secret not in kept


def test_a_secret_sealed_under_the_older_key_works_and_is_sealed_anew(member, app, settings, later):
    for key in ("another-key-" + "5" * 32, "a-third-key-" + "6" * 32):
        settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = key, [settings.SECRET_KEY]
        browser = Browser()
        assert browser.sign_in().json()["method"] == "totp"
        assert verify(browser, app.code()).status_code == 200
        later(seconds=STEP)


def test_under_lost_keys_the_recovery_codes_work(member, app, settings):
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another-key-" + "5" * 32, ["a-third-key-" + "6" * 32]
    browser = Browser()
    browser.sign_in()

    assert_error(verify(browser, app.code()), 400, "OTP is invalid.")
    assert verify(browser, app.recovery_codes[0]).status_code == 200


def test_the_audit_log_tells_what_happened(member, app, later):
    other = pending(member)
    verify(other, app.wrong_code())
    verify(other, app.recovery_codes[0])
    ask(member, "delete", code=app.wrong_code())
    ask(member, "delete", code=app.code())

    assert types() == [
        "signed-up",
        "second-factor-on",
        "code-asked",
        "code-refused",
        "recovery-code-used",
        "signed-in-by-code",
        "code-refused",
        "second-factor-off",
    ]
    assert set(Event.objects.values_list("user__username", flat=True)) == {"Ada Love"}


def test_a_recovery_code_that_came_too_late_is_neither_used_nor_told(member, app, later):
    other = pending(member)
    later(minutes=11)
    verify(other, app.recovery_codes[0])

    assert "recovery-code-used" not in types()
    assert member.elsewhere().sign_in().status_code == 200
    assert RecoveryCode.objects.filter(used_at=None).count() == 10


def test_the_export_tells_of_it_without_its_secrets(member, app):
    verify(pending(member), app.recovery_codes[0])
    text = member.get("/auth/export").content.decode()
    file = json.loads(text)

    assert file["secondFactor"]["enabled"] is True
    assert file["secondFactor"]["recoveryCodesLeft"] == 9
    assert sorted(device["passedSecondFactorAt"] is None for device in file["devices"]) == [False, True]
    secrets = [app.secret, *app.recovery_codes, *SecondFactor.objects.values_list("secret", flat=True)]
    secrets += RecoveryCode.objects.values_list("digest", flat=True)
    assert not [secret for secret in secrets if secret in text]


def test_it_goes_with_the_account(member, app):
    assert member.delete("/auth/account", {"currentPassword": PASSWORD}).status_code == 200

    assert (SecondFactor.objects.count(), RecoveryCode.objects.count()) == (0, 0)


def test_clearing_takes_away_what_is_on_and_what_was_only_begun(member, app):
    user = User.objects.get()
    second_factor.clear(user=user)
    assert not member.get("/auth/totp").json()["enabled"]
    ask(member, "post")
    second_factor.clear(user=user)

    assert_error(ask(member, "put", code="123456"), 409, "The second factor is not set up.")


def test_other_services_ask_for_it_as_browsers_do(member, app, service):
    answer = service.post("/signin", {"username": "ada love", "password": PASSWORD, **CHROME}).json()
    assert answer["method"] == "totp"
    token = answer["pendingToken"]

    code = app.code()
    answer = service.put(f"/verify-otp/{code}", CHROME, headers={"Authorization": f"Bearer {token}"})
    assert set(answer.json()) == {"message", "user", "token", "device"}
    assert PendingSignin.objects.get().ended_at
