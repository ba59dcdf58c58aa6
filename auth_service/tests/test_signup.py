"""POST /auth/signup."""

import base64
import re
from datetime import datetime

import jwt
import pytest
from django.conf import settings

from auth_service.models import OutboxMessage, User
from tests.callers import PICTURE, Browser, Service, account, assert_error, picture

USER_FIELDS = {
    "id", "username", "email", "country", "profilePicture", "profilePublicId", "emailVerified", "browserName",
    "deviceType", "createdAt", "updatedAt",
}  # fmt: skip


def pictures():
    return list(settings.MEDIA_DIR.glob("*")) if settings.MEDIA_DIR.exists() else []


def test_it_creates_the_user_and_starts_a_session(browser):
    answer = browser.post("/auth/signup", account())

    assert answer.status_code == 201
    body = answer.json()
    assert body["message"] == "User created successfully"
    assert set(body) == {"message", "user"}
    assert browser.get("/auth/currentuser").json()["user"] == body["user"]


def test_the_user_is_what_the_contract_says(browser):
    user = browser.sign_up()

    assert set(user) == USER_FIELDS
    assert isinstance(user["id"], int)
    assert user["emailVerified"] is False
    assert (user["browserName"], user["deviceType"]) == ("Chrome", "browser")
    created = datetime.fromisoformat(user["createdAt"])
    assert created.utcoffset().total_seconds() == 0


@pytest.mark.parametrize(
    ("typed", "stored"),
    [("ada love", "Ada Love"), ("ADA-LOVE", "Ada-love"), ("  ada   love ", "Ada Love"), ("ａｄａｌ", "Adal")],
)
def test_it_stores_the_username_in_the_contracts_letter_case(browser, typed, stored):
    assert browser.sign_up(username=typed)["username"] == stored


def test_it_stores_the_email_in_lower_case(browser):
    assert browser.sign_up(email="Ada@Example.COM")["email"] == "ada@example.com"


def test_it_answers_under_the_address_of_the_existing_client_too():
    client = Browser()
    client.base = "/api/gateway/v1"

    assert client.post("/auth/signup", account()).status_code == 201
    assert client.is_signed_in()


def test_it_accepts_a_trailing_slash(browser):
    assert browser.post("/auth/signup/", account()).status_code == 201


def test_it_does_not_ask_for_browser_and_device(browser):
    user = browser.sign_up(browserName=..., deviceType=...)

    assert (user["browserName"], user["deviceType"]) == ("", "")


def test_it_sends_a_link_that_confirms_the_email(member, mailbox):
    token = mailbox.link("ada@example.com", "v_token")

    assert re.fullmatch("[0-9a-f]{40}", token)
    assert member.put("/auth/verify-email", {"token": token}).json()["user"]["emailVerified"] is True


def test_it_tells_the_users_service(member):
    message = OutboxMessage.objects.get(exchange="jobber-buyer-update")

    user = member.get("/auth/currentuser").json()["user"]
    assert message.routing_key == "user-buyer"
    assert f'"username": "{user["username"]}"'.replace(": ", ":") in message.body.replace(": ", ":")


def test_it_keeps_the_password_as_bcrypt_of_cost_10(member):
    assert re.match(r"bcrypt\$\$2b\$10\$", User.objects.get().password)


def test_it_keeps_no_token_as_it_is_sent(member, mailbox):
    token = mailbox.link("ada@example.com", "v_token")

    assert token not in str(User.objects.values().get())


def test_the_auth_service_answers_with_the_token(service):
    body = service.post("/signup", account()).json()

    claims = jwt.decode(body["token"], settings.JWT_TOKEN, ["HS256"])
    assert claims["id"] == body["user"]["id"]
    assert (claims["email"], claims["username"]) == ("ada@example.com", "Ada Love")
    assert 0 < claims["exp"] - claims["iat"] <= 15 * 60
    assert Service(bearer=body["token"]).get("/currentuser").status_code == 200


@pytest.mark.parametrize("changes", [{"email": "other@example.com"}, {"username": "other"}])
def test_it_refuses_a_name_or_an_email_that_is_taken_in_any_letter_case(member, changes):
    body = account(username="ADA LOVE", email="ADA@example.com") | changes

    before = pictures()
    assert_error(Browser().post("/auth/signup", body), 400, "Invalid credentials. Email or Username")
    assert User.objects.count() == 1
    assert pictures() == before


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("username", ..., "Username is a required field"),
        ("username", "", "Username is a required field"),
        ("username", None, "Username must be of type string"),
        ("username", 1234, "Username must be of type string"),
        ("username", ["adal"], "Username must be of type string"),
        ("username", "ada", "Invalid username"),
        ("username", "a" * 13, "Invalid username"),
        ("username", "  ad  ", "Invalid username"),
        ("username", "ada@love", "Invalid username"),
        ("username", "ada\x00love", "Invalid username"),
        ("username", "ada\u200blove", "Invalid username"),
        ("username", "<b>ada</b>", "Invalid username"),
        ("password", ..., "Password is a required field"),
        ("password", "", "Password is a required field"),
        ("password", None, "Password must be of type string"),
        ("password", 12345, "Password must be of type string"),
        ("password", "abc", "Invalid password"),
        ("password", "a" * 13, "Invalid password"),
        ("password", "abc\x00def", "Invalid password"),
        ("country", ..., "Country is a required field"),
        ("country", "", "Country is a required field"),
        ("country", "   ", "Country is a required field"),
        ("country", None, "Country must be of type string"),
        ("country", True, "Country must be of type string"),
        ("email", ..., "Email is a required field"),
        ("email", "", "Email is a required field"),
        ("email", None, "Email must be of type string"),
        ("email", {}, "Email must be of type string"),
        ("email", "ada", "Invalid email"),
        ("email", "ada@", "Invalid email"),
        ("email", f"{'a' * 65}@example.com", "Invalid email"),
        ("email", f"ada@{'.'.join(['a' * 50] * 5)}.com", "Invalid email"),
        ("email", "ada@example.com\nBcc: b@example.com", "Invalid email"),
        ("profilePicture", ..., "Profile picture is required"),
        ("profilePicture", "", "Profile picture is required"),
        ("profilePicture", None, "Please add a profile picture"),
        ("profilePicture", 1, "Please add a profile picture"),
        ("profilePicture", "https://example.com/a.png", "Please add a profile picture"),
        ("profilePicture", "data:image/png;base64,????", "Please add a profile picture"),
        ("profilePicture", "data:image/png;base64,aGVsbG8=", "Please add a profile picture"),
        ("profilePicture", PICTURE[:-40], "Please add a profile picture"),
        ("profilePicture", PICTURE.replace("image/png", "text/html"), "Please add a profile picture"),
        ("browserName", 1, "browserName must be of type string"),
        ("deviceType", None, "deviceType must be of type string"),
    ],
)
def test_it_says_what_is_wrong_with_a_field(browser, field, value, message):
    assert_error(browser.post("/auth/signup", account(**{field: value})), 400, message)
    assert not User.objects.exists()


def test_it_names_the_first_failing_field_of_the_contracts_order(browser):
    body = {}
    for field, message in [
        ("username", "Username is a required field"),
        ("password", "Password is a required field"),
        ("country", "Country is a required field"),
        ("email", "Email is a required field"),
        ("profilePicture", "Profile picture is required"),
    ]:
        assert_error(browser.post("/auth/signup", body), 400, message)
        body[field] = account()[field]
    assert browser.post("/auth/signup", body).status_code == 201


def test_it_trims_nothing_from_a_password(browser):
    browser.sign_up(password="  w0rdy  ")

    assert browser.elsewhere().sign_in(password="w0rdy").json()["message"] == "Invalid credentials"
    assert browser.sign_in(password="  w0rdy  ").status_code == 200


@pytest.mark.parametrize(("format_", "type_"), [("PNG", "png"), ("JPEG", "jpeg"), ("GIF", "png"), ("WEBP", "png")])
def test_it_serves_the_picture_with_its_right_type(browser, format_, type_):
    user = browser.sign_up(profilePicture=picture(format_))

    path = user["profilePicture"].removeprefix(settings.API_GATEWAY_URL)
    answer = browser.client.get(path)
    assert answer.status_code == 200
    assert answer["Content-Type"] == f"image/{type_}"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]


def test_it_judges_a_picture_by_its_content_not_by_its_label(browser):
    mislabelled = picture("PNG").replace("image/png", "image/jpeg")

    user = browser.sign_up(profilePicture=mislabelled)
    assert user["profilePicture"].endswith(".png")


def test_it_refuses_svg(browser):
    svg = base64.b64encode(b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>').decode()

    answer = browser.post("/auth/signup", account(profilePicture=f"data:image/svg+xml;base64,{svg}"))
    assert_error(answer, 400, "Please add a profile picture")


def test_it_refuses_a_picture_of_too_many_pixels_before_decoding_it(browser, settings):
    settings.PICTURE_MAX_PIXELS = 63

    assert_error(browser.post("/auth/signup", account()), 400, "Please add a profile picture")


def test_it_refuses_a_picture_of_too_many_bytes(browser, settings):
    settings.PICTURE_MAX_BYTES = 10

    assert_error(browser.post("/auth/signup", account()), 413, "The picture is too large.")


def test_it_leaves_nothing_of_what_came_with_the_pixels(browser):
    raw = base64.b64decode(picture("JPEG").partition(",")[2]) + b"<script>alert(1)</script>"
    user = browser.sign_up(profilePicture="data:image/jpeg;base64," + base64.b64encode(raw).decode())

    path = user["profilePicture"].removeprefix(settings.API_GATEWAY_URL)
    assert b"script" not in b"".join(browser.client.get(path).streaming_content)


def test_a_store_that_fails_makes_no_user(browser, settings, tmp_path):
    settings.MEDIA_DIR = tmp_path / "file" / "media"
    (tmp_path / "file").write_text("not a folder")

    assert_error(browser.post("/auth/signup", account()), 400, "File upload error. Try again")
    assert not User.objects.exists()
