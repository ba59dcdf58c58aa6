"""One gig: the page at `/gig/ID`."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PHONE, allow


@pytest.fixture
def gig(chromium, site):
    """A gig with ratings, as the API has it."""
    context = chromium.new_context(base_url=site)
    answer = context.request.get("/api/v1/gateway/auth/search/gig/0/1/forward?sort=rating&query=logo")
    yield answer.json()["gigs"][0]
    context.close()


def test_it_shows_all_that_there_is_to_know(page, gig):
    page.goto(f"/gig/{gig['id']}")

    expect(page.get_by_role("heading", level=1)).to_have_text(gig["title"])
    expect(page).to_have_title(f"{gig['title']} · Jobber")
    expect(page.locator("#description")).to_have_text(gig["description"])
    expect(page.locator("#price")).to_have_text(f"${gig['price']:g}")
    expect(page.locator("#seller")).to_contain_text(gig["username"])
    mean = gig["ratingSum"] / gig["ratingsCount"]
    expect(page.locator("#stars")).to_contain_text(f"{mean:.1f} ({gig['ratingsCount']})")
    counts = [str(gig["ratingCategories"][name]["count"]) for name in ("five", "four", "three", "two", "one")]
    assert page.locator("#ratings-list dd").all_text_contents() == counts
    expect(page.locator("#similar-gigs .gig-card")).to_have_count(6)


def test_its_tags_its_trade_and_its_seller_lead_to_more(page, gig):
    for name, address in [
        (gig["tags"][0], f"query={gig['tags'][0]}"),
        ("All gigs of this seller", "seller="),
        (gig["categories"], "category="),
    ]:
        page.goto(f"/gig/{gig['id']}")
        page.get_by_role("link", name=name, exact=True).click()
        expect(page).to_have_url(re.compile(re.escape(address)))
        expect(page.locator("#results .gig-card").first).to_be_visible()


def test_one_that_does_not_exist_leads_on(page):
    allow(page, 404)
    page.goto("/gig/nothing")

    expect(page.get_by_role("heading", level=1)).to_have_text("This gig is not offered")
    page.get_by_role("link", name="Find a gig").click()
    expect(page).to_have_url(re.compile("/$"))


def test_an_error_is_told_and_can_be_tried_again(page, gig):
    allow(page, 503)
    api = "**/auth/search/gig/*"
    body = {"message": "…", "statusCode": 503, "status": "error", "comingFrom": "retrieve"}
    page.route(api, lambda route: route.fulfill(status=503, json=body))
    page.goto(f"/gig/{gig['id']}")
    expect(page.get_by_role("alert")).to_contain_text("not your fault")
    page.unroute(api)
    page.get_by_role("button", name="Try again").click()

    expect(page.get_by_role("heading", level=1)).to_have_text(gig["title"])


def test_it_does_without_gigs_like_it(page, gig):
    allow(page, 503)
    page.route("**/similar", lambda route: route.fulfill(status=503, json={"message": "…"}))
    page.goto(f"/gig/{gig['id']}")

    expect(page.get_by_role("heading", level=1)).to_have_text(gig["title"])
    expect(page.locator("#similar")).to_be_hidden()


def test_it_fits_a_phone(open_page, gig):
    page = open_page(locale="es-ES", **PHONE)
    page.goto(f"/gig/{gig['id']}")
    expect(page.locator("#similar-gigs .gig-card")).to_have_count(6)

    assert page.evaluate("document.documentElement.scrollWidth") <= 320


@pytest.mark.parametrize("locale", ["en-GB", "es-ES"])
@pytest.mark.parametrize("color_scheme", ["light", "dark"])
def test_everyone_can_use_it(open_page, axe, gig, locale, color_scheme):
    page = open_page(locale=locale, color_scheme=color_scheme)
    page.goto(f"/gig/{gig['id']}")
    expect(page.locator("#similar-gigs .gig-card")).to_have_count(6)

    axe(page)


def test_everyone_can_use_what_stands_in_the_place_of_one_that_does_not_exist(page, axe):
    allow(page, 404)
    page.goto("/gig/nothing")
    expect(page.get_by_role("heading", level=1)).to_be_visible()

    axe(page)
