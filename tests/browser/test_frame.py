"""What every page has."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PHONE, allow
from tests.callers import account


@pytest.mark.parametrize("path", ["/", "/nowhere"])
@pytest.mark.parametrize("locale", ["en-GB", "es-ES"])
@pytest.mark.parametrize("color_scheme", ["light", "dark"])
def test_everyone_can_use_it(open_page, axe, path, locale, color_scheme):
    page = open_page(locale=locale, color_scheme=color_scheme)
    allow(page, 404)
    page.goto(path)
    assert page.locator("html").get_attribute("lang") == locale[:2]
    axe(page)


def test_it_fits_a_phone(open_page):
    page = open_page(**PHONE)
    page.goto("/")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_one_signs_out_from_any_page(page):
    page.request.post("/api/v1/gateway/auth/signup", data=account(username="leaver", email="leaver@example.com"))
    page.goto("/")
    expect(page.get_by_role("link", name="Account")).to_be_visible()
    page.get_by_role("button", name="Sign out").click()

    expect(page.get_by_role("link", name="Sign in")).to_be_visible()
    # a kept connection may have ended meanwhile, which only a browser's own requests bear by themselves
    assert page.request.get("/api/v1/gateway/auth/currentuser", max_retries=2).status == 401


def test_no_button_can_be_pressed_before_its_page_listens(page):
    held = []

    def hold(route):
        held.append(route)

    page.route(re.compile(r"/signin(\.\w+)?\.js$"), hold)
    page.goto("/signin", wait_until="commit")
    button = page.locator("button[type=submit]")
    expect(button).to_be_disabled()
    page.locator("#password").press("Enter")
    assert page.url.endswith("/signin")
    held[0].continue_()

    expect(button).to_be_enabled()


def test_signing_out_that_fails_is_told(page):
    page.request.post("/api/v1/gateway/auth/signup", data=account(username="stayer", email="stayer@example.com"))
    allow(page, 503)
    page.route("**/auth/signout", lambda route: route.fulfill(status=503, json={"message": "…"}))
    page.goto("/?query=logo")
    page.get_by_role("button", name="Sign out").click()

    expect(page.get_by_role("alert")).to_contain_text("That did not work")
    expect(page.get_by_role("link", name="Account")).to_be_visible()


def test_its_language_can_be_chosen_and_stays(page):
    page.goto("/")
    page.get_by_role("button", name="Español").click()
    page.wait_for_selector("html[lang=es]")
    page.goto("/?query=logo")
    assert page.locator("html").get_attribute("lang") == "es"
