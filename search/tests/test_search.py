"""GET /auth/search/gig/:from/:size/:type and /auth/search/gig/:gigId: the same cases whichever engine is in use."""

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as rules
from hypothesis import strategies as st

from search.documents import fold
from search.tests.conftest import make_gig as gig
from tests.callers import Browser, assert_error


def found(path="0/100/forward", caller=None, **parameters):
    answer = (caller or Browser()).get(f"/auth/search/gig/{path}", data=parameters)
    assert answer.status_code == 200, answer.content
    return [each["id"] for each in answer.json()["gigs"]]


MARKET = [
    gig(1, "I will design a modern logo", tags=["branding"], price=10, expectedDelivery="1 Day Delivery"),
    gig(2, "Website development with Django", categories="Programming", price=300, expectedDelivery="14 Days Delivery"),
    gig(3, "Diseño de páginas web", username="Inés", price=75.5, expectedDelivery="7 Days Delivery"),
    gig(4, "Photography retouching", description="Portraits and lo-fi products", subCategories=["Photo editing"]),
    gig(5, "An inactive logo", active=False),
]


@pytest.mark.parametrize(
    ("parameters", "expected"),
    [
        ({}, ["gig1", "gig2", "gig3", "gig4"]),
        ({"query": ""}, ["gig1", "gig2", "gig3", "gig4"]),
        ({"query": "logo"}, ["gig1"]),
        ({"query": "LOGO"}, ["gig1"]),
        ({"query": "develop"}, ["gig2"]),
        ({"query": "graph"}, ["gig1", "gig3", "gig4"]),
        ({"query": "tograph"}, ["gig4"]),
        ({"query": "webiste"}, ["gig2"]),
        ({"query": "photogarphy"}, ["gig4"]),
        ({"query": "diseno"}, ["gig3"]),
        ({"query": "DISEÑO paginas"}, ["gig3"]),
        ({"query": "ines"}, ["gig3"]),
        ({"query": "modern logo"}, ["gig1"]),
        ({"query": "modern django"}, []),
        ({"query": "a modern logo for the shop"}, []),
        ({"query": "the modern logo for my"}, ["gig1"]),
        ({"query": "logo de"}, ["gig1"]),
        ({"query": "de"}, ["gig1", "gig2", "gig3"]),
        ({"query": "the"}, []),
        ({"query": "for"}, []),
        ({"query": "from"}, []),
        ({"query": "branding"}, ["gig1"]),
        ({"query": "editing"}, ["gig4"]),
        ({"query": "logos"}, ["gig1"]),
        ({"query": "portraits"}, ["gig4"]),
        ({"query": "designing"}, ["gig1"]),
        ({"query": "página"}, ["gig3"]),
        ({"query": "diseños"}, ["gig3"]),
        ({"query": "developing"}, ["gig2"]),
        ({"query": "lofi"}, ["gig4"]),
        ({"query": "lo-fi"}, ["gig4"]),
        ({"query": "lo"}, ["gig1", "gig4"]),
        ({"query": "go"}, []),
        ({"query": "🙂"}, []),
        ({"delivery_time": "3"}, ["gig1", "gig4"]),
        ({"delivery_time": "7"}, ["gig1", "gig3", "gig4"]),
        ({"delivery_time": ""}, ["gig1", "gig2", "gig3", "gig4"]),
        ({"minPrice": "20"}, ["gig2", "gig3", "gig4"]),
        ({"maxPrice": "75.5"}, ["gig1", "gig3", "gig4"]),
        ({"minPrice": "20", "maxPrice": "100"}, ["gig3", "gig4"]),
        ({"minPrice": "100", "maxPrice": "20"}, []),
        ({"query": "graph", "maxPrice": "15"}, ["gig1"]),
        ({"query": ["nothing", "logo"]}, ["gig1"]),
    ],
)
def test_it_finds(index, parameters, expected):
    index(*MARKET)

    assert found(**parameters) == expected


@pytest.mark.parametrize(("written", "query"), [("𝐋𝐨𝐠𝐨 𝐒𝐄𝐎", "seo"), ("STRASSE", "straße"), ("İstanbul", "istanbul")])
def test_letters_that_look_the_same_are_the_same(index, written, query):
    index(gig(1, written))

    assert found(query=query) == ["gig1"]


@given(text=st.text())
def test_folding_twice_changes_nothing(text):
    assert fold(fold(text)) == fold(text)


def test_the_answer_is_what_the_contract_says(index):
    index(*MARKET)
    answer = Browser().get("/auth/search/gig/0/2/forward").json()

    assert (answer["message"], answer["total"]) == ("Search gigs results", 4)
    assert answer["gigs"] == MARKET[:2]


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("0/2/forward", [1, 2]),
        ("2/2/forward", [3, 4]),
        ("4/2/forward", [5]),
        ("5/2/forward", []),
        ("0/2/backward", [4, 5]),
        ("4/2/backward", [2, 3]),
        ("2/2/backward", [1]),
        ("1/2/backward", []),
        ("9223372036854775807/2/backward", [4, 5]),
        ("-9223372036854775807/2/forward", [1, 2]),
    ],
)
def test_it_pages_by_key_in_ascending_order_both_ways(index, path, expected):
    index(*(gig(number) for number in range(1, 6)))

    assert found(path) == [f"gig{number}" for number in expected]
    assert Browser().get(f"/auth/search/gig/{path}").json()["total"] == 5


def test_a_run_of_equal_keys_is_not_split(index):
    keys = [1, 2, 2, 2, 3, 4]
    index(*(gig(number, sortId=key) for number, key in enumerate(keys)))

    assert found("0/2/forward") == ["gig0", "gig1", "gig2", "gig3"]
    assert found("2/2/forward") == ["gig4", "gig5"]
    assert found("4/2/backward") == ["gig1", "gig2", "gig3", "gig4"]


@pytest.mark.parametrize(
    ("path", "parameters", "message"),
    [
        ("x/10/forward", {}, "from must be a number from -9223372036854775807 to 9223372036854775807"),
        (f"{10**30}/10/forward", {}, "from must be a number from -9223372036854775807 to 9223372036854775807"),
        (f"{'9' * 2000}/10/forward", {}, "from must be a number from -9223372036854775807 to 9223372036854775807"),
        ("0/0/forward", {}, "size must be a number from 1 to 100"),
        ("0/101/forward", {}, "size must be a number from 1 to 100"),
        ("0/-1/forward", {}, "size must be a number from 1 to 100"),
        ("0/ten/forward", {}, "size must be a number from 1 to 100"),
        ("0/10/sideways", {}, "type must be forward or backward"),
        ("0/10/forward", {"delivery_time": "soon"}, "delivery_time must be a number from 0 to 10000"),
        ("0/10/forward", {"delivery_time": "1.5"}, "delivery_time must be a number from 0 to 10000"),
        ("0/10/forward", {"minPrice": "cheap"}, "minPrice must be a price"),
        ("0/10/forward", {"minPrice": "nan"}, "minPrice must be a price"),
        ("0/10/forward", {"maxPrice": "inf"}, "maxPrice must be a price"),
        ("0/10/forward", {"maxPrice": "-1"}, "maxPrice must be a price"),
        ("0/10/forward", {"maxPrice": "1e999"}, "maxPrice must be a price"),
        ("0/10/forward", {"query": "x" * 3000}, "query must have at most 100 characters"),
        ("0/10/forward", {"query": "a b c d e f g h i j k"}, "query must have at most 10 words"),
        ("0/10/forward", {"query": "a\x00b"}, "query must not hold a NUL"),
    ],
)
def test_it_says_what_is_wrong(path, parameters, message):
    assert_error(Browser().get(f"/auth/search/gig/{path}", data=parameters), 400, message)


def test_one_gig_is_shown(index):
    index(*MARKET)

    assert Browser().get("/auth/search/gig/gig2").json() == {"message": "Single gig result", "gig": MARKET[1]}


@pytest.mark.parametrize("gig_id", ["gig5", "unknown", "%00", "x" * 2000, "*", "gig2 OR gig1"])
def test_an_unknown_or_inactive_gig_is_not_found(index, gig_id):
    index(*MARKET)

    assert_error(Browser().get(f"/auth/search/gig/{gig_id}"), 404, "The gig does not exist.")


def test_other_services_search_the_same_way(index, service):
    index(*MARKET)

    assert service.get("/search/gig/0/1/forward").json()["gigs"] == MARKET[:1]
    assert service.get("/search/gig/gig1").json()["gig"] == MARKET[0]


def test_a_changed_gig_is_found_by_what_it_is_now(index):
    index(gig(1, "Old words"))
    index(gig(1, "Fresh words"))

    assert found(query="old") == []
    assert found(query="fresh") == ["gig1"]


def test_it_searches_without_a_database_query(index, django_assert_num_queries):
    with django_assert_num_queries(0):
        found()


@rules(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    query=st.text(max_size=120)
    | st.sampled_from(['"', "(", "AND", "*:*", "a AND OR", "\\", "[1 TO 2]", "~2", "a^9", "' OR 1=1"])
)
def test_any_text_is_a_query_or_a_bad_request(query):
    assert Browser().get("/auth/search/gig/0/10/forward", data={"query": query}).status_code in {200, 400}
