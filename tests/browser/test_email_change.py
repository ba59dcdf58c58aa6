"""Changing the e-mail address: on the account's page, and on the pages that its mails lead to."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import allow
from tests.browser.visitors import sign_up, submit


@pytest.fixture
def owner(page, mails):
    """Somebody whose address is confirmed, on the account's page."""
    visitor = sign_up(page)
    page.goto(mails.link(visitor.email, "v_token"))
    submit(page)
    page.get_by_role("link", name="To your account").click()
    expect(page.locator("#confirmed")).to_be_visible()
    return visitor


def change(page, email, password):
    page.get_by_label("New e-mail address").fill(email)
    page.locator("#emailPassword").fill(password)
    page.get_by_role("button", name="Change e-mail address").click()


def test_the_new_address_is_confirmed_and_the_old_one_takes_the_account_back(page, owner, mails):
    new = f"new.{owner.email}"
    change(page, new, owner.password)
    expect(page.get_by_text(f"A link is on its way to {new}.")).to_be_visible()
    expect(page.locator("#events li").first).to_contain_text("Change of the e-mail address asked for")
    expect(page.locator("#emailPassword")).to_have_value("")
    link = mails.link(new, "token")

    page.goto(link)
    expect(page.get_by_role("button", name="Use this address")).to_be_visible()
    page.goto("/account")
    expect(page.locator("#email")).to_have_text(owner.email)
    page.goto(link)
    submit(page)
    expect(page.get_by_text("Your e-mail address is changed.")).to_be_visible()
    page.get_by_role("link", name="To your account").click()
    expect(page.locator("#email")).to_have_text(new)

    page.goto(mails.link(owner.email, "token"))
    submit(page)
    expect(page.get_by_text("Your old e-mail address is in force again")).to_be_visible()
    reset = mails.awaited(lambda: "/reset_password?" in (link := mails.link(owner.email, "token")) and link)
    page.goto(reset)
    page.get_by_label("New password", exact=True).fill("n3w-one")
    page.get_by_label("Once more").fill("n3w-one")
    submit(page)
    expect(page.get_by_text("Your password is changed")).to_be_visible()


def test_what_is_wrong_is_said_at_its_field(page, owner):
    allow(page, 400)
    page.get_by_role("button", name="Change e-mail address").click()
    expect(page.locator("#newEmail-error")).to_have_text("Please type your e-mail address.")
    change(page, f"new.{owner.email}", "wr0ng-one")
    expect(page.locator("#emailPassword-error")).to_have_text("That password is not right.")
    change(page, owner.email, owner.password)

    expect(page.locator("#newEmail-error")).to_have_text("That is your e-mail address already.")


@pytest.mark.parametrize("name", ["confirm_email_change", "undo_email_change"])
def test_a_link_that_is_not_valid_says_so(page, name):
    allow(page, 400)
    page.goto(f"/{name}?token=5e1f")
    submit(page)

    expect(page.locator("#gone")).to_be_focused()
    page.reload()
    expect(page.locator("#gone")).to_be_visible()


def test_it_speaks_spanish(open_page):
    page = open_page(locale="es-ES")
    page.goto("/undo_email_change?token=5e1f")

    expect(page.get_by_role("button", name="Deshacer el cambio")).to_be_visible()
