"""Signing in, with and without a code, and where that leads."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import allow
from tests.browser.visitors import FIREFOX, SAFARI, Visitor, sign_in, submit
from tests.callers import account
from tests.servers import call


@pytest.fixture(scope="module")
def member(site):
    """Somebody with an account, who knows Chromium."""
    visitor = Visitor()
    body = account(username=visitor.username, email=visitor.email, password=visitor.password)
    chromium = {"browserName": "Chrome", "deviceType": "Linux"}
    assert call(f"{site}/api/v1/gateway/auth/signup", "POST", body | chromium) == 201
    return visitor


def test_it_says_that_the_password_is_wrong_without_saying_whose(page, member):
    allow(page, 400)
    for name in (member.username, "Nobody Here"):
        page.goto("/signin")
        sign_in(page, Visitor(username=name, password="wr0ng-one"))
        expect(page.get_by_role("alert").filter(visible=True)).to_have_text(
            "That name and password don't belong together."
        )


def test_it_leads_back_to_where_one_was(page, member):
    page.goto("/?query=logo")
    page.get_by_role("link", name="Sign in").click()
    sign_in(page, member)

    expect(page).to_have_url(re.compile(r"/\?query=logo$"))
    expect(page.get_by_role("link", name="Account")).to_be_visible()


@pytest.mark.parametrize(
    "path",
    [
        "https://evil.test/",
        "//evil.test/",
        "/\\evil.test",
        "/.//evil.test",
        "javascript:alert(1)",
        "http://[",
        "data:,x",
    ],
)
def test_it_leads_to_no_other_site(page, site, member, path):
    allow(page, 404)
    page.goto(f"/signin?next={path}")
    sign_in(page, member)

    page.wait_for_url(lambda url: "/signin" not in url)
    assert page.url.startswith(f"{site}/")


def test_the_choice_to_sign_up_keeps_where_one_was(page):
    page.goto("/signin?next=/account")

    expect(page.get_by_role("link", name="Sign up").last).to_have_attribute("href", "/signup?next=%2Faccount")


def test_a_wrong_code_is_said_at_its_field(open_page, member):
    page = open_page(**FIREFOX)
    page.goto("/signin")
    sign_in(page, member)
    expect(page).to_have_url(re.compile("/verify_otp$"))
    allow(page, 400)
    page.get_by_label("Code").press_sequentially("00000x0")

    expect(page.locator("#otp-error")).to_have_text("That code is not right, or not valid any more.")
    expect(page.get_by_label("Code")).to_be_focused()
    page.keyboard.type("11")
    expect(page.get_by_label("Code")).to_have_value("11")
    page.get_by_label("Code").fill("12")
    submit(page)
    expect(page.locator("#otp-error")).to_have_text("The code has six digits.")


def test_another_code_comes_after_a_countdown(open_page, member):
    page = open_page(**SAFARI)
    page.goto("/signin")
    sign_in(page, member)
    expect(page).to_have_url(re.compile("/verify_otp$"))
    allow(page, 429)
    resend = page.locator("#resend")
    resend.click()

    expect(resend).to_be_disabled()
    expect(resend).to_have_text(re.compile(r"^Send another code \(in \d+ seconds\)$"))

    page.route("**/auth/resend-otp", lambda route: route.fulfill(json={"message": "OTP code sent"}))
    page.reload()
    resend.click()
    expect(page.get_by_role("status").filter(has_text="A new code is on its way")).to_be_visible()


def test_a_sign_in_that_has_run_out_leads_back_to_its_beginning(page):
    allow(page, 401)
    page.goto("/verify_otp?next=/account")
    page.get_by_label("Code").fill("123456")

    expect(page.get_by_text("This sign-in has run out.")).to_be_visible()
    expect(page.get_by_role("link", name="Sign in again")).to_have_attribute("href", "/signin?next=%2Faccount")


def test_it_says_that_there_is_no_connection(page, member):
    allow(page, "offline")
    page.goto("/signin")
    page.context.set_offline(True)
    sign_in(page, member)

    expect(page.get_by_role("alert").filter(has_text="There is no connection")).to_be_visible()
    page.context.set_offline(False)
    submit(page)
    expect(page.get_by_role("link", name="Account")).to_be_visible()
