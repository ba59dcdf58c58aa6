"""The plain way: what the Node services ask of Elasticsearch, on an index with default mapping."""

from collections.abc import Iterable
from typing import Any

from elasticsearch import Elasticsearch
from elasticsearch.helpers import bulk

from search.documents import Gig

INDEX = "plain-gigs"
FIELDS = ["username", "title", "description", "basicTitle", "basicDescription"]


def create(client: Elasticsearch) -> None:
    """An empty index, as Elasticsearch makes one by itself."""
    client.indices.delete(index=INDEX, ignore_unavailable=True)
    client.indices.create(index=INDEX, settings={"number_of_replicas": 0})


def put(client: Elasticsearch, gigs: Iterable[Gig]) -> None:
    """Adds gigs."""
    bulk(client, ({"_index": INDEX, "_id": gig["id"], "_source": gig} for gig in gigs))
    client.indices.refresh(index=INDEX)


def request(query: dict[str, str], *, size: int = 10) -> dict[str, Any]:
    """The body of a search for a page in the order of `sortId`."""
    clauses: list[dict[str, Any]] = [{"term": {"active": True}}]
    if "query" in query:
        clauses.append({"query_string": {"fields": FIELDS, "query": f"*{query['query']}*"}})
    if "delivery_time" in query:
        clauses.append({"query_string": {"fields": ["expectedDelivery"], "query": f"*{query['delivery_time']}*"}})
    if "maxPrice" in query:
        clauses.append({"range": {"price": {"gte": 0, "lte": float(query["maxPrice"])}}})
    body = {"query": {"bool": {"must": clauses}}, "size": size, "sort": [{"sortId": "asc"}], "track_total_hits": True}
    return {**body, "search_after": [int(query["from"])]} if "from" in query else body


def ranked(query: str, *, size: int) -> dict[str, Any]:
    """The same without the order by `sortId`: the plain way at its best, by Elasticsearch's own score."""
    body = request({"query": query}, size=size)
    del body["sort"]
    return body
