"""From signing up to deleting the account, with the mails that the program sent on the way."""

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESK, PHONE, allow
from tests.browser.visitors import (
    FIREFOX,
    Visitor,
    expect_account,
    fill_signup,
    image_file,
    paste,
    sign_in,
    sign_out,
    sign_up,
    submit,
)

READERS = {"desk": {**DESK}, "Spanish": {"locale": "es-ES", "color_scheme": "dark"}, "phone": {**PHONE}}


@pytest.mark.parametrize("options", READERS.values(), ids=READERS)
def test_from_sign_up_to_deletion(open_page, mails, options):
    page = open_page(**options)
    visitor = sign_up(page)

    confirm(page, mails.link(visitor.email, "v_token"))
    page.goto("/account")
    expect(page.locator("#confirmed")).to_be_visible()
    sign_out(page)

    elsewhere = open_page(**FIREFOX, permissions=["clipboard-read", "clipboard-write"], **options)
    elsewhere.goto("/signin?next=/account")
    sign_in(elsewhere, visitor, name=visitor.email)
    expect(elsewhere).to_have_url(re.compile(r"/verify_otp\?next=%2Faccount$"))
    elsewhere.locator("#otp").focus()
    paste(elsewhere, f" {mails.code(visitor.email)[:3]} {mails.code(visitor.email)[3:]}\n")
    expect_account(elsewhere, visitor)

    visitor.password = "n3w-one"
    reset_password(page, visitor, mails)
    allow(elsewhere, 401)
    elsewhere.reload()
    expect(elsewhere).to_have_url(re.compile(r"/signin\?next=%2Faccount$"))

    page.goto("/signin?next=/account")
    sign_in(page, visitor)
    expect_account(page, visitor)
    change_password(page, visitor, "an0ther")
    change_profile(page)
    assert exported(page)["profile"]["username"] == visitor.username

    delete_account(page, visitor)
    page.goto("/signup")
    allow(page, 400)
    fill_signup(page, visitor)
    submit(page)
    expect(page.locator("[data-notice]")).to_be_visible()


def test_the_keyboard_alone_does_it(open_page, mails):
    page = open_page(permissions=["clipboard-read", "clipboard-write"])
    visitor = Visitor()
    page.goto("/signup")
    keys(page, "#username", visitor.username, "#email", visitor.email, "#password", visitor.password)
    tab_to(page, "#country")
    page.keyboard.type("Spain")
    tab_to(page, "#profilePicture")
    # the dialog that the focused field opens is the desk's, not the page's
    page.locator("#profilePicture").set_input_files(image_file())
    expect(page.locator("canvas")).to_be_visible()
    tab_to(page, "button[type=submit]")
    page.keyboard.press("Enter")
    expect_account(page, visitor)

    page.goto(mails.link(visitor.email, "v_token"))
    press(page, "#confirm button")
    expect(page.locator("#done")).to_be_focused()
    press(page, "#done a")
    expect_account(page, visitor)
    press(page, "#export")
    press(page, "#delete-open")
    expect(page.locator("#deletePassword")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#delete-open")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.type(visitor.password)
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/goodbye$"))


def confirm(page, link):
    page.goto(link)
    submit(page)
    expect(page.locator("#done")).to_be_visible()


def reset_password(page, visitor, mails):
    page.goto("/signin")
    page.locator("a[href='/forgot_password']").click()
    page.locator("#email").fill(visitor.email)
    submit(page)
    expect(page.locator("#sent")).to_be_visible()
    page.goto(mails.link(visitor.email, "token"))
    page.locator("#password").fill(visitor.password)
    page.locator("#confirmPassword").fill(visitor.password)
    submit(page)
    expect(page.locator("#done")).to_be_visible()


def change_password(page, visitor, new):
    page.locator("#currentPassword").fill(visitor.password)
    page.locator("#newPassword").fill(new)
    page.locator("#password button[type=submit]").click()
    expect(page.locator("#password [data-notice]")).to_have_attribute("data-kind", "success")
    visitor.password = new


def change_profile(page):
    before = page.locator("#picture img").get_attribute("src")
    page.locator("#country").select_option("Portugal")
    page.locator("#profilePicture").set_input_files(image_file(colour="orange"))
    page.locator("#profile button[type=submit]").click()
    expect(page.locator("#profile [data-notice]")).to_be_visible()
    expect(page.locator("#place")).to_contain_text("Portugal")
    expect(page.locator("#picture img")).not_to_have_attribute("src", before)


def exported(page):
    with page.expect_download() as download:
        page.locator("#export").click()
    assert download.value.suggested_filename == "jobber-account.json"
    return json.loads(Path(download.value.path()).read_text())


def delete_account(page, visitor):
    page.locator("#delete-open").click()
    page.locator("#deletePassword").fill(visitor.password)
    page.locator("#delete button[type=submit]").click()
    expect(page).to_have_url(re.compile("/goodbye$"))
    expect(page.locator("[data-sign-in]")).to_be_visible()


def keys(page, *fields_and_texts):
    for field, text in zip(fields_and_texts[::2], fields_and_texts[1::2], strict=True):
        tab_to(page, field)
        page.keyboard.type(text)


def press(page, target):
    tab_to(page, target)
    page.keyboard.press("Enter")


def tab_to(page, target, most=40):
    """Goes on by the Tab key alone until the target has the focus."""
    for _ in range(most):
        if page.evaluate("target => document.activeElement.matches(target)", target):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{target} can't be reached by the keyboard")
