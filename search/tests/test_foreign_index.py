"""An index `gigs` that the Node gig service wrote: dynamic mapping, none of our fields."""

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from elasticsearch import Elasticsearch

from tests.callers import Browser

pytestmark = pytest.mark.skipif(not settings.ELASTIC_SEARCH_URL, reason="needs Elasticsearch")


@pytest.fixture
def foreign(gig):
    """The index of another service in the place of ours."""
    client = Elasticsearch(settings.ELASTIC_SEARCH_URL)
    for name in client.indices.get(index="gigs*", expand_wildcards="all"):
        client.indices.delete(index=name)
    gigs = [
        gig(1, "I will design a modern logo", price=10, expectedDelivery="1 Day Delivery"),
        gig(2, "Website development", categories="Programming", price=300.5, expectedDelivery="14 Days Delivery"),
        gig(
            3,
            "Diseño de páginas web",
            categories="Diseño Gráfico",
            username="Inés",
            price=75,
            expectedDelivery="7 Days Delivery",
        ),
        gig(4, "Inactive logo", active=False),
    ]
    for each in gigs:
        client.index(index="gigs", id=each["id"], document=each)
    client.indices.refresh(index="gigs")
    yield gigs
    client.indices.delete(index="gigs")


@pytest.mark.parametrize(
    ("parameters", "expected"),
    [
        ({}, [1, 2, 3]),
        ({"query": "logo"}, [1]),
        ({"query": "devel"}, [2]),
        ({"query": "webiste"}, [2]),
        ({"query": "diseno"}, [3]),
        ({"query": "modern logo"}, [1]),
        ({"query": "modern website"}, []),
        ({"delivery_time": "7"}, [1, 3]),
        ({"minPrice": "75"}, [2, 3]),
        ({"query": "web", "maxPrice": "100"}, [3]),
        ({"category": "diseño gráfico"}, [3]),
        ({"subCategory": "posters"}, [1, 2, 3]),
        ({"seller": "inés"}, [3]),
        ({"rating": "1"}, []),
    ],
)
def test_it_is_searched_by_word_prefix_typo_and_all_filters(foreign, parameters, expected):
    answer = Browser().get("/auth/search/gig/0/10/forward", data=parameters).json()

    assert answer["gigs"] == [foreign[number - 1] for number in expected]
    assert answer["total"] == len(expected)


@pytest.mark.parametrize("sort", ["relevance", "newest", "rating", "price", "-price"])
def test_it_comes_in_every_order(foreign, sort):
    answer = Browser().get("/auth/search/gig/0/2/forward", data={"sort": sort}).json()
    cursor = answer["cursor"]["next"]
    rest = Browser().get("/auth/search/gig/0/2/forward", data={"sort": sort, "cursor": cursor}).json()

    assert sorted(gig["sortId"] for gig in answer["gigs"] + rest["gigs"]) == [1, 2, 3]


def test_its_categories_and_prices_are_counted(foreign):
    facets = Browser().get("/auth/search/gig/0/2/forward?facets=true").json()["facets"]

    assert sorted(each["value"] for each in facets["categories"]) == ["Diseño Gráfico", "Graphics", "Programming"]
    assert sum(band["count"] for band in facets["prices"]) == 3


def test_a_gig_is_like_another_of_it(foreign, index, gig):
    assert Browser().get("/auth/search/gig/gig1/similar").json()["message"] == "Similar gigs"


def test_it_is_paged_by_key(foreign):
    answer = Browser().get("/auth/search/gig/3/2/backward").json()

    assert (answer["gigs"], answer["total"]) == (foreign[:2], 3)


def test_one_gig_is_shown(foreign):
    assert Browser().get("/auth/search/gig/gig2").json()["gig"] == foreign[1]
    assert Browser().get("/auth/search/gig/gig4").status_code == 404


def test_it_is_never_rebuilt(foreign):
    with pytest.raises(CommandError, match="another service owns it"):
        call_command("rebuild_index")
    assert Browser().get("/auth/search/gig/0/10/forward").json()["total"] == 3


def test_gigs_of_ours_in_it_are_found_like_the_others(foreign, index, gig):
    index(gig(9, "Retouching of photographs"))

    assert Browser().get("/auth/search/gig/0/10/forward", data={"query": "tograph"}).json()["gigs"] == [
        gig(9, "Retouching of photographs")
    ]
