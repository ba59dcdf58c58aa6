"""The embedded engine: a tantivy index in files under `DATA_DIR`."""

import threading
import time
import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import orjson
import tantivy
from tantivy import Query

from jobber.exceptions import Unavailable
from search.documents import Gig
from search.engines.embedded_documents import KEY_FIELDS, LABEL_FIELD, SCHEMA, document
from search.engines.embedded_files import current_name, point_to, remove_all_but, root
from search.engines.embedded_queries import all_of, beyond_key, matching, scored, similar, term
from search.facets import Facets, aggregations, facets_of
from search.queries import Hit, Page, Search, page_of
from search.sorting import Sort

WRITER_BYTES = 50_000_000
MOST_RELEVANT = 1000
LOCK_SECONDS, LOCK_POLL_SECONDS = 10, 0.05


class OutdatedIndex(Unavailable):
    """503: the index has the form of an older release. `manage.py rebuild_index` mends that."""

    message = "The index of gigs is being renewed. Please try again later."


class EmbeddedEngine:
    """Opens its index at first use, in each process anew: tantivy's threads do not survive a fork."""

    def __init__(self) -> None:
        self.opening = threading.Lock()
        self.opened: tuple[str, tantivy.Index] | None = None

    @property
    def index(self) -> tantivy.Index:
        """The open index: the one that the pointer file names, which a rebuild in another process may change."""
        with self.opening:
            name = current_name()
            if self.opened is None or self.opened[0] != name:
                self.opened = (name, self.open(name))
            return self.opened[1]

    def open(self, name: str) -> tantivy.Index:
        """The index in the folder of that name, made if it isn't there. Raises OutdatedIndex."""
        folder = root() / name
        folder.mkdir(parents=True, exist_ok=True)
        try:
            return tantivy.Index(SCHEMA, path=str(folder), reuse=True)
        except ValueError as error:
            if "schema does not match" not in str(error):
                raise
            raise OutdatedIndex from error

    def is_outdated(self) -> bool:
        """See Engine."""
        try:
            return not self.index
        except OutdatedIndex:
            return True

    def search(self, search: Search) -> Page:
        """See Engine."""
        is_scored = search.sort is Sort.RELEVANCE and bool(search.words)
        search.check_key(2 if is_scored else 1)
        searcher = self.index.searcher()
        if is_scored:
            return self.most_relevant(searcher, search)
        every = matching(search)
        found: Any = searcher.search(
            all_of(every, beyond_key(search)),
            limit=search.window,
            order_by_field=KEY_FIELDS[search.sort],
            order=tantivy.Order.Desc if search.from_highest else tantivy.Order.Asc,
        )
        total = found.count if search.after is None else count_of(searcher, every)
        hits = [Hit((key,), gig_at(searcher, address)) for key, address in found.hits]
        return page_of(hits, search, total=total or 0)

    def most_relevant(self, searcher: tantivy.Searcher, search: Search) -> Page:
        """A page by relevance, among the `MOST_RELEVANT` best: tantivy has no way to go on behind a score."""
        found: Any = searcher.search(scored(search), limit=MOST_RELEVANT, weight_by_field="lift")
        addresses = [address for _, address in found.hits]
        sort_ids: list[Any] = searcher.fast_field_values("sort_id", addresses)
        keys = [(round(score, 4), sort_id) for (score, _), sort_id in zip(found.hits, sort_ids, strict=True)]
        places = sorted(zip(keys, addresses, strict=True), key=lambda place: place[0], reverse=search.from_highest)
        if search.after is not None:
            after, down = tuple(search.after), search.from_highest
            places = [place for place in places if (place[0] < after if down else place[0] > after)]
        hits = [Hit(key, gig_at(searcher, address)) for key, address in places[: search.window]]
        return page_of(hits, search, total=found.count or 0)

    def facets(self, search: Search) -> Facets:
        """See Engine."""
        searcher = self.index.searcher()
        asked = aggregations(search, category_field=LABEL_FIELD)
        answers = (searcher.aggregate(matching(narrowed), {"facet": how})["facet"] for narrowed, how in asked)
        return facets_of(answer["buckets"] for answer in answers)

    def similar(self, gig: Gig, *, size: int) -> list[Gig]:
        """See Engine."""
        searcher = self.index.searcher()
        return [gig_at(searcher, address) for _, address in searcher.search(similar(gig), limit=size).hits]

    def get(self, gig_id: str) -> Gig | None:
        """See Engine."""
        query = all_of(term("id", gig_id), term("active", True))
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
        query = Query.term_set_query(SCHEMA, "id", wanted)
        hits = searcher.search(query, limit=max(len(wanted), 1)).hits
        return {gig_at(searcher, address)["id"] for _, address in hits}

    def highest_sort_id(self) -> int:
        """See Engine."""
        hits = self.index.searcher().search(Query.all_query(), limit=1, order_by_field="sort_id").hits
        return int(hits[0][0]) if hits else 0

    def rebuild(self) -> int:
        """See Engine. Nothing else writes meanwhile: the old index's writer is held until the swap."""
        old, new = current_name(), uuid.uuid4().hex
        if not (root() / old).exists():
            self.open(old)
        stored = tantivy.Index.open(str(root() / old))
        with writing(stored, writer_of(stored)):
            if current_name() != old:  # another rebuild was quicker
                raise Unavailable
            stored.reload()  # what others wrote while the writer was waited for
            count = self.copy(stored, self.open(new))
            point_to(new)
        remove_all_but(old, new)
        return count

    def copy(self, old: tantivy.Index, new: tantivy.Index) -> int:
        """Indexes every gig of the old index in the new one; how many."""
        searcher = old.searcher()
        hits = searcher.search(Query.all_query(), limit=max(searcher.num_docs, 1)).hits
        with writing(new, writer_of(new)) as writer:
            for _, address in hits:
                writer.add_document(document(gig_at(searcher, address)))
        return len(hits)

    @contextmanager
    def writing(self) -> Iterator[tantivy.IndexWriter]:
        """A writer of the index in use, whose changes are all seen after the block. Raises Unavailable."""
        index = self.index
        writer = writer_of(index)
        while index is not self.index:  # another was swapped in while the writer was waited for
            writer.wait_merging_threads()
            index = self.index
            writer = writer_of(index)
        with writing(index, writer):
            yield writer


@contextmanager
def writing(index: tantivy.Index, writer: tantivy.IndexWriter) -> Iterator[tantivy.IndexWriter]:
    """The writer, whose changes are all seen after the block, or none where it fails."""
    try:
        yield writer
        writer.commit()
    except BaseException:
        writer.rollback()
        raise
    finally:
        writer.wait_merging_threads()
    index.reload()


def writer_of(index: tantivy.Index) -> tantivy.IndexWriter:
    """The index's one writer, waited for while another thread or process has it. Raises Unavailable."""
    give_up = time.monotonic() + LOCK_SECONDS
    while True:
        try:
            return index.writer(WRITER_BYTES)
        except ValueError as error:
            if "LockBusy" not in str(error) or time.monotonic() > give_up:
                raise Unavailable from error
        time.sleep(LOCK_POLL_SECONDS)


def count_of(searcher: tantivy.Searcher, query: Query) -> int:
    """How many gigs match."""
    result: Any = searcher.search(query, limit=1)
    return int(result.count)


def gig_at(searcher: tantivy.Searcher, address: tantivy.DocAddress) -> Gig:
    """The gig of a hit."""
    gig: Gig = orjson.loads(bytes(searcher.doc(address)["gig"][0]))
    return gig
