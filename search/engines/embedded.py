"""The embedded engine: a tantivy index in files under `DATA_DIR`."""

import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import orjson
import tantivy
from django.conf import settings
from tantivy import Occur, Query

from jobber.exceptions import Unavailable
from search.documents import Gig, delivery_days, searched_words, suffixes
from search.engines.base import Page
from search.queries import Direction, Search, matches_inside, page_of, typos

WRITER_BYTES = 50_000_000
LOCK_SECONDS, LOCK_POLL_SECONDS = 10, 0.05
NO_KEYS = (-(2**63), 2**63 - 1)


def schema() -> tantivy.Schema:
    """What is indexed. `words` and `suffixes` are folded in Python, so the index only splits them at spaces."""
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("words", tokenizer_name="whitespace", index_option="basic")
    builder.add_text_field("suffixes", tokenizer_name="whitespace", index_option="basic")
    builder.add_integer_field("sort_id", indexed=True, fast=True)
    builder.add_integer_field("days", indexed=True, fast=True)
    builder.add_float_field("price", indexed=True, fast=True)
    builder.add_boolean_field("active", indexed=True)
    builder.add_bytes_field("gig", stored=True)
    return builder.build()


class EmbeddedEngine:
    """Opens its index at first use, in each process anew: tantivy's threads do not survive a fork."""

    def __init__(self) -> None:
        self.schema = schema()
        self.opening = threading.Lock()
        self.opened: tantivy.Index | None = None

    @property
    def index(self) -> tantivy.Index:
        """The open index."""
        with self.opening:
            if self.opened is None:
                folder: Path = settings.DATA_DIR / "index"
                folder.mkdir(parents=True, exist_ok=True)
                self.opened = tantivy.Index(self.schema, path=str(folder), reuse=True)
            return self.opened

    def search(self, search: Search) -> Page:
        """See Engine."""
        searcher = self.index.searcher()
        every = self.matching(search)
        backward = search.direction is Direction.BACKWARD
        found: Any = searcher.search(
            Query.boolean_query([(Occur.Must, every), (Occur.Must, self.beyond_key(search))]),
            limit=search.window,
            order_by_field="sort_id",
            order=tantivy.Order.Desc if backward else tantivy.Order.Asc,
        )
        total = found.count if search.after is None else count_of(searcher, every)
        gigs = [gig_at(searcher, address) for _, address in found.hits]
        return Page(page_of(gigs, search), total or 0)

    def get(self, gig_id: str) -> Gig | None:
        """See Engine."""
        query = Query.boolean_query([(Occur.Must, self.term("id", gig_id)), (Occur.Must, self.term("active", True))])
        searcher = self.index.searcher()
        hits = searcher.search(query, limit=1).hits
        return gig_at(searcher, hits[0][1]) if hits else None

    def put(self, gigs: Iterable[Gig]) -> int:
        """See Engine."""
        count = 0
        with self.writing() as writer:
            for gig in gigs:
                writer.delete_documents_by_term("id", gig["id"])
                writer.add_document(document(gig))
                count += 1
        return count

    def delete(self, gig_id: str) -> None:
        """See Engine."""
        with self.writing() as writer:
            writer.delete_documents_by_term("id", gig_id)

    def known(self, ids: Iterable[str]) -> set[str]:
        """See Engine."""
        wanted = list(ids)
        searcher = self.index.searcher()
        query = Query.term_set_query(self.schema, "id", wanted)
        hits = searcher.search(query, limit=max(len(wanted), 1)).hits
        return {gig_at(searcher, address)["id"] for _, address in hits}

    def highest_sort_id(self) -> int:
        """See Engine."""
        hits = self.index.searcher().search(Query.all_query(), limit=1, order_by_field="sort_id").hits
        return int(hits[0][0]) if hits else 0

    @contextmanager
    def writing(self) -> Iterator[tantivy.IndexWriter]:
        """A writer, whose changes are all seen after the block, or none where it fails. Raises Unavailable."""
        writer = self.writer()
        try:
            yield writer
            writer.commit()
        except BaseException:
            writer.rollback()
            raise
        finally:
            writer.wait_merging_threads()
        self.index.reload()

    def writer(self) -> tantivy.IndexWriter:
        """The index's one writer, waited for while another process has it. Raises Unavailable."""
        give_up = time.monotonic() + LOCK_SECONDS
        while True:
            try:
                return self.index.writer(WRITER_BYTES)
            except ValueError as error:
                if "LockBusy" not in str(error) or time.monotonic() > give_up:
                    raise Unavailable from error
            time.sleep(LOCK_POLL_SECONDS)

    def matching(self, search: Search) -> Query:
        """The active gigs that hold every word and pass the filters, whatever the page."""
        clauses = [self.term("active", True), *self.filters(search)]
        if search.words is not None:
            clauses += [self.word(word) for word in search.words] or [Query.empty_query()]
        return Query.boolean_query([(Occur.Must, clause) for clause in clauses])

    def word(self, word: str) -> Query:
        """A word as it is, as the beginning or inside of another, or with typos."""
        ways = [self.prefix("words", word)]
        if matches_inside(word):
            ways.append(self.prefix("suffixes", word))
        if typos(word):
            ways.append(Query.fuzzy_term_query(self.schema, "words", word, distance=typos(word)))
        return Query.boolean_query([(Occur.Should, way) for way in ways])

    def filters(self, search: Search) -> Iterator[Query]:
        """Price and delivery time."""
        if search.max_days is not None:
            yield self.between("days", 0, search.max_days, tantivy.FieldType.Integer)
        if search.min_price is not None or search.max_price is not None:
            yield self.between("price", search.min_price, search.max_price, tantivy.FieldType.Float)

    def beyond_key(self, search: Search) -> Query:
        """The gigs on the far side of the page's key."""
        if search.after is None:
            return Query.all_query()
        least, most = NO_KEYS
        if search.direction is Direction.FORWARD:
            return self.between("sort_id", search.after, most, tantivy.FieldType.Integer, include_lower=False)
        return self.between("sort_id", least, search.after, tantivy.FieldType.Integer, include_upper=False)

    def between(self, field: str, lower: Any, upper: Any, type_: tantivy.FieldType, **bounds: bool) -> Query:
        """A range; None leaves a side open."""
        return Query.range_query(self.schema, field, type_, lower_bound=lower, upper_bound=upper, **bounds)

    def term(self, field: str, value: str | bool) -> Query:
        """The gigs with exactly that value."""
        return Query.term_query(self.schema, field, value)

    def prefix(self, field: str, word: str) -> Query:
        """The gigs with a term that begins so; a folded word has no signs of a regular expression in it."""
        return Query.regex_query(self.schema, field, f"{word}.*")


def count_of(searcher: tantivy.Searcher, query: Query) -> int:
    """How many gigs match."""
    result: Any = searcher.search(query, limit=1)
    return int(result.count)


def document(gig: Gig) -> tantivy.Document:
    """What the index holds of a gig."""
    words = searched_words(gig)
    fields: dict[str, Any] = {
        "id": gig["id"],
        "words": " ".join(words),
        "suffixes": " ".join(suffixes(words)),
        "sort_id": int(gig["sortId"]),
        "price": float(gig["price"]),
        "active": bool(gig["active"]),
        "gig": orjson.dumps(gig),
    }
    days = delivery_days(gig)
    return tantivy.Document(**fields, **({} if days is None else {"days": days}))


def gig_at(searcher: tantivy.Searcher, address: tantivy.DocAddress) -> Gig:
    """The gig of a hit."""
    gig: Gig = orjson.loads(bytes(searcher.doc(address)["gig"][0]))
    return gig
