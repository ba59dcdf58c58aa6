"""Holds what the gateway answers against its OpenAPI document, in every test that calls it through callers.py."""

import gzip
import json
import re
from datetime import datetime
from functools import cache
from urllib.parse import unquote, urlsplit

from jsonschema import Draft202012Validator, FormatChecker

from gateway.openapi import document as openapi
from gateway.upstreams import PassedOn

BASES = ("/api/v1/gateway", "/api/gateway/v1")
HOW = "See OPERATIONS in auth_service/schema and search/schema."
# What any route may answer; so may it whatever the gateway says before a route is called.
ALWAYS = {413, 415, 429, 500, 503}
formats = FormatChecker(formats=())
formats.checks("date-time", ValueError)(lambda text: not isinstance(text, str) or datetime.fromisoformat(text).tzinfo)


@cache
def document():
    """The document that /api/schema serves."""
    return json.loads(openapi.document())


@cache
def routes():
    """Each path as a pattern, the path, and its operations by method."""
    paths = document()["paths"]
    return [(re.compile(re.sub(r"\{\w+\}", "[^/]+", path) + "/?"), path, paths[path]) for path in paths]


@cache
def validator(schema):
    """What validates the schema, which is given as JSON."""
    return Draft202012Validator({**json.loads(schema), "components": document()["components"]}, format_checker=formats)


def problems(schema, value):
    """What the schema finds wrong with the value."""
    return [f"{error.json_path}: {error.message}" for error in validator(json.dumps(schema)).iter_errors(value)]


def check(method, url, sent, answer):
    """Fails for an answer of the gateway whose status, content type or body is not documented."""
    path = unquote(urlsplit(url).path)
    base = next((base for base in BASES if path.startswith(base + "/")), None)
    if base is None or method in {"HEAD", "OPTIONS"} or isinstance(answer, PassedOn):
        return
    name, operation = operation_of(method, path.removeprefix(base))
    check_answer(f"{method} {name}", operation, answer)
    if 200 <= answer.status_code < 300 and "requestBody" in operation:
        [content] = operation["requestBody"]["content"].values()
        found = problems(content["schema"], json.loads(sent or "{}"))
        assert not found, f"{method} {name} takes more: {found}"


def operation_of(method, path):
    """The documented path and what is said of its method; the path itself and nothing where neither is documented."""
    for pattern, name, operations in routes():
        if pattern.fullmatch(path):
            return name, operations.get(method.lower(), {})
    return path, {}


def check_answer(what, operation, answer):
    body = body_of(answer)
    response = operation.get("responses", {}).get(str(answer.status_code))
    if response is None:
        told = ALWAYS if operation else ALWAYS | {404, 405}
        is_general = answer.status_code in told or (isinstance(body, dict) and body.get("comingFrom") == "gateway")
        assert is_general, f"{what} answers {answer.status_code}, which is not documented. {HOW} {body}"
        response = document()["paths"]["/auth/signin"]["post"]["responses"]["default"]
    content_type = answer["Content-Type"].partition(";")[0]
    assert content_type in response["content"], f"{what} answers {content_type}, which is not documented. {HOW}"
    found = problems(response["content"][content_type]["schema"], body)
    assert not found, f"{what} answers {answer.status_code} with what is not documented. {HOW} {found}"
    missing = set(response.get("headers", ())) - set(answer.headers)
    assert answer.status_code != 429 or not missing, f"{what} answers without {missing}"


def body_of(answer):
    content = gzip.decompress(answer.content) if answer.get("Content-Encoding") == "gzip" else answer.content
    return json.loads(content)
