"""What the pages with forms have in common: everyone can use them, on a phone too."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PHONE
from tests.browser.visitors import sign_up, submit

PATHS = ["/signup", "/signin", "/forgot_password", "/verify_otp", "/confirm_email?v_token=x", "/reset_password?token=x"]
PATHS += ["/confirm_email_change?token=x", "/undo_email_change?token=x"]
PATHS += ["/confirm_email", "/reset_password", "/goodbye"]
# what a finger would miss
SMALL = """[...document.querySelectorAll("a, button, select, input:not(.visually-hidden)")]
  .filter((one) => one.checkVisibility() && !one.closest(".skip, p, [aria-hidden]"))
  .filter((one) => one.getBoundingClientRect().height < 42)
  .map((one) => one.outerHTML)"""


@pytest.mark.parametrize("locale", ["en-GB", "es-ES"])
@pytest.mark.parametrize("color_scheme", ["light", "dark"])
def test_everyone_can_use_them(open_page, axe, locale, color_scheme):
    page = open_page(locale=locale, color_scheme=color_scheme)
    for path in PATHS:
        page.goto(path)
        assert page.locator("html").get_attribute("lang") == locale[:2]
        axe(page)
    page.goto("/signup")
    submit(page)
    axe(page)
    sign_up(page)
    axe(page)
    page.locator("#delete-open").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    axe(page)


@pytest.mark.parametrize("locale", ["en-GB", "es-ES"])
def test_they_fit_a_phone_and_a_finger(open_page, locale):
    page = open_page(locale=locale, **PHONE)
    sign_up(page)
    for path in [*PATHS, "/account"]:
        page.goto(path)
        page.wait_for_load_state("networkidle")
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, path
        assert page.evaluate(SMALL) == [], path
