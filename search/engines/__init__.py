"""The engine in use."""

from functools import cache

from search.engines.base import Engine
from search.engines.embedded import EmbeddedEngine

__all__ = ["Engine", "engine"]


@cache
def engine() -> Engine:
    """The one engine of this process."""
    return EmbeddedEngine()
