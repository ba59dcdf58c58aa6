"""Whatever is asked for, the bounds hold, and each engine's question can be written; the embedded engine answers it."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jobber.exceptions import JobberError, first_message
from search.engines import embedded_queries, engine
from search.engines.elastic_queries import page_request
from search.serializers import SearchSerializer, SuggestSerializer
from search.sorting import Cursor, Direction, Sort, decode_cursor
from tests.callers import Browser

LETTERS = st.text(max_size=110) | st.text("aeLÖ -.*~()[]{}\\^$|?+\"'ﷺİß中🙂\u0301", max_size=100)
NUMBERS = st.integers().map(str) | st.floats().map(str) | LETTERS
KEYS = st.lists(st.integers(-(2**63) + 1, 2**63 - 1) | st.floats(-1e18, 1e18), min_size=1, max_size=3)
ORDERS = [sort for sort in Sort if sort is not Sort.SORT_ID]


@st.composite
def asked(draw):
    """A path and a query string as they might come."""
    data = {
        "from_": draw(st.integers(-(2**63), 2**63).map(str) | st.just("0")),
        "size": draw(st.integers(1, 100)),
        "type": draw(st.sampled_from(["forward", "backward"])),
        **draw(st.fixed_dictionaries({}, optional=dict.fromkeys(["delivery_time", "minPrice", "maxPrice"], NUMBERS))),
        **draw(st.fixed_dictionaries({}, optional=dict.fromkeys(["query", "category", "seller"], LETTERS))),
    }
    if sort := draw(st.sampled_from([None, *ORDERS])):
        data["sort"] = sort.value
        if key := draw(st.none() | KEYS):
            data["cursor"] = Cursor(sort, Direction(data["type"]), tuple(key)).encode()
    return data


@given(asked())
@settings(deadline=None, max_examples=100)
def test_what_is_taken_can_be_asked_of_both_engines(data):
    read = SearchSerializer(data=data)
    try:
        if not read.is_valid():
            assert first_message(read.errors)
            return
        search = read.validated_data["search"]
        for foreign_too in (False, True):
            json.dumps(page_request(search, foreign_too=foreign_too).to_dict(), allow_nan=False)
        embedded_queries.matching(search)
        assert engine().search(search).total >= 0
    except JobberError as error:
        assert error.status_code == 400  # noqa: PT017 - only some cursors are none


@given(LETTERS)
@settings(deadline=None, max_examples=40)
def test_whatever_is_typed_can_be_completed(text):
    read = SuggestSerializer(data={"q": text})

    assert Browser().get("/auth/search/suggest", data={"q": text}).status_code == (200 if read.is_valid() else 400)


@given(st.sampled_from(ORDERS), KEYS)
def test_a_cursor_says_what_was_put_into_it(sort, key):
    cursor = Cursor(sort, Direction.FORWARD, tuple(key))

    assert decode_cursor(cursor.encode(), sort=sort) == cursor


@given(LETTERS, st.sampled_from(ORDERS))
def test_a_cursor_that_is_none_is_told(text, sort):
    with pytest.raises(JobberError, match="cursor is not one of this order"):
        decode_cursor(text, sort=sort)


@pytest.mark.parametrize(
    "text",
    [
        "a" * 100,
        "abcdefghijklmn",
        "abcdefghijklmno",
        "ﷺ" * 100,
        "中" * 100,
        "ß" * 100,
        " ".join(["abcdefgh"] * 11),
        "\u0344" * 100,
    ],
)
@pytest.mark.parametrize("route", ["/auth/search/suggest", "/auth/search/gig/0/10/forward"])
def test_words_of_any_length_are_answered_without_a_hang(route, text):
    asked = {"q": text, "query": text, "didYouMean": "true", "highlight": "true", "sort": "relevance"}

    assert Browser().get(route, data=asked).status_code in {200, 400}
