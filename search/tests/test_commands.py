"""`manage.py index_gigs` and `rebuild_index`."""

import contextlib
import json
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
import tantivy
from django.conf import settings
from django.core.management import CommandError, call_command
from elasticsearch import Elasticsearch

from jobber.exceptions import Unavailable
from search.engines import engine
from tests.callers import Browser


@pytest.fixture
def file(tmp_path):
    """Writes lines into a file; removes their gigs from the index afterwards."""
    ids = []

    def write(*lines):
        ids.extend(line["id"] for line in lines if isinstance(line, dict) and isinstance(line.get("id"), str))
        path = tmp_path / "gigs.ndjson"
        path.write_text("".join((line if isinstance(line, str) else json.dumps(line)) + "\n" for line in lines))
        return path

    yield write
    for gig_id in filter(None, ids):
        engine().delete(gig_id)


def total(**parameters):
    return Browser().get("/auth/search/gig/0/100/forward", data=parameters).json().get("total")


def test_it_indexes_a_file_and_may_be_repeated(file, gig, capsys):
    path = file(*(gig(number) for number in range(1, 6)), "")
    call_command("index_gigs", path)
    call_command("index_gigs", path)

    assert total() == 5
    assert "5 gigs indexed, 0 lines refused." in capsys.readouterr().out


def test_it_names_refused_lines_and_indexes_the_others(file, gig, capsys):
    path = file(
        gig(1), "{", "[]", gig(2, id=5), gig(3, sortId="x"), gig(4, sortId=2**63), gig(5, price=-1), gig(6, price=True),
        gig(7, active="yes"), gig(8, title=["x"]), gig(9, tags="x"), gig(10, id=""), gig(11), gig(12, ratingsCount="x"),
        gig(13, ratingsCount=-5), gig(14, ratingSum=[1]), gig(15, categories="long " * 20_000),
    )  # fmt: skip
    with pytest.raises(CommandError, match="14 lines were refused"):
        call_command("index_gigs", path)

    said = capsys.readouterr().err
    assert total() == 3
    assert "line 2: no valid JSON" in said
    assert "line 5: sortId must be a whole number of 64 bits" in said
    assert "line 15: ratingsCount must be a whole number, and not negative" in said
    assert "line 11: tags must be a list of texts" in said


def test_of_two_lines_with_one_id_the_later_one_stays(file, gig):
    call_command("index_gigs", file(*(gig(1, f"Version number{number}") for number in range(1200))))

    assert (total(), total(query="number1199")) == (1, 1)


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(CommandError, match=r"nothing\.ndjson is not there"):
        call_command("index_gigs", tmp_path / "nothing.ndjson")


def test_a_rebuilt_index_finds_the_same(index, gig, capsys):
    index(*(gig(number, f"Number {number}") for number in range(1, 31)))
    before = Browser().get("/auth/search/gig/0/100/forward").json()
    call_command("rebuild_index")

    assert "30 gigs in the new index." in capsys.readouterr().out
    assert Browser().get("/auth/search/gig/0/100/forward").json() == before


def test_searches_never_fail_while_the_index_is_rebuilt(index, gig):
    index(*(gig(number) for number in range(1, 31)))
    done, totals = threading.Event(), []

    def search():
        while not done.is_set():
            totals.append(total())

    searching = threading.Thread(target=search)
    searching.start()
    try:
        for _ in range(3):
            call_command("rebuild_index")
    finally:
        done.set()
        searching.join()

    assert set(totals) == {30}


def test_what_is_put_after_a_rebuild_is_found(index, gig):
    index(gig(1))
    call_command("rebuild_index")
    index(gig(2, "Fresh varnish"))

    assert total(query="varnish") == 1


def test_nothing_that_is_put_or_deleted_during_a_rebuild_is_lost(index, gig):
    index(*(gig(number) for number in range(1, 201)))
    done, put, deleted = threading.Event(), set(), set()

    def write():
        for number in range(1, 100):
            with contextlib.suppress(Unavailable):
                engine().delete(f"gig{number}")
                deleted.add(number)
            with contextlib.suppress(Unavailable):
                index(gig(1000 + number))
                put.add(1000 + number)
            if done.is_set():
                break

    writing = threading.Thread(target=write)
    writing.start()
    try:
        call_command("rebuild_index")
    finally:
        done.set()
        writing.join()

    answer = Browser().get("/auth/search/gig/0/100/forward").json()
    last = Browser().get("/auth/search/gig/1000/100/forward").json()
    assert put
    assert deleted
    assert answer["total"] == 200 - len(deleted) + len(put)
    assert {each["sortId"] for each in last["gigs"]} == put


def old_form(gigs):
    """The index in use becomes one that an older release wrote: the gigs and their ids, and nothing that finds them."""
    if settings.ELASTIC_SEARCH_URL:
        client = Elasticsearch(settings.ELASTIC_SEARCH_URL)
        [name] = client.indices.get_alias(name="gigs")
        client.indices.create(index="gigs-old", mappings={"dynamic": "false"})
        swap = [{"remove_index": {"index": name}}, {"add": {"index": "gigs-old", "alias": "gigs"}}]
        client.indices.update_aliases(actions=swap)
        for each in gigs:
            client.index(index="gigs", id=each["id"], document=each, refresh=True)
        return
    fields = tantivy.SchemaBuilder().add_text_field("id", tokenizer_name="raw").add_bytes_field("gig", stored=True)
    folder = settings.DATA_DIR / "index" / "old"
    folder.mkdir(parents=True)
    with tantivy.Index(fields.build(), path=str(folder)).writer() as writer:
        for each in gigs:
            writer.add_document(tantivy.Document(id=each["id"], gig=json.dumps(each).encode()))
    (settings.DATA_DIR / "index" / "current").write_text("old")


def test_an_index_of_an_older_release_is_renewed_once(index, gig, capsys):
    index(gig(1, "Modern logo"))
    old_form([gig(1, "Modern logo")])
    assert total(query="logo") != 1

    for _ in range(2):
        call_command("rebuild_index", if_outdated=True)
    assert total(query="logo") == 1
    assert capsys.readouterr().out.count("1 gigs in the new index.") == 1


@pytest.mark.skipif(not settings.ELASTIC_SEARCH_URL, reason="the embedded index has one writer at a time")
def test_of_two_first_writers_at_once_one_makes_the_index(file, gig):
    client = Elasticsearch(settings.ELASTIC_SEARCH_URL)
    for name in client.indices.get(index="gigs*", expand_wildcards="all"):
        client.indices.delete(index=name)
    path = file(gig(1), gig(2))

    with ThreadPoolExecutor(8) as writers:
        list(writers.map(lambda _: call_command("index_gigs", path), range(8)))

    assert len(client.indices.get_alias(name="gigs")) == 1
    assert len(client.indices.get(index="gigs*")) == 1
    assert total() == 2
