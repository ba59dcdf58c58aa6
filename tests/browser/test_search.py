"""Finding gigs: the page at `/`."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PHONE, allow

# what a finger would miss: all that can be touched, but links in running text and the cards' titles
SMALL = """[...document.querySelectorAll("a, button, select, label.choice, input:not([type=radio])")]
  .filter((one) => one.checkVisibility() && !one.closest(".skip, p, h3") && one.getBoundingClientRect().height < 44)
  .map((one) => one.outerHTML)"""
API = "**/api/v1/gateway/auth/search/gig/**"


def cards(page):
    return page.locator("#results .gig-card:not([aria-hidden] *)")


def titles(page):
    expect(page.locator("#results")).to_have_attribute("aria-busy", "false")
    return cards(page).locator("h3").all_text_contents()


def total(page):
    return page.locator("#total")


def query(page):
    return page.get_by_role("combobox", name="What do you need?")


def refuse(page, status, **headers):
    """Lets the search answer with an error, in the contract's shape."""
    allow(page, status)
    body = {"message": "…", "statusCode": status, "status": "error", "comingFrom": "list"}
    page.route(API, lambda route: route.fulfill(status=status, json=body, headers=headers))


def test_it_shows_gigs_at_once(page):
    page.goto("/")

    expect(total(page)).to_have_text("200 gigs")
    expect(cards(page)).to_have_count(24)


def test_it_finds_as_one_types_and_keeps_the_words_in_the_address(page):
    page.goto("/")
    query(page).press_sequentially("logo", delay=30)

    expect(total(page)).to_contain_text("for “logo”")
    expect(page).to_have_url(re.compile(r"/\?query=logo$"))
    expect(page).to_have_title("logo · Jobber")
    expect(page.locator("#results mark").first).to_have_text(re.compile("logo", re.IGNORECASE))
    expect(page.get_by_label("Sort by")).to_have_value("relevance")


def test_an_answer_that_comes_too_late_is_dropped(page):
    page.goto("/")
    expect(cards(page)).to_have_count(24)
    held = []

    def hold(route):
        held.append(route)

    page.route(re.compile(r"/auth/search/gig/.*query=log&"), hold)
    query(page).press_sequentially("log")
    expect(page).to_have_url(re.compile("query=log$"))
    query(page).fill("logo")
    expect(total(page)).to_contain_text("for “logo”")
    for route in held:
        route.abort()

    expect(total(page)).to_contain_text("for “logo”")
    assert held


def test_a_filter_narrows_down_and_can_be_taken_away(page):
    page.goto("/")
    choice = page.locator("#category-choices .choice").nth(1)
    expect(choice).to_be_visible()
    name, count = choice.locator("span").all_text_contents()
    choice.click()

    expect(total(page)).to_have_text(f"{count} gigs")
    expect(page).to_have_url(re.compile("category="))
    page.get_by_role("link", name=f"{name} (remove)").click()
    expect(total(page)).to_have_text("200 gigs")
    page.go_back()
    expect(total(page)).to_have_text(f"{count} gigs")
    expect(page.get_by_role("radio", name=re.compile(re.escape(name)))).to_be_checked()


@pytest.mark.parametrize("place", range(1, 7))
def test_the_count_of_a_band_of_prices_is_what_it_shows(page, place):
    page.goto("/")
    choice = page.locator("#band-choices .choice").nth(place)
    count = int(choice.locator(".count").text_content())
    choice.click()

    expect(total(page)).to_have_text(f"{count} gig{'' if count == 1 else 's'}")
    expect(choice.locator("input")).to_be_checked()


def test_the_count_of_a_delivery_time_is_what_it_shows(page):
    page.goto("/")
    choice = page.locator("#delivery_time-choices .choice").nth(2)
    count = choice.locator(".count").text_content()
    choice.click()

    expect(total(page)).to_have_text(f"{count} gigs")


def test_prices_of_ones_own_and_all_filters_taken_away(page):
    page.goto("/")
    page.get_by_label("Lowest price").fill("30")
    page.get_by_label("Highest price").fill("45")
    page.get_by_label("Highest price").press("Tab")

    expect(page).to_have_url(re.compile("minPrice=30&maxPrice=45"))
    prices = [
        float(text.removeprefix("$"))
        for text in (titles(page), cards(page).locator(".gig-price b").all_text_contents())[1]
    ]
    assert prices
    assert all(30 <= price <= 45 for price in prices)
    page.get_by_role("button", name="Take the filters away").click()
    expect(total(page)).to_have_text("200 gigs")
    expect(page.get_by_label("Lowest price")).to_have_value("")


@pytest.mark.parametrize("order", ["newest", "rating", "price", "-price"])
def test_its_pages_go_both_ways_and_survive_a_reload_and_back(page, order):
    page.goto("/")
    page.get_by_label("Sort by").select_option(order)
    expect(page.get_by_label("Sort by")).to_have_value(order)
    first = titles(page)
    next_page, previous = page.get_by_role("link", name="Next →"), page.get_by_role("link", name="← Previous")
    expect(previous).to_be_hidden()
    next_page.click()
    expect(cards(page).first.locator("h3")).not_to_have_text(first[0])
    expect(total(page)).to_be_focused()
    second = titles(page)
    next_page.click()
    expect(cards(page).first.locator("h3")).not_to_have_text(second[0])
    third = titles(page)
    assert len({*first, *second, *third}) > 24

    page.reload()
    expect(cards(page).first.locator("h3")).to_have_text(third[0])
    assert titles(page) == third
    previous.click()
    expect(cards(page).first.locator("h3")).to_have_text(second[0])
    assert titles(page) == second
    page.go_back()
    expect(cards(page).first.locator("h3")).to_have_text(third[0])
    page.go_back()
    page.go_back()
    expect(cards(page).first.locator("h3")).to_have_text(first[0])
    assert titles(page) == first


def test_back_from_a_gig_shows_the_same_page_again(page):
    page.goto("/?maxPrice=150&sort=price")
    page.get_by_role("link", name="Next →").click()
    expect(page).to_have_url(re.compile("cursor="))
    expect(page.get_by_role("link", name="← Previous")).to_be_visible()
    before = titles(page)
    cards(page).nth(2).get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(before[2])
    page.go_back()

    expect(cards(page).first.locator("h3")).to_have_text(before[0])
    assert titles(page) == before


def test_asking_for_what_is_shown_already_is_no_step(page):
    page.goto("/")
    page.get_by_label("Sort by").select_option("price")
    expect(page).to_have_url(re.compile("sort=price$"))
    query(page).fill("logo")
    expect(total(page)).to_contain_text("for “logo”")
    query(page).press("Enter")
    expect(total(page)).to_contain_text("for “logo”")
    page.go_back()

    expect(page).to_have_url(re.compile("/$"))
    expect(total(page)).to_have_text("200 gigs")
    expect(query(page)).to_have_value("")


def test_it_suggests_and_the_keyboard_alone_picks(page):
    page.goto("/")
    query(page).focus()
    page.keyboard.type("log", delay=20)
    options = page.get_by_role("listbox", name="Suggestions").get_by_role("option")
    expect(options.first).to_be_visible()
    expect(query(page)).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    expect(query(page)).to_have_attribute("aria-activedescendant", "suggestion-0")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    expect(options.last).to_have_attribute("aria-selected", "true")
    picked = options.last.text_content()
    page.keyboard.press("Enter")

    expect(query(page)).to_have_value(picked)
    expect(query(page)).to_have_attribute("aria-expanded", "false")
    expect(total(page)).to_contain_text(f"for “{picked}”")


def test_escape_closes_the_suggestions_and_keeps_the_words(page):
    page.goto("/")
    query(page).press_sequentially("log")
    expect(page.get_by_role("option").first).to_be_visible()
    page.keyboard.press("Escape")

    expect(page.get_by_role("listbox")).to_be_hidden()
    expect(query(page)).to_have_value("log")


def test_the_keyboard_alone_finds_and_opens_a_gig(page):
    page.goto("/")
    expect(cards(page)).to_have_count(24)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(query(page)).to_be_focused()
    page.keyboard.type("logo")
    page.keyboard.press("Enter")
    expect(total(page)).to_contain_text("for “logo”")
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('.gig-card a')"):
            break
    title = page.evaluate("document.activeElement.textContent")
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", level=1)).to_have_text(title)


def test_arrow_keys_choose_among_the_filters(page):
    page.goto("/")
    expect(cards(page)).to_have_count(24)
    radios = page.locator("#category-choices input")
    radios.first.focus()
    for place in (1, 2):
        count = page.locator("#category-choices .count").nth(place - 1).text_content()
        page.keyboard.press("ArrowDown")
        expect(total(page)).to_have_text(f"{count} gigs")
        expect(radios.nth(place)).to_be_focused()
        expect(radios.nth(place)).to_be_checked()


def test_it_asks_whether_another_spelling_was_meant(page):
    page.goto("/?query=lgooo")
    expect(page.get_by_role("heading", name="Nothing found")).to_be_visible()
    page.get_by_role("link", name="logo").click()

    expect(total(page)).to_contain_text("for “logo”")
    expect(query(page)).to_have_value("logo")


def test_nothing_found_leads_on(page):
    page.goto("/?query=xqzwv&maxPrice=5")
    page.get_by_role("link", name="Take the filters away").click()
    page.get_by_role("link", name="Show all gigs").click()

    expect(total(page)).to_have_text("200 gigs")


@pytest.mark.parametrize("cursor", ["bad", "WyJyZWxldmFuY2UiLCJmb3J3YXJkIiw5LjE1Miw2NzRd"])
def test_a_place_in_no_order_or_another_one_is_its_first_page(page, cursor):
    allow(page, 400)
    page.goto(f"/?sort=price&cursor={cursor}")

    expect(cards(page)).to_have_count(24)
    expect(page).to_have_url(re.compile(r"/\?sort=price$"))


def test_too_many_words_are_told(page):
    allow(page, 400)
    page.goto("/?query=a+b+c+d+e+f+g+h+i+j+k")

    expect(page.get_by_role("alert")).to_contain_text("ten words at most")


@pytest.mark.parametrize(("status", "words"), [(503, "not your fault"), (500, "not your fault"), (429, "2 seconds")])
def test_an_error_is_told_and_can_be_tried_again(page, status, words):
    refuse(page, status, **({"Retry-After": "2"} if status == 429 else {}))
    page.goto("/")
    expect(page.get_by_role("alert")).to_contain_text(words)
    page.unroute(API)
    page.get_by_role("button", name="Try again").click()

    expect(cards(page)).to_have_count(24)


@pytest.mark.parametrize("body", ['{"message": "Search gigs results", "gi', ""])
def test_an_answer_that_is_cut_off_is_told_and_can_be_tried_again(page, body):
    page.route(API, lambda route: route.fulfill(body=body, content_type="application/json"))
    page.goto("/")
    expect(page.get_by_role("alert")).to_contain_text("There is no connection")
    page.unroute(API)
    page.get_by_role("button", name="Try again").click()

    expect(cards(page)).to_have_count(24)


def test_a_fault_of_the_page_itself_is_told_to_people_and_to_its_console(page):
    page.route(API, lambda route: route.fulfill(json={}))
    page.goto("/")

    expect(page.get_by_role("alert")).to_contain_text("not your fault")
    expect(page.locator("#results")).to_have_attribute("aria-busy", "false")
    assert page.watch.problems.pop().startswith("script: ")


def test_it_waits_before_it_may_be_asked_again(page):
    refuse(page, 429, **{"Retry-After": "600"})
    page.goto("/")

    expect(page.get_by_role("button", name="Try again")).to_be_disabled()


def test_it_goes_on_by_itself_when_the_connection_is_back(page):
    allow(page, "offline")
    page.goto("/")
    expect(cards(page)).to_have_count(24)
    page.context.set_offline(True)
    query(page).fill("logo")
    expect(page.get_by_role("heading", name="You are offline")).to_be_visible()
    page.context.set_offline(False)

    expect(total(page)).to_contain_text("for “logo”")


def test_nothing_moves_when_the_results_arrive(page):
    page.add_init_script(
        "window.shift = 0; new PerformanceObserver((list) => list.getEntries().forEach((entry) => {"
        "if (!entry.hadRecentInput) window.shift += entry.value; })).observe({type: 'layout-shift', buffered: true})"
    )
    page.goto("/?query=logo")
    expect(total(page)).to_contain_text("for “logo”")
    page.wait_for_load_state("networkidle")

    assert page.evaluate("window.shift") < 0.02


def test_it_works_on_a_phone(open_page):
    page = open_page(**PHONE)
    page.goto("/")
    expect(page.locator("#category-choices")).to_be_hidden()
    page.get_by_role("button", name="Filters").tap()
    page.locator("#category-choices .choice").nth(1).tap()
    expect(page).to_have_url(re.compile("category="))
    expect(cards(page).first).to_be_visible()

    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert page.evaluate(SMALL) == []


def test_it_speaks_spanish(open_page):
    page = open_page(locale="es-ES")
    page.goto("/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Encuentra a quien lo hace bien.")
    expect(total(page)).to_have_text("200 servicios")
    page.get_by_role("combobox", name="¿Qué necesitas?").fill("logo")

    expect(total(page)).to_contain_text("para «logo»")
    expect(page.locator("#delivery_time-choices")).to_contain_text("Hasta 3 días")


@pytest.mark.parametrize("locale", ["en-GB", "es-ES"])
@pytest.mark.parametrize("color_scheme", ["light", "dark"])
@pytest.mark.parametrize("path", ["/?query=logo&maxPrice=900", "/?query=lgooo"])
def test_everyone_can_use_it(open_page, axe, locale, color_scheme, path):
    page = open_page(locale=locale, color_scheme=color_scheme)
    page.goto(path)
    expect(page.locator("#results")).to_have_attribute("aria-busy", "false")

    axe(page)
