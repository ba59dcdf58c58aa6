"""The OpenAPI document of the gateway."""

from functools import cache
from typing import Any

import orjson
from drf_spectacular.generators import SchemaGenerator

from gateway.openapi import texts
from gateway.openapi.routes import OPERATIONS, Routes
from gateway.urls import urlpatterns
from jobber.schema import Schema


class Generator(SchemaGenerator):
    """drf-spectacular's, for our routes."""

    endpoint_inspector_cls = Routes


@cache
def document() -> bytes:
    """The document as JSON, made once."""
    return orjson.dumps(Generator(patterns=urlpatterns).get_schema(public=True), option=orjson.OPT_UTC_Z)


def complete(result: Schema, **_: Any) -> Schema:
    """drf-spectacular's hook: adds what concerns the API as a whole."""
    components = {**result["components"], "securitySchemes": texts.security_schemes()}
    return {
        **result,
        "info": {**result["info"], "description": texts.description(OPERATIONS.values())},
        "servers": [{"url": "/api/v1/gateway"}, {"url": "/api/gateway/v1", "description": "The same routes."}],
        "tags": [{"name": name, "description": text} for name, text in texts.TAGS.items()],
        "paths": {**result["paths"], **texts.health_paths()},
        "components": components,
    }
