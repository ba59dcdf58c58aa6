"""The index at Elasticsearch: its mapping, and the alias that it stands behind."""

import uuid
from collections.abc import Iterable

from elasticsearch import BadRequestError, Elasticsearch
from elasticsearch.dsl import Boolean, Date, Double, Integer, Keyword, Long, Mapping, Text
from elasticsearch.helpers import parallel_bulk

from search.documents import SEARCHED_FIELDS, WORD_FIELDS, Gig, delivery_days, indexed_words, named_parts
from search.engines.elastic_queries import OWN_FIELDS
from search.ranking import average_rating, lift

ALIAS, FIRST = "gigs", "gigs-first"
# what the fields below hold; a release that changes it raises the number
FORM = 2
LONGEST_NAME = 1000
SETTINGS = {"number_of_shards": 1, "number_of_replicas": 0, "refresh_interval": "1s"}
SEARCH_SECONDS, BULK_SECONDS = 2, 60


def mapping() -> Mapping:
    """What is indexed of a gig. The rest is kept as it came; nothing that another service adds is refused."""
    result = Mapping()
    result.meta("dynamic", "false")
    result.meta("_meta", form=FORM)
    result.meta("_source", excludes=OWN_FIELDS)
    for field in [*SEARCHED_FIELDS, "expectedDelivery"]:
        result.field(field, Text(norms=False))
    result.field("categories", Text(norms=False, fields={"keyword": Keyword(ignore_above=256)}))
    for field in WORD_FIELDS:
        result.field(field, Text(analyzer="whitespace", norms=False, index_options="docs"))
    for field in ("id", "sellerId", "category", "sub_category", "seller"):
        result.field(field, Keyword(doc_values=False, ignore_above=LONGEST_NAME))
    result.field("createdAt", Date(ignore_malformed=True))
    for field in ("price", "rating", "lift"):
        result.field(field, Double())
    result.field("days", Integer())
    result.field("sortId", Long())
    result.field("active", Boolean())
    return result


def document(gig: Gig) -> dict[str, object]:
    """What the index is given of a gig: the gig, and the fields that it is found by."""
    days = delivery_days(gig)
    own = {**indexed_words(gig), **named_parts(gig), "rating": average_rating(gig), "lift": lift(gig)}
    return {**gig, **own, **({} if days is None else {"days": days})}


def ensure(client: Elasticsearch) -> None:
    """Makes the first index, with its alias, where there is none: under one name, so that of two at once one does."""
    if client.indices.exists(index=ALIAS):
        return
    patient = client.options(request_timeout=BULK_SECONDS)
    try:
        patient.indices.create(index=FIRST, settings=SETTINGS, mappings=mapping().to_dict(), aliases={ALIAS: {}})
    except BadRequestError as error:
        if error.error != "resource_already_exists_exception":
            raise


def is_outdated(client: Elasticsearch) -> bool:
    """Whether an index of ours has another form than `document` writes; another service's is never outdated."""
    if not client.indices.exists_alias(name=ALIAS):
        return False
    mappings = client.indices.get_mapping(index=ALIAS).values()
    return any(each["mappings"].get("_meta", {}).get("form") != FORM for each in mappings)


def create(client: Elasticsearch) -> str:
    """Makes an empty index; its name."""
    name = f"{ALIAS}-{uuid.uuid4().hex}"
    client.indices.create(index=name, settings=SETTINGS, mappings=mapping().to_dict())
    return name


def load(client: Elasticsearch, gigs: Iterable[Gig], index: str) -> int:
    """Puts the gigs into the index, where searches find them then; how many.

    The next parcel is made while the server is busy with the one before; one at a time, so that of two gigs with one id
    the later one stays.
    """
    actions = ({"_index": index, "_id": gig["id"], "_source": document(gig)} for gig in gigs)
    patient = client.options(request_timeout=BULK_SECONDS)
    count = sum(1 for _ in parallel_bulk(patient, actions, thread_count=1, queue_size=2))
    patient.indices.refresh(index=index)
    return count
