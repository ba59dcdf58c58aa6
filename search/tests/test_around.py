"""What comes around the result: facets, highlights, suggestions, similar gigs, another spelling."""

import pytest

from search.highlighting import marked
from search.tests.conftest import make_gig
from tests.callers import Browser, assert_error

MARKET = [
    make_gig(1, "Modern logo design", price=10, expectedDelivery="1 Day Delivery", tags=["logo", "branding"]),
    make_gig(
        2, "Logo animation", price=60, expectedDelivery="3 Days Delivery", categories="Video", tags=["logo", "motion"]
    ),
    make_gig(
        3,
        "Website development",
        price=600,
        expectedDelivery="21 Days Delivery",
        categories="Programming",
        subCategories=["Web"],
        tags=["django"],
    ),
    make_gig(
        4,
        "Landing page in Django",
        price=300,
        expectedDelivery="7 Days Delivery",
        categories="Programming",
        subCategories=["Web"],
        tags=["web"],
    ),
    make_gig(5, "Inactive logo", active=False, tags=["logotype"]),
]


def page(**parameters):
    answer = Browser().get("/auth/search/gig/0/100/forward", data=parameters)
    assert answer.status_code == 200, answer.content
    return answer.json()


def suggested(q):
    return Browser().get("/auth/search/suggest", data={"q": q}).json()["suggestions"]


def test_facets_count_by_category_price_and_delivery_time(index):
    index(*MARKET)
    facets = page(facets="true")["facets"]

    assert sorted((each["value"], each["count"]) for each in facets["categories"]) == [
        ("Graphics", 1), ("Programming", 2), ("Video", 1),
    ]  # fmt: skip
    assert [(band["from"], band["to"], band["count"]) for band in facets["prices"]] == [
        (None, 25, 1), (25, 50, 0), (50, 100, 1), (100, 250, 0), (250, 500, 1), (500, None, 1),
    ]  # fmt: skip
    assert [(each["days"], each["count"]) for each in facets["deliveryTimes"]] == [
        (1, 1),
        (3, 2),
        (7, 3),
        (14, 3),
        (30, 4),
    ]


def test_a_facet_is_not_narrowed_by_its_own_filter_but_by_all_others(index):
    index(*MARKET)
    facets = page(facets="true", query="logo", category="video", maxPrice="20")["facets"]

    assert [(each["value"], each["count"]) for each in facets["categories"]] == [("Graphics", 1)]
    assert sum(band["count"] for band in facets["prices"]) == 1
    assert facets["deliveryTimes"][-1]["count"] == 0


def test_nothing_extra_comes_unasked(index):
    index(*MARKET)

    assert set(page(query="logo", facets="false")) == {"message", "total", "gigs"}
    assert_error(Browser().get("/auth/search/gig/0/10/forward?facets=maybe"), 400, "facets must be true or false")


def test_highlights_mark_what_was_found_and_escape_the_rest(index):
    index(make_gig(1, "<b>Logos</b> & fotos", description="Diseño de un logotipo"))
    found = page(query="logo diseno", highlight="true")

    assert found["highlights"]["gig1"] == {
        "title": "&lt;b&gt;<mark>Logos</mark>&lt;/b&gt; &amp; fotos",
        "description": "<mark>Diseño</mark> de un <mark>logotipo</mark>",
    }


@pytest.mark.parametrize(
    ("text", "words", "expected"),
    [
        ("A photography course", ("tograph",), "A <mark>photography</mark> course"),
        ("A photogarphy course", ("photography",), "A <mark>photogarphy</mark> course"),
        ("go to the logo", ("go",), "<mark>go</mark> to the logo"),
        ("developing", ("development",), "<mark>developing</mark>"),
        ("'\"><script>", ("script",), "&#x27;&quot;&gt;&lt;<mark>script</mark>&gt;"),
        ("", ("x",), ""),
    ],
)
def test_a_word_is_marked_by_the_engines_own_rules(text, words, expected):
    assert marked(text, words) == expected


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("lo", ["logo", "Modern logo design", "Logo animation"]),
        ("logo ani", ["Logo animation"]),
        ("brandign", ["branding"]),
        ("brnadi", ["branding"]),
        ("modern lgo", []),
        ("modern ologo", ["Modern logo design"]),
        ("anmia", ["Logo animation"]),
        ("djan", ["django", "Landing page in Django"]),
        ("zzzz", []),
        ("🙂", []),
    ],
)
def test_titles_and_tags_are_suggested_as_one_types(index, typed, expected):
    index(*MARKET)

    assert sorted(suggested(typed)) == sorted(expected)


@pytest.mark.parametrize(
    ("q", "message"), [("", "q is a required field"), ("x" * 101, "q must have at most 100 characters")]
)
def test_a_bad_beginning_is_told(q, message):
    assert_error(Browser().get("/auth/search/suggest", data={"q": q}), 400, message)


def test_similar_gigs_share_words_and_leave_the_gig_itself_out(index):
    index(*MARKET)
    answer = Browser().get("/auth/search/gig/gig1/similar").json()

    assert answer["message"] == "Similar gigs"
    assert [each["id"] for each in answer["gigs"]] == ["gig2"]
    assert [each["id"] for each in Browser().get("/auth/search/gig/gig3/similar").json()["gigs"]] == ["gig4"]


@pytest.mark.parametrize("gig_id", ["gig5", "unknown", "%00"])
def test_nothing_is_similar_to_a_gig_that_is_not_there(index, gig_id):
    index(*MARKET)

    assert_error(Browser().get(f"/auth/search/gig/{gig_id}/similar"), 404, "The gig does not exist.")


@pytest.mark.parametrize(
    ("query", "meant"),
    [
        ("wabsyte", "website"),
        ("modern loggoo", "modern logo"),
        ("zzzzzzzzzz", None),
        ("modern website", None),
        ("logo", None),
    ],
)
def test_another_spelling_is_offered_where_nothing_is_found(index, query, meant):
    index(*MARKET)

    assert page(query=query, didYouMean="true")["didYouMean"] == meant


def test_other_services_ask_the_same_way(index, service):
    index(*MARKET)

    assert service.get("/search/suggest?q=djan").json()["message"] == "Suggestions"
    assert service.get("/search/gig/gig1/similar").json()["gigs"][0]["id"] == "gig2"
