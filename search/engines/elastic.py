"""Elasticsearch as the engine: the index or alias `gigs`, whoever wrote it."""

import logging
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import cached_property
from typing import Any

from django.conf import settings
from elasticsearch import ApiError, Elasticsearch, NotFoundError, OrjsonSerializer, TransportError
from elasticsearch.helpers import BulkIndexError, ScanError

from jobber.exceptions import Unavailable
from search.documents import Gig
from search.engines import elastic_index, elastic_rebuild
from search.engines.elastic_foreign import foreign_request
from search.engines.elastic_index import ALIAS, BULK_SECONDS, SEARCH_SECONDS
from search.engines.elastic_queries import OWN_FIELDS, facet_request, page_request, similar_request
from search.facets import Facets, aggregations, facets_of
from search.queries import Hit, Page, Search, page_of

log = logging.getLogger(__name__)
MAX_ID_LENGTH = 512
Body = dict[str, Any]


@contextmanager
def available() -> Iterator[None]:
    """Raises Unavailable where Elasticsearch is away, out of time, or can't do what it is asked."""
    try:
        yield
    except (ApiError, TransportError, BulkIndexError, ScanError) as error:
        log.warning("Elasticsearch failed: %s", type(error).__name__)
        raise Unavailable from error


def gig_at(hit: Any) -> Gig:
    """The gig of a hit; another service may have written it without its id."""
    return {"id": hit["_id"], **hit["_source"]}


class ElasticEngine:
    """Connects at first use, in each process anew."""

    @cached_property
    def client(self) -> Elasticsearch:
        """Every node is tried once, none is asked for others (no sniffing)."""
        nodes = settings.ELASTIC_SEARCH_URL.split(",")
        return Elasticsearch(
            nodes,
            request_timeout=SEARCH_SECONDS,
            max_retries=len(nodes) - 1,
            retry_on_timeout=False,
            serializer=OrjsonSerializer(),
        )

    def ask(self, bodies: Callable[[bool], list[Body]]) -> list[Any]:
        """The answers to the bodies, which are told whether documents count that other services wrote.

        Raises Unavailable for a partial answer too: it is none.
        """
        *answers, foreign = self.send([*bodies(False), foreign_request()])
        return self.send(bodies(True)) if foreign["hits"]["total"]["value"] else answers

    def send(self, bodies: list[Body]) -> list[Any]:
        """The answers to searches that are sent as one request. Raises Unavailable."""
        header = {"ignore_unavailable": True, "allow_partial_search_results": False}
        with available():
            answers = self.client.msearch(index=ALIAS, searches=[line for body in bodies for line in (header, body)])
        if any("error" in answer or answer["timed_out"] for answer in answers["responses"]):
            log.warning("Elasticsearch gave no whole answer")
            raise Unavailable
        return list(answers["responses"])

    def search(self, search: Search) -> Page:
        """See Engine."""
        [answer] = self.ask(lambda foreign_too: [page_request(search, foreign_too=foreign_too).to_dict()])
        hits = [Hit(tuple(hit["sort"]), gig_at(hit)) for hit in answer["hits"]["hits"]]
        return page_of(hits, search, total=answer["hits"]["total"]["value"])

    def facets(self, search: Search) -> Facets:
        """See Engine."""
        asked = aggregations(search, category_field="categories.keyword")
        answers = self.ask(
            lambda foreign_too: [facet_request(*facet, foreign_too=foreign_too).to_dict() for facet in asked]
        )
        return facets_of(answer.get("aggregations", {}).get("facet", {}).get("buckets", []) for answer in answers)

    def similar(self, gig: Gig, *, size: int) -> list[Gig]:
        """See Engine."""
        [answer] = self.send([similar_request(gig, size).to_dict()])
        return [gig_at(hit) for hit in answer["hits"]["hits"]]

    def get(self, gig_id: str) -> Gig | None:
        """See Engine."""
        if len(gig_id) > MAX_ID_LENGTH:
            return None
        with available():
            try:
                answer = self.client.get(index=ALIAS, id=gig_id, source_excludes=OWN_FIELDS)
            except NotFoundError:
                return None
        gig = gig_at(answer)
        return gig if gig.get("active") is True else None

    def put(self, gigs: Iterable[Gig]) -> int:
        """See Engine."""
        with available():
            elastic_index.ensure(self.client)
            return elastic_index.load(self.client, gigs, ALIAS)

    def delete(self, gig_id: str) -> None:
        """See Engine."""
        with available():
            self.client.options(ignore_status=404).delete(index=ALIAS, id=gig_id, refresh=True)

    def known(self, ids: Iterable[str]) -> set[str]:
        """See Engine."""
        wanted = list(ids)
        with available():
            elastic_index.ensure(self.client)
            answer = self.client.options(request_timeout=BULK_SECONDS).mget(index=ALIAS, ids=wanted, source=False)
        return {found["_id"] for found in answer["docs"] if found.get("found")}

    def highest_sort_id(self) -> int:
        """See Engine."""
        order = [{"sortId": {"order": "desc", "unmapped_type": "long"}}]
        with available():
            answer = self.client.search(index=ALIAS, size=1, sort=order, source=False, ignore_unavailable=True)
        hits = answer["hits"]["hits"]
        return int(hits[0]["sort"][0]) if hits else 0

    def is_outdated(self) -> bool:
        """See Engine."""
        with available():
            return elastic_index.is_outdated(self.client)

    def rebuild(self) -> int:
        """See Engine. Raises ForeignIndex too."""
        with available():
            return elastic_rebuild.rebuild(self.client.options(request_timeout=BULK_SECONDS))
