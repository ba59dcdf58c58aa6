"""Signing up: what is said at the fields, and what becomes of the picture."""

import base64
import re
from io import BytesIO

import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.browser.conftest import allow
from tests.browser.visitors import FIREFOX, Visitor, fill_signup, image_file, sign_up, submit

SIGNUP = "**/api/v1/gateway/auth/signup"
ORIENTATION = 0x0112
A_QUARTER_TURN = 6


@pytest.fixture
def sent_picture(page):
    """Chooses the file, signs up, and opens the picture that was sent."""

    def sent(file):
        page.goto("/signup")
        fill_signup(page, Visitor())
        page.locator("#profilePicture").set_input_files(file)
        with page.expect_request(SIGNUP) as request:
            submit(page)
        expect(page).to_have_url(re.compile("/account$"))
        kind, data = request.value.post_data_json["profilePicture"].split(",")
        assert kind == "data:image/jpeg;base64"
        return Image.open(BytesIO(base64.b64decode(data)))

    return sent


def test_it_says_at_every_field_what_is_missing(page):
    page.goto("/signup")
    submit(page)

    said = page.locator(".field-error:visible").all_text_contents()
    assert said == [
        "Please type a user name.",
        "Please type your e-mail address.",
        "Please type a password.",
        "Please choose a picture.",
    ]
    expect(page.get_by_label("User name")).to_be_focused()
    page.get_by_label("User name").fill("Ada")
    expect(page.locator("#username-error")).to_be_hidden()


@pytest.mark.parametrize(
    ("field", "text", "said"),
    [
        ("username", "ab", "A user name has 4 to 12 characters"),
        ("username", "<b>bold</b>", "A user name has 4 to 12 characters"),
        ("email", "ada@nowhere", "Please type an e-mail address"),
        ("password", "password1", "This password is too easy to guess"),
    ],
)
def test_it_says_at_the_field_what_the_gateway_refuses(page, field, text, said):
    allow(page, 400)
    page.goto("/signup")
    fill_signup(page, Visitor())
    page.locator(f"#{field}").fill(text)
    submit(page)

    expect(page.locator(f"#{field}-error")).to_contain_text(said)
    expect(page.locator(f"#{field}")).to_be_focused()
    expect(page.locator(f"#{field}")).to_have_attribute("aria-invalid", "true")


def test_it_says_that_a_name_is_taken(page, open_page):
    visitor = sign_up(open_page())
    allow(page, 400)
    page.goto("/signup")
    fill_signup(page, visitor)
    submit(page)

    expect(page.get_by_role("alert").filter(has_text="already taken")).to_be_visible()


def test_it_shows_the_rule_for_passwords_as_one_types(page):
    page.goto("/signup")
    field = page.get_by_label("Password", exact=True)
    least, most = (page.locator(f"#password-rules [data-rule={rule}]") for rule in ("min", "max"))

    field.fill("123")
    expect(least).to_have_attribute("data-kept", "false")
    field.fill("1234")
    expect(least).to_have_attribute("data-kept", "true")
    field.fill("💣" * 12)
    expect(most).to_have_attribute("data-kept", "true")
    field.fill("1" * 13)
    expect(most).to_have_attribute("data-kept", "false")
    submit(page)
    expect(page.locator("#password-error")).to_have_text("This password is too long.")


def test_a_password_can_be_shown(page):
    page.goto("/signup")
    page.get_by_role("button", name="Show password").click()

    expect(page.get_by_label("Password", exact=True)).to_have_attribute("type", "text")
    expect(page.get_by_role("button", name="Show password")).to_have_attribute("aria-pressed", "true")


def test_a_transparent_picture_is_sent_small_and_on_white(sent_picture):
    picture = sent_picture(image_file(size=(1600, 800)))

    assert picture.size == (512, 256)
    assert picture.getpixel((2, 2)) == (255, 255, 255)
    assert picture.getpixel((256, 128))[0] < 40  # teal


def test_a_picture_taken_sideways_is_sent_upright_without_what_the_camera_wrote(sent_picture):
    exif = Image.Exif()
    exif[ORIENTATION] = A_QUARTER_TURN
    picture = sent_picture(image_file("turned.jpg", format_="JPEG", size=(900, 300), exif=exif))

    assert picture.size == (171, 512)
    assert not picture.getexif()


def test_a_small_picture_is_not_blown_up(sent_picture):
    assert sent_picture(image_file(size=(40, 30))).size == (40, 30)


@pytest.mark.parametrize("name", ["notes.txt", "broken.png", "drawing.svg"])
def test_a_file_that_is_no_picture_is_refused_where_it_is_chosen(page, name):
    svg = b"<svg xmlns='http://www.w3.org/2000/svg' onload='window.hacked = 1'/>"
    page.goto("/signup")
    fill_signup(page, Visitor())
    mime = {"txt": "text/plain", "png": "image/png", "svg": "image/svg+xml"}[name[-3:]]
    page.locator("#profilePicture").set_input_files({"name": name, "mimeType": mime, "buffer": svg})

    expect(page.locator("#profilePicture-error")).to_contain_text("This file is no picture")
    expect(page.locator("canvas")).to_be_hidden()
    submit(page)
    expect(page.locator("#profilePicture-error")).to_contain_text("This file is no picture")
    assert page.evaluate("window.hacked") is None


@pytest.mark.parametrize(("locale", "name"), [("es-MX", "Mexico"), ("en-GB", "United Kingdom"), ("fr", "")])
def test_it_guesses_the_country_by_the_browsers_language(open_page, locale, name):
    page = open_page(locale=locale)
    page.goto("/signup")

    assert page.locator("#country").input_value() == name


def test_countries_are_shown_in_the_pages_language_and_sent_in_english(open_page):
    page = open_page(locale="es-ES")
    page.goto("/signup")

    assert page.locator("#country option", has_text="Alemania").get_attribute("value") == "Germany"
    assert page.locator("#country option").count() > 240


def test_it_says_which_browser_it_is(open_page):
    page = open_page(**FIREFOX)
    page.goto("/signup")
    fill_signup(page, Visitor())
    with page.expect_request(SIGNUP) as request:
        submit(page)

    sent = request.value.post_data_json
    assert (sent["browserName"], sent["deviceType"]) == ("Firefox", "Linux")
    expect(page.locator("#sessions li")).to_contain_text("Firefox · Linux")
