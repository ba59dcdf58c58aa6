"""The README's pictures of the pages (`make screenshots`)."""

import pytest
from playwright.sync_api import expect


@pytest.mark.parametrize("color_scheme", ["light", "dark"])
def test_search(open_page, screenshot, color_scheme):
    page = open_page(color_scheme=color_scheme)
    page.goto("/?query=logo")
    expect(page.locator("#results .gig-card h3 mark").first).to_be_visible()

    screenshot(page, f"search-{color_scheme}")


def test_gig(open_page, screenshot):
    page = open_page(viewport={"width": 1280, "height": 1000})
    page.goto("/?query=logo&sort=rating")
    page.locator("#results .gig-card h3 a:not([aria-hidden] *)").first.click()
    expect(page.locator("#similar-gigs .gig-card").first).to_be_visible()

    screenshot(page, "gig")
