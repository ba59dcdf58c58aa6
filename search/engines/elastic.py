"""Elasticsearch as the engine: the index or alias `gigs`, whoever wrote it."""

import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cached_property
from typing import Any

from django.conf import settings
from elasticsearch import ApiError, Elasticsearch, NotFoundError, TransportError
from elasticsearch.helpers import BulkIndexError, bulk

from jobber.exceptions import Unavailable
from search.documents import Gig
from search.engines import elastic_index
from search.engines.elastic_index import ALIAS, BULK_SECONDS, SEARCH_SECONDS
from search.engines.elastic_queries import OWN_FIELDS, facet_request, page_request, similar_request
from search.facets import Buckets, Facets, facets_of
from search.queries import Hit, Page, Search, page_of

log = logging.getLogger(__name__)
MAX_ID_LENGTH = 512


@contextmanager
def available() -> Iterator[None]:
    """Raises Unavailable where Elasticsearch is away, out of time, or can't do what it is asked."""
    try:
        yield
    except (ApiError, TransportError, BulkIndexError) as error:
        log.warning("Elasticsearch failed: %s", type(error).__name__)
        raise Unavailable from error


class ElasticEngine:
    """Connects at first use, in each process anew."""

    @cached_property
    def client(self) -> Elasticsearch:
        """Every node is tried once, none is asked for others (no sniffing)."""
        nodes = settings.ELASTIC_SEARCH_URL.split(",")
        return Elasticsearch(nodes, request_timeout=SEARCH_SECONDS, max_retries=len(nodes) - 1, retry_on_timeout=False)

    def search(self, search: Search) -> Page:
        """See Engine. A partial answer is none."""
        request = page_request(search).using(self.client).index(ALIAS)
        with available():
            answer = request.params(ignore_unavailable=True, allow_partial_search_results=False).execute()
        if answer.timed_out:
            raise Unavailable
        found: Any = answer.to_dict()["hits"]
        hits = [Hit(tuple(hit["sort"]), hit["_source"]) for hit in found["hits"]]
        return page_of(hits, search, total=found["total"]["value"])

    def facets(self, search: Search) -> Facets:
        """See Engine."""

        def aggregate(narrowed: Search, aggregation: dict[str, Any]) -> Buckets:
            body = facet_request(narrowed, aggregation)
            answer = self.client.search(index=ALIAS, body=body, ignore_unavailable=True)
            buckets: Buckets = answer.get("aggregations", {}).get("facet", {}).get("buckets", [])
            return buckets

        with available():
            return facets_of(search, aggregate, category_field="categories.keyword")

    def similar(self, gig: Gig, *, size: int) -> list[Gig]:
        """See Engine."""
        with available():
            answer = similar_request(gig, size).using(self.client).index(ALIAS).execute()
        return [hit["_source"] for hit in answer.to_dict()["hits"]["hits"]]

    def get(self, gig_id: str) -> Gig | None:
        """See Engine."""
        if len(gig_id) > MAX_ID_LENGTH:
            return None
        with available():
            try:
                answer = self.client.get(index=ALIAS, id=gig_id, source_excludes=OWN_FIELDS)
            except NotFoundError:
                return None
        gig: Gig = answer["_source"]
        return gig if gig.get("active") is True else None

    def put(self, gigs: Iterable[Gig]) -> int:
        """See Engine."""
        with available():
            elastic_index.ensure(self.client)
            count, _ = bulk(self.client.options(request_timeout=BULK_SECONDS), elastic_index.actions(gigs, ALIAS))
            self.client.indices.refresh(index=ALIAS)
        return count

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

    def rebuild(self) -> int:
        """See Engine. Raises ForeignIndex too."""
        with available():
            return elastic_index.rebuild(self.client)
