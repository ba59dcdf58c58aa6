"""The README's pictures of the pages (`make screenshots`)."""

from io import BytesIO

import pytest
from PIL import Image, ImageDraw
from playwright.sync_api import expect

from tests.browser.visitors import Visitor, expect_account, fill_signup, submit

SIDE = 512
TALL = {"viewport": {"width": 1280, "height": 900}}


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


def portrait(ground, skin, clothes):
    """A drawn picture of somebody who doesn't exist, as a file that can be chosen."""
    image = Image.new("RGB", (SIDE, SIDE), ground)
    draw = ImageDraw.Draw(image)
    draw.ellipse((80, 310, 432, 720), fill=clothes)
    draw.ellipse((166, 110, 346, 330), fill=skin)
    out = BytesIO()
    image.save(out, "PNG")
    return {"name": "me.png", "mimeType": "image/png", "buffer": out.getvalue()}


@pytest.mark.parametrize(
    ("color_scheme", "name", "picture"),
    [
        ("light", "Ada Marlow", portrait("#ffc857", "#8d5a3c", "#0f5c4d")),
        ("dark", "Ben Okafor", portrait("#9ad1c4", "#5b3a29", "#e4572e")),
    ],
    ids=["light", "dark"],
)
def test_signup_and_account(open_page, screenshot, color_scheme, name, picture):
    page = open_page(color_scheme=color_scheme, **TALL)
    visitor = Visitor(name)
    page.goto("/signup")
    fill_signup(page, visitor)
    page.locator("#profilePicture").set_input_files(picture)
    page.evaluate("scrollTo(0, 0)")
    screenshot(page, f"signup-{color_scheme}")
    submit(page)
    expect_account(page, visitor)
    expect(page.locator("#picture img")).to_be_visible()

    screenshot(page, f"account-{color_scheme}")
