"""The API's documentation: GET /api/docs and /api/schema. Every test that calls the gateway holds it to the document."""

import re
import subprocess
import sys

import pytest
from django.http import JsonResponse
from django.test import Client
from drf_spectacular.validation import validate_schema

from gateway.openapi import texts
from gateway.openapi.routes import Routes
from gateway.urls import urlpatterns
from tests.callers import assert_error
from tests.documented import check, document, problems

SIGNED_OUT = {"message": "Logout successful", "user": {}}


def operations():
    return {
        (method.upper(), path): operation
        for path, item in document()["paths"].items()
        for method, operation in item.items()
    }


def contents():
    """Every documented body: where it is, its schema, its examples."""
    for where, operation in operations().items():
        for part in (operation.get("requestBody", {}), *operation["responses"].values()):
            for content in part.get("content", {}).values():
                yield where, content


def test_every_route_of_the_gateway_is_documented_in_the_order_of_the_journey():
    routes = [(method, path) for path, _, method, _ in Routes(urlpatterns).get_api_endpoints()]
    health = [("GET", path) for path in texts.HEALTH]

    own = [url for url in urlpatterns if "below" not in url.pattern.regex.groupindex]  # services document their own
    assert len(routes) >= len(own)
    assert set(routes) - set(operations()) == set(), "Add an Operation to OPERATIONS in the service's schema."
    assert set(operations()) == {*routes, *health}
    assert list(document()["paths"]) == list(dict.fromkeys(path for _, path in [*routes, *health]))


def test_the_document_is_valid_openapi():
    assert document()["openapi"].startswith("3.1")
    validate_schema(document())


def test_the_document_is_the_same_in_every_process_and_made_without_complaints():
    code = "import django; django.setup(); from gateway.openapi.document import document; print(document().decode())"
    made = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert made.stdout.strip() == Client().get("/api/schema").content.decode()
    assert made.stderr == ""


def test_operations_have_names_of_their_own_and_a_step_of_the_journey():
    named = operations().values()
    tags = {tag["name"] for tag in document()["tags"]}

    assert len({operation["operationId"] for operation in named}) == len(named)
    assert {tag for operation in named for tag in operation["tags"]} == tags
    assert all(operation["summary"] and operation["description"] for operation in named)


def test_every_body_has_an_example_and_every_example_fits_its_schema():
    for where, content in contents():
        assert content["examples"], where
        for name, example in content["examples"].items():
            assert problems(content["schema"], example["value"]) == [], (where, name)


def test_every_parameter_is_explained():
    for where, operation in operations().items():
        assert all(parameter["description"] for parameter in operation.get("parameters", ())), where


def test_what_needs_a_session_says_so_and_what_is_told_without_one():
    schemes = document()["components"]["securitySchemes"]
    assert {(each["type"], each["in"], each["name"]) for each in schemes.values()} == {("apiKey", "cookie", "session")}

    for where, operation in operations().items():
        assert ("security" in operation) == ("401" in operation["responses"]), where


@pytest.mark.parametrize(
    ("path", "answer"),
    [
        ("/auth/signout", JsonResponse({**SIGNED_OUT, "token": "x"})),
        ("/auth/signout", JsonResponse({**SIGNED_OUT, "message": "Bye"})),
        ("/auth/signout", JsonResponse({"message": "Logout successful"})),
        ("/auth/signout", JsonResponse(SIGNED_OUT, status=201)),
        ("/auth/signout", JsonResponse(SIGNED_OUT, content_type="text/plain")),
        ("/auth/nothing", JsonResponse(SIGNED_OUT)),
        ("/auth/signin", JsonResponse({"message": "Gone", "statusCode": 410, "status": "error", "comingFrom": "signin"}, status=410)),
    ],
)  # fmt: skip
def test_an_answer_that_is_not_documented_would_be_found(path, answer):
    check("POST", "/api/v1/gateway/auth/signout", b"", JsonResponse(SIGNED_OUT))
    for base in ("/api/v1/gateway", "/api/gateway/v1"):
        with pytest.raises(AssertionError):
            check("POST", base + path, b"{}", answer)


def test_the_page_loads_our_own_files_alone_and_has_nothing_inline(client):
    page = client.get("/api/docs")
    html = page.content.decode()

    assert (page.status_code, page["Content-Type"]) == (200, "text/html; charset=utf-8")
    assert re.findall(r"<script[^>]*>[^<]|<style|\son\w+=|\sstyle=|https?://", html) == []
    files = re.findall(r'(?:src|href)="([^"]+)"', html)
    assert len(files) == 6
    for file in files:
        assert client.get(file).status_code == 200, file


def test_the_document_is_there_for_programs(client):
    answer = client.get("/api/schema")

    assert answer["Content-Type"] == "application/json"
    assert answer.json()["servers"][0]["url"] == "/api/v1/gateway"
    for path in ("/api/docs", "/api/schema"):
        assert client.get(path + "/").status_code == 200
        assert_error(client.post(path), 405, 'Method "POST" not allowed.')


def test_the_program_starts_without_drf_spectacular():
    code = "import sys, jobber.wsgi, jobber.urls; print('drf_spectacular.openapi' in sys.modules)"

    assert subprocess.check_output([sys.executable, "-c", code], text=True).split() == ["False"]
