"""The engine in use: Elasticsearch where `ELASTIC_SEARCH_URL` is set, the embedded one elsewhere."""

from functools import cache

from django.conf import settings

from search.engines.base import Engine

__all__ = ["Engine", "engine"]


@cache
def engine() -> Engine:
    """The one engine of this process; only the one in use is imported, since each costs memory."""
    if settings.ELASTIC_SEARCH_URL:
        from search.engines.elastic import ElasticEngine  # noqa: PLC0415

        return ElasticEngine()
    from search.engines.embedded import EmbeddedEngine  # noqa: PLC0415

    return EmbeddedEngine()
