"""`sort=`, its cursors, and the filters beyond the contract's: the same cases whichever engine is in use."""

import base64
import json
from itertools import chain

import pytest

from search.tests.conftest import make_gig
from tests.callers import Browser, assert_error


def rated(number, stars, votes, **changes):
    return make_gig(number, ratingsCount=votes, ratingSum=stars * votes, **changes)


MARKET = [
    rated(1, 3, 10, title="Logo", price=30, createdAt="2026-03-01T00:00:00Z"),
    rated(2, 5, 40, title="A modern logo for you", price=10, createdAt="2026-01-01T00:00:00Z"),
    rated(3, 4, 2, title="Posters", description="with your logo on it", price=20, createdAt="2026-02-01T00:00:00Z"),
    rated(4, 5, 1, title="Cards", tags=["logo"], price=20, createdAt="2026-04-01T00:00:00Z", categories="Business"),
    rated(5, 2, 9, title="Flyers", username="Logo Studio", price=5, createdAt="2025-12-01T00:00:00Z", sellerId="9"),
    rated(
        6,
        0,
        0,
        sellerId="AbC",
        title="Book covers",
        price=500,
        createdAt="2026-05-01T00:00:00Z",
        subCategories=["Diseño editorial"],
    ),
]


def page(size=100, **parameters):
    answer = Browser().get(f"/auth/search/gig/0/{size}/forward", data=parameters)
    assert answer.status_code == 200, answer.content
    return answer.json()


def numbers(answer):
    return [gig["sortId"] for gig in answer["gigs"]]


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("newest", [6, 4, 1, 3, 2, 5]),
        ("rating", [4, 2, 3, 1, 5, 6]),
        ("price", [5, 2, 3, 4, 1, 6]),
        ("-price", [6, 1, 4, 3, 2, 5]),
    ],
)
def test_gigs_come_in_the_order_that_is_asked_for(index, sort, expected):
    index(*MARKET)

    assert numbers(page(sort=sort)) == expected


def test_by_relevance_the_title_counts_over_tags_over_the_seller_over_the_description(index):
    index(*MARKET)

    found = numbers(page(sort="relevance", query="logo"))
    assert set(found[:2]) == {1, 2}
    assert found[2:] == [4, 5, 3]


def test_of_equally_relevant_gigs_the_better_rated_one_comes_first(index):
    index(*MARKET)

    assert numbers(page(sort="relevance", query="logo"))[0] == 2


def test_the_plain_call_has_no_cursor_and_the_contracts_order(index):
    index(*MARKET)
    answer = page()

    assert set(answer) == {"message", "total", "gigs"}
    assert numbers(answer) == [1, 2, 3, 4, 5, 6]


@pytest.mark.parametrize("sort", ["relevance", "newest", "rating", "price", "-price"])
def test_cursors_lead_to_the_end_and_back_again(index, sort):
    index(*MARKET)
    whole = numbers(page(sort=sort))
    forward, answer = [], page(2, sort=sort)
    assert answer["cursor"]["previous"] is None
    while True:
        forward.append(numbers(answer))
        if answer["cursor"]["next"] is None:
            break
        answer = page(2, sort=sort, cursor=answer["cursor"]["next"])
    backward = [numbers(answer)]
    while answer["cursor"]["previous"]:
        answer = page(2, sort=sort, cursor=answer["cursor"]["previous"])
        backward.insert(0, numbers(answer))

    assert list(chain(*forward)) == whole
    assert list(chain(*backward)) == whole
    assert answer["total"] == 6


@pytest.mark.parametrize("sort", ["newest", "rating"])
def test_gigs_that_do_not_say_come_last_and_are_walked_both_ways(index, sort):
    index(*MARKET, *(make_gig(number, createdAt="long ago", ratingsCount=0) for number in (7, 8, 9)))
    whole = numbers(page(sort=sort))
    forward = [page(4, sort=sort)]
    while cursor := forward[-1]["cursor"]["next"]:
        forward.append(page(4, sort=sort, cursor=cursor))
    back = page(4, sort=sort, cursor=forward[-1]["cursor"]["previous"])

    assert list(chain(*map(numbers, forward))) == whole
    assert set(whole[-3:]) <= {6, 7, 8, 9}
    assert numbers(back) == numbers(forward[-2])


def test_without_words_the_latest_are_the_most_relevant(index):
    index(*MARKET)

    assert numbers(page(3, sort="relevance")) == [6, 5, 4]


def test_a_gig_that_comes_in_between_two_pages_moves_no_other(index):
    index(*MARKET)
    first = page(2, sort="price")
    index(make_gig(7, price=1))
    second = page(2, sort="price", cursor=first["cursor"]["next"])

    assert [numbers(first), numbers(second)] == [[5, 2], [3, 4]]


def test_equal_keys_are_neither_lost_nor_shown_twice(index):
    index(*(make_gig(number, price=20, id=f"same{number}") for number in range(1, 8)))
    seen, answer = [], page(3, sort="price")
    seen += numbers(answer)
    while answer["cursor"]["next"]:
        answer = page(3, sort="price", cursor=answer["cursor"]["next"])
        seen += numbers(answer)

    assert seen == list(range(1, 8))


@pytest.mark.parametrize(
    "cursor",
    ["x", "é", "e30", "W10", base64.urlsafe_b64encode(json.dumps(["price", "forward"]).encode()).decode(),
     base64.urlsafe_b64encode(json.dumps(["newest", "forward", 1]).encode()).decode(),
     base64.urlsafe_b64encode(json.dumps(["price", "forward", "x"]).encode()).decode(),
     base64.urlsafe_b64encode(json.dumps(["price", "sideways", 1]).encode()).decode(),
     base64.urlsafe_b64encode(json.dumps(["price", "forward", 10**30]).encode()).decode(),
     base64.urlsafe_b64encode(json.dumps(["price", "forward", True, True]).encode()).decode(),
     base64.urlsafe_b64encode(json.dumps(["price", "forward", 1, 2, 3]).encode()).decode(), "A" * 300],
)  # fmt: skip
def test_a_cursor_that_is_none_is_told(cursor):
    answer = Browser().get("/auth/search/gig/0/10/forward", data={"sort": "price", "cursor": cursor})

    assert_error(answer, 400, "cursor is not one of this order")


def test_an_unknown_order_is_told():
    answer = Browser().get("/auth/search/gig/0/10/forward", data={"sort": "sortId"})

    assert_error(answer, 400, "sort must be relevance, newest, rating, price or -price")


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({"category": "business"}, [4]),
        ({"category": "Graphics"}, [1, 2, 3, 5, 6]),
        ({"category": "graph"}, []),
        ({"subCategory": "diseno EDITORIAL"}, [6]),
        ({"seller": "logo studio"}, [5]),
        ({"seller": "9"}, [5]),
        ({"seller": "aBc"}, [6]),
        ({"rating": "4"}, [2, 3, 4]),
        ({"rating": "4.5", "category": "graphics"}, [2]),
        ({"seller": "nobody"}, []),
    ],
)
def test_gigs_are_filtered_by_category_seller_and_rating(index, filters, expected):
    index(*MARKET)

    assert numbers(page(**filters)) == expected


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"rating": "good"}, "rating must be a number of stars"),
        ({"rating": "nan"}, "rating must be a number of stars"),
        ({"category": "x" * 101}, "category must have at most 100 characters"),
        ({"seller": "x" * 101}, "seller must have at most 100 characters"),
    ],
)
def test_a_bad_filter_is_told(parameters, message):
    assert_error(Browser().get("/auth/search/gig/0/10/forward", data=parameters), 400, message)
