"""What Elasticsearch is asked, compared as dictionaries; no server in sight."""

from search.engines.elastic_queries import page_request
from search.queries import Filters, Search
from search.sorting import Direction, Sort


def asked(*, foreign_too=False, **changes):
    search = Search(**{"words": None, "direction": Direction.FORWARD, "size": 10, **changes})
    return page_request(search, foreign_too=foreign_too).to_dict()


def test_the_first_page_counts_all_and_sorts_by_key():
    body = asked()

    assert body["query"] == {"bool": {"filter": [{"term": {"active": True}}]}}
    assert body["sort"] == [{"sortId": {"order": "asc", "unmapped_type": "long", "missing": 0}}]
    assert (body["size"], body["track_total_hits"], body["timeout"]) == (20, True, "1s")


def test_a_later_page_counts_what_lies_before_its_key_too():
    body = asked(after=(7,))

    assert body["search_after"] == [7]
    assert body["track_total_hits"] is True


def test_a_page_backward_sorts_the_other_way():
    body = asked(after=(7,), direction=Direction.BACKWARD)

    assert body["sort"][0]["sortId"]["order"] == "desc"
    assert body["search_after"] == [7]


def test_only_relevance_costs_a_score():
    plain, relevant = asked(words=("logo",)), asked(words=("logo",), sort=Sort.RELEVANCE)

    assert set(plain["query"]["bool"]) == {"filter"}
    assert [next(iter(key)) for key in relevant["sort"]] == ["_score", "sortId"]
    assert "function_score" in relevant["query"]


def test_a_price_may_be_bounded_on_one_side():
    assert {"range": {"price": {"gte": 5.0}}} in asked(filters=Filters(min_price=5.0))["query"]["bool"]["filter"]
    assert {"range": {"price": {"lte": 9.0}}} in asked(filters=Filters(max_price=9.0))["query"]["bool"]["filter"]


def test_words_of_two_letters_match_as_a_prefix_alone():
    [_, word] = asked(words=("go",))["query"]["bool"]["filter"]

    assert word["bool"]["should"] == [
        {"terms": {"words": ["go"]}},
        {"terms": {"stems": ["go"]}},
        {"prefix": {"words": "go"}},
    ]


def test_what_other_services_wrote_is_looked_for_only_where_there_is_any():
    assert "must_not" not in str(asked(words=("logo",)))
    assert asked(words=("logo",), foreign_too=True)["query"]["bool"]["should"][1]["bool"]["must_not"] == [
        {"exists": {"field": "lift"}}
    ]


def test_a_long_word_may_hold_two_typos():
    [_, word] = asked(words=("photography",))["query"]["bool"]["filter"]

    assert {"fuzzy": {"words": {"value": "photography", "fuzziness": 2}}} in word["bool"]["should"]


def test_a_query_without_a_word_matches_nothing():
    assert {"match_none": {}} in asked(words=())["query"]["bool"]["filter"]
