"""The pages that mails lead to: a link that is opened uses nothing up, and leaves the address bar."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import allow
from tests.browser.visitors import sign_out, sign_up, submit

SECRET_PAGES = [("confirm_email", "v_token"), ("reset_password", "token")]
SECRET_PAGES += [("confirm_email_change", "token"), ("undo_email_change", "token")]


@pytest.mark.parametrize(("page_name", "parameter"), SECRET_PAGES)
def test_the_token_leaves_the_address_bar_and_stays_through_a_reload(page, page_name, parameter):
    page.goto(f"/{page_name}?{parameter}=5e1f")
    expect(page).to_have_url(re.compile(f"/{page_name}$"))
    page.reload()

    expect(page.locator("#gone")).to_be_hidden()
    page.get_by_role("button", name="Español").click()
    expect(page.locator("html")).to_have_attribute("lang", "es")
    expect(page.locator(".door-form form").first).to_be_visible()


def test_opening_the_link_confirms_nothing(page, open_page, mails):
    visitor = sign_up(page)
    link = mails.link(visitor.email, "v_token")
    scanner = open_page()
    scanner.goto(link)
    page.reload()
    expect(page.locator("#unconfirmed")).to_be_visible()

    page.goto(link)
    submit(page)
    expect(page.get_by_text("Thank you: your e-mail address is confirmed.")).to_be_visible()
    page.get_by_role("link", name="To your account").click()
    expect(page.locator("#confirmed")).to_be_visible()


def test_a_used_link_offers_a_new_one_to_those_signed_in(page, mails):
    visitor = sign_up(page)
    allow(page, 400)
    page.goto("/confirm_email?v_token=5e1f")
    submit(page)
    expect(page.get_by_role("alert").filter(has_text="This link is not valid any more")).to_be_visible()
    old = mails.link(visitor.email, "v_token")
    page.get_by_role("button", name="Send me a new link").click()

    expect(page.get_by_text(f"A new link is on its way to {visitor.email}.")).to_be_visible()
    page.goto(newer_than(old, visitor, mails))
    submit(page)
    expect(page.locator("#done")).to_be_visible()
    page.goto("/confirm_email")
    page.get_by_role("button", name="Send me a new link").click()
    expect(page.get_by_text("Your e-mail address is confirmed already.")).to_be_visible()


def test_a_used_link_leads_others_to_signing_in(page):
    allow(page, 400)
    page.goto("/confirm_email?v_token=5e1f")
    submit(page)

    expect(page.locator("#gone").get_by_role("link", name="Sign in")).to_have_attribute("href", "/signin?next=/account")


def test_asking_for_a_reset_says_the_same_whoever_asks(page, open_page):
    visitor = sign_up(open_page())
    said = []
    for email in (visitor.email, "nobody@example.com"):
        page.goto("/forgot_password")
        page.get_by_label("E-mail address").fill(email)
        submit(page)
        expect(page.locator("#sent")).to_be_focused()
        said.append(page.locator("#main").inner_text())

    assert said[0] == said[1]


def test_a_reset_link_sets_a_password_once(page, mails):
    visitor = sign_up(page)
    sign_out(page)
    page.goto("/forgot_password")
    page.get_by_label("E-mail address").fill(visitor.email)
    submit(page)
    expect(page.locator("#sent")).to_be_visible()
    link = mails.link(visitor.email, "token")
    allow(page, 400)

    page.goto(link)
    page.get_by_label("New password", exact=True).fill("n3w-one")
    page.get_by_label("Once more").fill("an0ther")
    submit(page)
    expect(page.locator("#confirmPassword-error")).to_have_text("The two passwords are not the same.")
    page.get_by_label("New password", exact=True).fill("password1")
    page.get_by_label("Once more").fill("password1")
    submit(page)
    expect(page.locator("#password-error")).to_contain_text("This password is too easy to guess.")
    page.get_by_label("New password", exact=True).fill("n3w-one")
    page.get_by_label("Once more").fill("n3w-one")
    submit(page)
    expect(page.get_by_text("Your password is changed")).to_be_visible()

    page.goto(link)
    page.get_by_label("New password", exact=True).fill("n3w-one")
    page.get_by_label("Once more").fill("n3w-one")
    submit(page)
    expect(page.locator("#gone")).to_be_focused()
    expect(page.get_by_role("link", name="Ask for a new link")).to_have_attribute("href", "/forgot_password")


def newer_than(old, visitor, mails):
    """The link of the mail that came after the old one."""
    return mails.awaited(lambda: {mails.link(visitor.email, "v_token")} - {old}).pop()
