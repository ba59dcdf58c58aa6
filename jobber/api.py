"""How Django REST framework reads and writes JSON here: by orjson, whatever the client says it accepts."""

from collections.abc import Iterable, Mapping
from functools import cache
from typing import IO, Any

import orjson
import rest_framework.response
from django.http import HttpRequest
from rest_framework.exceptions import ParseError
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.parsers import BaseParser
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.serializers import Serializer


class JSONParser(BaseParser):
    """A JSON object. orjson refuses what is not UTF-8, lone surrogates and more than 1,024 levels."""

    media_type = "application/json"

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> dict[str, Any]:
        """The object that the body holds. Raises ParseError; RequestDataTooBig, since `body` knows the limit."""
        assert parser_context is not None
        request: HttpRequest = parser_context["request"]._request
        try:
            body = orjson.loads(request.body)
        except orjson.JSONDecodeError as error:
            raise ParseError("The request body is not valid JSON.") from error
        if not isinstance(body, dict):
            raise ParseError("The request body must be a JSON object.")
        return body


class JSONRenderer(BaseRenderer):
    """JSON by orjson: times in ISO 8601, UTC with a `Z`."""

    media_type = "application/json"
    format = "json"
    charset = None
    render_style = "binary"

    def render(
        self, data: Any, accepted_media_type: str | None = None, renderer_context: Mapping[str, Any] | None = None
    ) -> bytes:
        """The bytes of `data`; none for None (a 204)."""
        return b"" if data is None else orjson.dumps(data, option=orjson.OPT_UTC_Z)


class Response(rest_framework.response.Response):
    """REST framework's, whose charset Django need not look for twice before there is a body."""

    charset = "utf-8"


class AlwaysJSON(BaseContentNegotiation):
    """JSON out for everyone: the contract knows no other, and an odd Accept header is no reason for a 406."""

    def select_parser(self, request: Request, parsers: Iterable[BaseParser]) -> BaseParser | None:
        """The parser for the body's content type; None (a 415) where it is not JSON."""
        content_type = (request.content_type or "").partition(";")[0].strip().lower()
        return next((parser for parser in parsers if parser.media_type == content_type), None)

    def select_renderer(
        self, request: Request, renderers: Iterable[BaseRenderer], format_suffix: str | None = None
    ) -> tuple[BaseRenderer, str]:
        """The one renderer there is."""
        renderer = next(iter(renderers))
        return renderer, renderer.media_type or ""


def read(serializer: type[Serializer[dict[str, Any]]], data: object) -> dict[str, Any]:
    """The data as the serializer reads it. Raises ValidationError."""
    found: dict[str, Any] = made(serializer).run_validation(data)
    return found


@cache
def made(serializer: type[Serializer[dict[str, Any]]]) -> Serializer[dict[str, Any]]:
    """The serializer, made once: each that is made copies its fields, which takes longer than to use them."""
    return serializer()
