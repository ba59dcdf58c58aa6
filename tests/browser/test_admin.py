"""The admin site under the policy of the pages: Django's own scripts and styles work."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import run


@pytest.fixture(scope="module")
def staff(data_dir):
    """The name and the password of somebody on the staff."""
    run(data_dir, "seed_demo")
    lines = dict(line.split() for line in (data_dir / "demo.txt").read_text().splitlines())
    return "staff", lines["staff"]


def enter(page, staff):
    page.goto("/admin/")
    name, password = staff
    page.locator("input[name=username]").fill(name)
    page.locator("input[name=password]").fill(password)
    page.get_by_role("button", name="Sign in").click()
    expect(page.locator("#site-name")).to_be_visible()


def test_staff_look_at_users_and_messages(page, staff, axe):
    enter(page, staff)
    addresses = page.evaluate("[...document.querySelectorAll('#content-main a')].map((link) => link.href)")
    assert addresses
    for address in addresses:
        page.goto(address)
        expect(page.locator("#content")).to_be_visible()
        if "/auth_service/" in address:
            axe(page, besides={"label-title-only"})  # Django's search field has a picture for its label
        first = page.locator("#result_list tbody th a").first
        if first.count():
            first.click()
            expect(page.locator("#content h1")).to_be_visible()


@pytest.mark.parametrize("color_scheme", ["light", "dark"])
def test_the_index_can_be_read_by_everyone(open_page, staff, axe, screenshot, color_scheme):
    page = open_page(color_scheme=color_scheme, viewport={"width": 1280, "height": 900})
    enter(page, staff)
    expect(page.locator("svg rect").first).to_be_attached()

    axe(page)
    screenshot(page, f"admin-{color_scheme}")
