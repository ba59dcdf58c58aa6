"""What gigs and sellers say is shown, and nothing that they say is done."""

import json
import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PHONE, allow, run
from tests.servers import EMBEDDED, web

HACK = "window.hacked = 1"
TEXTS = [
    f"<script>{HACK}</script>",
    f"<img src=x onerror='{HACK}'>",
    f'"><svg onload="{HACK}">',
    f"</mark><script>{HACK}</script><mark>",
    f"&lt;img src=x onerror={HACK}&gt; &amp;lt;b&amp;gt;",
    f"<iframe srcdoc='<script>parent.{HACK}</script>'></iframe>",
    f'<a href="javascript:{HACK}">press</a>',
    "<style>* { display: none }</style><base href=//evil.test><meta http-equiv=refresh content='0;//evil.test'>",
    "{{ 7 * 7 }} ${7 * 7} {count} {price} {words} {query} $& $1",
    "\u202eevil\u202c __proto__ constructor",
    "W" * 300,
    "💣 \u200b\u0301\u0301\u0301 ﷽",
]
PICTURES = [
    f"javascript:{HACK}",
    f"data:text/html,<script>{HACK}</script>",
    f"data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' onload='{HACK}'/>",
    "http://evil.test/plain.png",
    "ftp://evil.test/x.png",
    "/media/../../etc/passwd",
    "/api/v1/gateway/auth/signout",
    "blob:https://evil.test/1",
    "\\\\evil.test\\share",
    "http://[",
    "",
    f'x" onerror="{HACK}',
]


def gig(number):
    text, picture = TEXTS[number], PICTURES[number]
    return {
        "id": f"hostile-{number}",
        "sellerId": "1",
        "username": text,
        "email": "evil@example.com",
        "profilePicture": picture,
        "title": f"logo {text}",
        "description": f"{text} logo {text}",
        "basicTitle": text,
        "basicDescription": text,
        "categories": text[:80],
        "subCategories": [text],
        "tags": [text, f"logo {text}"],
        "active": True,
        "expectedDelivery": text,
        "ratingsCount": 1,
        "ratingSum": 5,
        "ratingCategories": {"five": {"value": 5, "count": 1}},
        "price": 20.0,
        "sortId": number + 1,
        "coverImage": picture,
        "createdAt": "2025-01-01T00:00:00Z",
    }


# only what a gig must have
BARE = {"id": "bare", "sortId": 100, "price": 20.0, "active": True}


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory):
    """The DATA_DIR of a program whose gigs are all hostile."""
    data = tmp_path_factory.mktemp("hostile")
    gigs = data / "gigs.ndjson"
    lines = [*(gig(number) for number in range(len(TEXTS))), BARE]
    gigs.write_text("".join(json.dumps(line) + "\n" for line in lines))
    run(data, "migrate")
    run(data, "index_gigs", str(gigs))
    return data


@pytest.fixture(scope="module")
def site(data_dir):
    with web(**EMBEDDED, DATA_DIR=str(data_dir)) as url:
        yield url


def assert_harmless(page):
    """Nothing ran, nothing was made of it but text, and no picture comes from where none may come from."""
    assert page.evaluate("window.hacked") is None
    made = "main script, main iframe, main base, main style, main meta, main [onload], main [onerror], main [style]"
    assert page.locator(made).count() == 0
    addresses = page.evaluate(
        "[...document.querySelectorAll('a[href], img, form')].map((e) => e.href ?? e.src ?? e.action)"
    )
    assert all(re.match(r"https?://", address) for address in addresses)
    sources = page.evaluate("[...document.images].map((image) => image.getAttribute('src'))")
    assert all(source.startswith(("https:", "/media/")) for source in sources)


def squeezed(text):
    return re.sub(r"\s+", " ", text).strip()


def test_lists_show_it_as_text(page):
    page.goto("/")
    expect(page.locator("#results .gig-card h3")).to_have_count(len(TEXTS) + 1)

    shown = {squeezed(text) for text in page.locator("#results .gig-card h3").all_text_contents()}
    assert shown == {squeezed(f"logo {text}") for text in TEXTS} | {"A gig without a title"}
    assert_harmless(page)


def test_a_gig_of_which_little_is_known_is_shown(page, axe):
    page.goto("/")
    page.get_by_role("link", name="A gig without a title").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("A gig without a title")
    expect(page).to_have_title("A gig without a title · Jobber")
    expect(page.locator("#price")).to_have_text("$20")
    expect(page.locator("#seller-gigs")).to_be_hidden()
    assert "undefined" not in page.locator("main").inner_text()
    axe(page)


def test_marks_show_it_as_text(page):
    page.goto("/?query=logo")
    expect(page.locator("#results .gig-card h3 mark")).to_have_count(len(TEXTS))

    shown = {squeezed(text) for text in page.locator("#results .gig-card h3").all_text_contents()}
    assert shown == {squeezed(f"logo {text}") for text in TEXTS}
    assert set(page.locator("#results h3 mark").all_text_contents()) == {"logo"}
    assert_harmless(page)


def test_suggestions_and_filters_show_it_as_text(page):
    page.goto("/")
    page.get_by_label("What do you need?").press_sequentially("logo")
    expect(page.get_by_role("option").first).to_be_visible()
    assert_harmless(page)
    page.get_by_role("option").first.click()
    expect(page.locator("#total")).to_contain_text("for “logo")
    for choice in range(1, 4):
        page.locator("#category-choices .choice").nth(choice).click()
        expect(page.locator("#chips .chip")).to_have_count(1)
        assert_harmless(page)
        page.locator("#chips .chip").click()
        expect(page.locator("#chips .chip")).to_have_count(0)


@pytest.mark.parametrize("number", range(len(TEXTS)))
def test_a_gig_shows_it_as_text(open_page, number):
    page = open_page(**PHONE)
    page.goto(f"/gig/hostile-{number}")

    expect(page.get_by_role("heading", level=1)).to_have_text(squeezed(f"logo {TEXTS[number]}"))
    expect(page.locator("#seller")).to_contain_text(squeezed(TEXTS[number]))
    assert_harmless(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_lists_of_it_fit_a_phone(open_page):
    page = open_page(**PHONE)
    page.goto("/?query=logo")
    expect(page.locator("#results .gig-card h3 mark")).to_have_count(len(TEXTS))

    assert page.evaluate("document.documentElement.scrollWidth") <= 320


@pytest.mark.parametrize("words", TEXTS)
def test_what_one_types_is_text(page, words):
    allow(page, 400)  # too many words
    page.goto("/")
    page.get_by_label("What do you need?").fill(words[:100])
    page.get_by_role("button", name="Search").click()
    expect(page.locator("#results")).to_have_attribute("aria-busy", "false")
    assert_harmless(page)
    page.reload()
    expect(page.get_by_label("What do you need?")).to_have_value(words[:100])
    assert_harmless(page)
