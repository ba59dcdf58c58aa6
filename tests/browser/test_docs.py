"""/api/docs: the API's documentation, read and tried out in a browser."""

import pytest
from playwright.sync_api import expect


@pytest.mark.parametrize("color_scheme", ["light", "dark"])
def test_everyone_can_read_it(open_page, axe, color_scheme):
    page = open_page(color_scheme=color_scheme)
    page.goto("/api/docs")
    page.get_by_role("button", name="Search gigs", exact=False).first.click()
    expect(page.get_by_text("highlight", exact=True).first).to_be_visible()

    axe(page)


def test_a_route_is_tried_out(page):
    page.goto("/api/docs")
    page.locator("#operations-tag-Finding_gigs, [id^=operations-Finding]").filter(
        has_text="/auth/search/suggest"
    ).first.click()
    page.get_by_role("button", name="Try it out").click()
    page.locator("tr[data-param-name=q] input").fill("logo")
    page.get_by_role("button", name="Execute").click()

    expect(page.locator(".live-responses-table tbody .response-col_status").first).to_contain_text("200")
    expect(page.locator(".live-responses-table")).to_contain_text("Suggestions")
