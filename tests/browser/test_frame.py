"""What every page has."""

import pytest

from tests.browser.conftest import PHONE, allow


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


def test_its_language_can_be_chosen_and_stays(page):
    page.goto("/")
    page.get_by_role("button", name="Español").click()
    page.wait_for_selector("html[lang=es]")
    page.goto("/?query=logo")
    assert page.locator("html").get_attribute("lang") == "es"
