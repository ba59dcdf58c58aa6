"""The account's page."""

import json
import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import allow
from tests.browser.visitors import FIREFOX, SAFARI, Visitor, expect_account, sign_in, sign_up

HOSTILE = "<img src=x onerror='window.hacked = 1'>"


@pytest.fixture
def elsewhere(open_page, mails):
    """Signs the visitor in from another browser, with a code."""

    def signed_in(visitor, browser):
        page = open_page(**browser)
        page.goto("/signin?next=/account")
        seen = len(mails.all())
        sign_in(page, visitor)
        expect(page).to_have_url(re.compile("/verify_otp"))
        mails.awaited(lambda: len(mails.all()) > seen)
        page.locator("#otp").fill(mails.code(visitor.email))
        expect_account(page, visitor)
        return page

    return signed_in


def test_it_asks_to_sign_in_first(page):
    allow(page, 401)
    page.goto("/account")

    expect(page).to_have_url(re.compile(r"/signin\?next=%2Faccount$"))


def test_it_shows_who_one_is(page):
    visitor = sign_up(page)

    expect(page.locator("#email")).to_have_text(visitor.email)
    expect(page.locator("#place")).to_have_text(re.compile(r"^Spain, here since \w+ \d+, \d{4}$"))
    expect(page.locator("#picture img")).to_be_visible()
    expect(page.locator("#events li")).to_contain_text(["Account created"])


def test_each_field_has_a_hint_of_its_own(page):
    sign_up(page)
    hints = page.locator(".field > .hint").all_text_contents()

    assert hints
    assert len(set(hints)) == len(hints)


def test_the_confirmation_can_be_sent_again(page):
    visitor = sign_up(page)
    page.get_by_role("button", name="Send the link again").click()

    expect(page.get_by_text(f"A new link is on its way to {visitor.email}.")).to_be_visible()
    expect(page.locator("#events li").first).to_contain_text("sent again")


def test_sessions_can_be_ended_one_by_one_and_all_at_once(page, elsewhere):
    visitor = sign_up(page)
    firefox, safari = elsewhere(visitor, FIREFOX), elsewhere(visitor, SAFARI)
    page.reload()
    lines = page.locator("#sessions li")
    expect(lines).to_have_count(3)
    expect(lines.first).to_contain_text("This browser")
    page.get_by_role("button", name="Sign out Firefox · Linux").click()

    expect(page.get_by_text("Firefox · Linux is signed out.")).to_be_visible()
    expect(lines).to_have_count(2)
    expect(page.locator("#sessions-title")).to_be_focused()
    allow(firefox, 401)
    firefox.reload()
    expect(firefox).to_have_url(re.compile("/signin"))

    page.get_by_role("button", name="Sign out all others").click()
    expect(page.get_by_text("One other browser is signed out.")).to_be_visible()
    expect(lines).to_have_count(1)
    expect(page.get_by_role("button", name="Sign out all others")).to_be_hidden()
    allow(safari, 401)
    safari.locator("#export").click()
    expect(safari.locator("#export-notice")).to_contain_text("You are not signed in")


def test_wrong_passwords_are_said_at_their_fields(page):
    sign_up(page)
    allow(page, 400)
    change = page.get_by_role("button", name="Change password")
    change.click()
    expect(page.get_by_label("Current password", exact=True)).to_be_focused()
    page.get_by_label("Current password", exact=True).fill("wr0ng-one")
    page.get_by_label("New password", exact=True).fill("abc")
    change.click()
    expect(page.locator("#newPassword-error")).to_have_text("This password is too short.")
    page.get_by_label("New password", exact=True).fill("n3w-one")
    change.click()
    expect(page.locator("#currentPassword-error")).to_have_text("That password is not right.")
    page.get_by_label("Current password", exact=True).fill("s3cret-word")
    page.get_by_label("New password", exact=True).fill("password1")
    change.click()
    expect(page.locator("#newPassword-error")).to_contain_text("This password is too easy to guess.")

    page.get_by_role("button", name="Delete my account …").click()
    page.get_by_role("dialog").get_by_label("Your password").fill("wr0ng-one")
    page.get_by_role("button", name="Delete my account", exact=True).click()
    expect(page.locator("#deletePassword-error")).to_have_text("That password is not right.")
    page.get_by_role("button", name="Keep it").click()
    expect(page.get_by_role("dialog")).to_be_hidden()


def test_what_browsers_say_of_themselves_is_text(page):
    visitor = Visitor()

    def lie(route):
        body = json.loads(route.request.post_data) | {"browserName": HOSTILE, "deviceType": HOSTILE}
        route.continue_(post_data=json.dumps(body))

    page.route("**/auth/signup", lie)
    sign_up(page, visitor)

    expect(page.locator("#sessions li b")).to_have_text(f"{HOSTILE} · {HOSTILE}")
    assert page.evaluate("window.hacked") is None


def test_names_and_pictures_are_text(page):
    sign_up(page)
    user = {
        "id": 1,
        "username": HOSTILE,
        "email": f"{HOSTILE}@example.com",
        "country": HOSTILE,
        "profilePicture": "javascript:window.hacked=1",
        "emailVerified": False,
        "createdAt": "2026-01-01T00:00:00Z",
    }
    page.route("**/auth/currentuser", lambda route: route.fulfill(json={"message": "", "user": user}))
    page.reload()

    expect(page.locator("h1")).to_have_text(HOSTILE)
    expect(page.locator("#place")).to_contain_text(HOSTILE)
    assert page.locator("#country").input_value() == HOSTILE
    assert page.locator("#picture img").count() == 0
    assert page.evaluate("window.hacked") is None


def test_it_can_be_tried_again_when_it_does_not_come(page):
    visitor = sign_up(page)
    allow(page, 503)
    error = {"message": "…", "statusCode": 503, "status": "error", "comingFrom": "events"}
    page.route("**/auth/events", lambda route: route.fulfill(status=503, json=error))
    page.reload()
    expect(page.get_by_role("heading", name="Something went wrong")).to_be_visible()
    page.unroute("**/auth/events")
    page.get_by_role("button", name="Try again").click()

    expect_account(page, visitor)


def test_what_was_done_is_said_even_when_the_lists_do_not_come_anew(page):
    visitor = sign_up(page)
    allow(page, 503)
    page.route("**/auth/events", lambda route: route.fulfill(status=503, json={"message": "…"}))
    page.get_by_label("Current password", exact=True).fill(visitor.password)
    page.get_by_label("New password", exact=True).fill("n3w-secret")
    with page.expect_response("**/auth/events"):
        page.get_by_role("button", name="Change password").click()

    expect(page.locator("#password")).to_have_attribute("aria-busy", "false")
    expect(page.locator("#password [data-notice]")).to_contain_text("Your password is changed")


def test_once_it_came_it_is_not_asked_for_again_when_the_connection_is_back(page):
    visitor = sign_up(page)
    allow(page, "offline")
    page.route("**/auth/events", lambda route: route.abort())
    page.reload()
    expect(page.get_by_role("heading", name="You are offline")).to_be_visible()
    page.unroute("**/auth/events")
    page.get_by_role("button", name="Try again").click()
    expect_account(page, visitor)
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.evaluate("dispatchEvent(new Event('online')); fetch('/robots.txt').then((answer) => answer.text())")

    assert [url for url in asked if not url.endswith("/robots.txt")] == []
    assert asked
