"""Building the index at Elasticsearch anew, beside the old one, while searches and other writers go on.

Writers are held off only at the end, for as long as it takes to bring over what they changed meanwhile: their writes
fail then, and none is lost.
"""

import time
from collections.abc import Iterator
from typing import Any

from elasticsearch import Elasticsearch
from elasticsearch.helpers import bulk, scan

from jobber.exceptions import JobberError
from search.documents import Gig
from search.engines.elastic_index import ALIAS, SEARCH_SECONDS, create, ensure, load

SCAN_SIZE = 1000
EVERYTHING: dict[str, Any] = {"match_all": {}}


class ForeignIndex(JobberError):
    """The index `gigs` is another service's: it is searched, and written to, but never replaced."""

    status_code = 409
    message = "The index gigs is not an alias of ours: another service owns it, so it is not rebuilt."


def rebuild(client: Elasticsearch) -> int:
    """Builds a new index beside the old one and swaps the alias; how many gigs it has. Raises ForeignIndex."""
    ensure(client)
    old, new = current(client), create(client)
    try:
        seen = last_change(client, old)
        load(client, gigs_of(client, old, EVERYTHING), new)
        client.indices.add_block(index=old, block="write")
        catch_up(client, old, new, seen)
        swap = [{"add": {"index": new, "alias": ALIAS}}, {"remove": {"index": old, "alias": ALIAS}}]
        client.indices.update_aliases(actions=swap)
    except BaseException:
        client.indices.delete(index=new, ignore_unavailable=True)
        client.indices.put_settings(index=old, settings={"index.blocks.write": None})
        raise
    time.sleep(SEARCH_SECONDS)  # searches that began on the old index are over then
    client.indices.delete(index=old)
    return int(client.count(index=new)["count"])


def current(client: Elasticsearch) -> str:
    """The one index that the alias stands for. Raises ForeignIndex."""
    names = list(client.indices.get_alias(name=ALIAS)) if client.indices.exists_alias(name=ALIAS) else []
    if len(names) != 1:
        raise ForeignIndex
    return names[0]


def last_change(client: Elasticsearch, index: str) -> int:
    """The number of the latest change that searches see; -1 where there was none."""
    client.indices.refresh(index=index)
    hits = client.search(index=index, size=1, sort=[{"_seq_no": "desc"}], source=False)["hits"]["hits"]
    return int(hits[0]["sort"][0]) if hits else -1


def gigs_of(client: Elasticsearch, index: str, query: dict[str, Any]) -> Iterator[Gig]:
    """The gigs of an index that match."""
    return (hit["_source"] for hit in scan(client, {"query": query}, index=index, size=SCAN_SIZE))


def catch_up(client: Elasticsearch, old: str, new: str, seen: int) -> None:
    """Brings over what was changed in the old index after `seen`, and takes out what was deleted there."""
    client.indices.refresh(index=old)
    load(client, gigs_of(client, old, {"range": {"_seq_no": {"gt": seen}}}), new)
    if client.count(index=old)["count"] != client.count(index=new)["count"]:
        gone = ids_of(client, new) - ids_of(client, old)
        bulk(client, ({"_op_type": "delete", "_index": new, "_id": gig_id} for gig_id in gone), refresh=True)


def ids_of(client: Elasticsearch, index: str) -> set[str]:
    """The ids in an index."""
    return {hit["_id"] for hit in scan(client, {"_source": False}, index=index, size=SCAN_SIZE)}
