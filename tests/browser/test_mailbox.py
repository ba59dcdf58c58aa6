"""The mailbox of development: `/mailbox`."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PHONE
from tests.callers import account


@pytest.fixture
def address(site, chromium, mails):
    """The address of somebody who has just signed up, and has a mail."""
    context = chromium.new_context(base_url=site)
    email = "mailbox@example.com"
    context.request.post("/api/v1/gateway/auth/signup", data=account(username="mail reader", email=email))
    mails.latest(email)
    context.close()
    return email


def test_a_mail_is_read_and_its_link_opens_our_page(page, address, axe):
    page.goto("/mailbox")
    axe(page)
    page.locator("li", has_text=address).first.get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Confirm your e-mail address")
    axe(page)
    page.get_by_text("As plain text").click()
    expect(page.locator("pre")).to_contain_text("/confirm_email?v_token=")
    link = page.frame_locator("iframe").get_by_role("link").first
    assert re.search(r"/confirm_email\?v_token=[0-9a-f]+$", link.get_attribute("href"))
    link.click()
    expect(page.get_by_role("button", name="Confirm")).to_be_visible()


def test_it_fits_a_phone(open_page, address):
    page = open_page(**PHONE)
    page.goto("/mailbox")
    page.get_by_role("link", name="Confirm your e-mail address").first.click()

    expect(page.locator("iframe")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
