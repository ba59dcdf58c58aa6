"""The second factor in the pages: set up, signed in with, and switched off."""

import re
import time

import pyotp
import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PHONE, allow
from tests.browser.visitors import FIREFOX, expect_account, sign_in, sign_up, submit

SPANISH = {"locale": "es-ES"}


def begin(page, visitor):
    """Asks for a secret; the authenticator app that was told it."""
    page.locator("#beginPassword").fill(visitor.password)
    page.locator("#second-factor-begin button[type=submit]").click()
    expect(page.locator("#confirmCode")).to_be_focused()
    return pyotp.TOTP(page.locator("#second-factor-secret").inner_text().replace(" ", ""))


def set_up(page, visitor):
    """The app, and the recovery codes that were shown; the page shows the second factor as on."""
    app = begin(page, visitor)
    page.locator("#confirmCode").fill(app.now())
    page.locator("#second-factor-confirm button[type=submit]").click()
    expect(page.locator("#second-factor-list code")).to_have_count(10)
    codes = page.locator("#second-factor-list code").all_inner_texts()
    page.locator("#second-factor-kept").click()
    expect(page.locator("#second-factor-on")).to_be_visible()
    return app, codes


def code_page(page, visitor):
    """The page that asks for the app's code, reached by signing in."""
    page.goto("/signin?next=/account")
    sign_in(page, visitor)
    expect(page).to_have_url(re.compile(r"/verify_otp\?method=totp&next="))


def unused_code(app):
    """That of the step to come, which the leeway allows: setting up has used the present one."""
    return app.at(time.time() + app.interval)


@pytest.mark.parametrize("look", [{}, {**SPANISH, **PHONE, "color_scheme": "dark"}], ids=["desk", "spanish phone"])
def test_it_is_set_up_with_a_picture_a_key_and_recovery_codes(open_page, axe, screenshot, look):
    page = open_page(**look)
    visitor = sign_up(page)
    app = begin(page, visitor)
    picture = page.locator("#second-factor-picture img")
    expect(picture).to_be_visible()
    assert picture.evaluate("image => image.naturalWidth") > 0
    expect(page.locator("#second-factor-link")).to_have_attribute("href", re.compile("^otpauth://totp/Jobber:"))
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    screenshot(page, f"second-factor-begun-{len(look)}")

    page.locator("#confirmCode").fill(app.now())
    page.keyboard.press("Enter")
    expect(page.locator("#second-factor-list code")).to_have_count(10)
    expect(page.locator("#second-factor-title")).to_be_focused()
    expect(page.locator("#second-factor-secret")).to_have_text("")
    axe(page)
    screenshot(page, f"second-factor-codes-{len(look)}")
    page.locator("#second-factor-kept").click()
    expect(page.locator("#second-factor-on")).to_be_visible()
    expect(page.locator("#second-factor-left")).to_contain_text("10")
    expect(page.locator("#second-factor-list code")).to_have_count(0)
    axe(page)
    screenshot(page, f"second-factor-on-{len(look)}")


def test_recovery_codes_are_copied_and_downloaded(page):
    visitor = sign_up(page)
    app = begin(page, visitor)
    page.locator("#confirmCode").fill(app.now())
    page.keyboard.press("Enter")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    codes = page.locator("#second-factor-list code")
    expect(codes).to_have_count(10)
    page.get_by_role("button", name="Copy").click()
    expect(page.get_by_role("status").filter(has_text="Copied.")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    with page.expect_download() as download:
        page.get_by_role("button", name="Download", exact=True).click()

    assert copied.split() == codes.all_inner_texts()
    assert download.value.path().read_text().split() == codes.all_inner_texts()


def test_a_wrong_password_or_code_is_said_at_its_field(page):
    visitor = sign_up(page)
    allow(page, 400)
    page.locator("#beginPassword").fill("wr0ng-one")
    page.get_by_role("button", name="Set up").click()
    expect(page.locator("#beginPassword-error")).to_have_text("That password is not right.")
    begin(page, visitor)
    page.get_by_role("button", name="Switch on").click()
    expect(page.locator("#confirmCode-error")).to_have_text("Please type the code.")
    page.locator("#confirmCode").fill("no code")
    page.get_by_role("button", name="Switch on").click()
    expect(page.locator("#confirmCode-error")).to_have_text("That code is not right, or not valid any more.")

    page.get_by_role("button", name="Cancel").click()
    expect(page.locator("#second-factor-off")).to_be_visible()
    expect(page.locator("#beginPassword")).to_have_value("")


def test_another_browser_signs_in_with_the_apps_code_and_is_remembered(page, open_page, axe, screenshot):
    visitor = sign_up(page)
    app, _ = set_up(page, visitor)
    firefox = open_page(**FIREFOX)
    code_page(firefox, visitor)
    expect(firefox.get_by_text("your authenticator app shows")).to_be_visible()
    expect(firefox.locator("#resend")).to_have_count(0)
    axe(firefox)
    screenshot(firefox, "second-factor-signin")
    firefox.locator("#otp").fill(unused_code(app))
    submit(firefox)
    expect_account(firefox, visitor)

    firefox.context.clear_cookies(name="session")
    firefox.goto("/signin?next=/account")
    sign_in(firefox, visitor)
    expect_account(firefox, visitor)


def test_a_recovery_code_does_it_too_and_who_does_not_want_it_is_not_remembered(page, open_page, axe):
    visitor = sign_up(page)
    _, codes = set_up(page, visitor)
    firefox = open_page(**FIREFOX)
    code_page(firefox, visitor)
    firefox.get_by_role("button", name="Use a recovery code").click()
    expect(firefox.get_by_label("Recovery code")).to_be_focused()
    axe(firefox)
    allow(firefox, 400)
    firefox.get_by_label("Recovery code").fill("not-one")
    submit(firefox)
    expect(firefox.locator("#recoveryCode-error")).to_have_text("That code is not right, or not valid any more.")
    firefox.get_by_label("Recovery code").fill(codes[0].upper())
    firefox.get_by_label("Don't ask for a code in this browser again").filter(visible=True).uncheck()
    submit(firefox)
    expect_account(firefox, visitor)
    expect(firefox.locator("#second-factor-left")).to_have_text("9 recovery codes are left.")
    expect(firefox.locator("#events")).to_contain_text("Recovery code used")

    firefox.context.clear_cookies(name="session")
    code_page(firefox, visitor)


def test_it_is_switched_off_with_password_and_code(page):
    visitor = sign_up(page)
    _, codes = set_up(page, visitor)
    allow(page, 400)
    page.locator("#endPassword").fill(visitor.password)
    page.locator("#endCode").fill("nonsense")
    page.get_by_role("button", name="Switch off").click()
    expect(page.locator("#endCode-error")).to_have_text("That code is not right, or not valid any more.")
    page.locator("#endCode").fill(codes[9])
    page.get_by_role("button", name="Switch off").click()

    expect(page.get_by_text("The second factor is off.")).to_be_visible()
    expect(page.locator("#second-factor-badge")).to_be_hidden()
    expect(page.locator("#events")).to_contain_text("Second factor switched off")
    page.reload()
    expect(page.locator("#second-factor-off")).to_be_visible()
