"""Signing in, with and without a code, and where that leads."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import allow
from tests.browser.visitors import FIREFOX, SAFARI, Visitor, sign_in, submit
from tests.callers import account
from tests.servers import call


@pytest.fixture
def member(site, here):
    """Somebody with an account, who knows Chromium at the test's address."""
    visitor = Visitor()
    body = account(username=visitor.username, email=visitor.email, password=visitor.password)
    chromium = {"browserName": "Chrome", "deviceType": "Linux"}
    assert call(f"{site}/api/v1/gateway/auth/signup", "POST", body | chromium, **here) == 201
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
    page.clock.install()
    page.goto("/signin")
    sign_in(page, member)
    expect(page).to_have_url(re.compile("/verify_otp$"))
    resend = page.locator("#resend")
    expect(resend).to_have_text(re.compile(r"^Send another code \(in (1 minute|\d+ seconds)\)$"))
    expect(resend).to_be_disabled()
    page.clock.fast_forward(60_000)
    expect(resend).to_have_text("Send another code")
    allow(page, 429)
    resend.click()
    # its clock is ahead of the program's, which has a word in it
    expect(resend).to_be_disabled()
    expect(resend).to_be_focused()

    page.clock.fast_forward(60_000)
    page.route("**/auth/resend-otp", lambda route: route.fulfill(json={"message": "OTP code sent"}))
    resend.click()
    expect(page.get_by_role("status").filter(has_text="A new code is on its way")).to_be_visible()
    expect(resend).to_be_disabled()


def test_nothing_is_sent_while_another_code_must_wait(open_page, member):
    page = open_page(**SAFARI)
    page.goto("/signin")
    sign_in(page, member)
    expect(page).to_have_url(re.compile("/verify_otp$"))
    expect(page.locator("#resend")).to_have_attribute("aria-disabled", "true")
    page.wait_for_load_state()
    sent = []
    page.on("request", lambda request: sent.append(request.url))
    page.locator("#resend").focus()
    page.keyboard.press("Enter")
    page.evaluate("fetch('/robots.txt').then((answer) => answer.text())")

    assert [url.rsplit("/", 1)[1] for url in sent] == ["robots.txt"]
    expect(page.locator("#resend")).to_be_focused()


@pytest.mark.parametrize(("seconds", "when"), [("1", "in 1 second"), ("61", "in 2 minutes"), ("7200", "in 2 hours")])
def test_it_says_how_long_to_wait_in_a_fitting_unit(page, member, seconds, when):
    allow(page, 429)
    refused = {"status": 429, "headers": {"Retry-After": seconds}, "json": {"message": "…"}}
    page.route("**/auth/signin", lambda route: route.fulfill(**refused))
    page.goto("/signin")
    sign_in(page, member)

    expect(page.get_by_role("alert").filter(visible=True)).to_have_text(f"Too many tries. Please try again {when}.")


def test_the_form_stays_busy_until_the_next_page_is_there_and_not_when_back_shows_it(page, member):
    page.goto("/signin?next=/goodbye")
    # no content: the browser stays
    page.route("**/goodbye", lambda route: route.fulfill(status=204))
    with page.expect_request("**/goodbye"):
        sign_in(page, member)
    form = page.locator("#signin")
    expect(form).to_have_attribute("aria-busy", "true")

    page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))")
    expect(form).to_have_attribute("aria-busy", "false")


def test_a_sign_in_that_has_run_out_leads_back_to_its_beginning(page):
    allow(page, 401)
    page.goto("/verify_otp?next=/account")
    page.get_by_label("Code").fill("123456")

    expect(page.get_by_text("This sign-in has run out.")).to_be_visible()
    expect(page.locator("#gone")).to_be_focused()
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
