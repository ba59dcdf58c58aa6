"""A few hundred requests made up from the OpenAPI document; `make hammer ATTACK=fuzz` makes thousands."""

import pytest
import requests
import schemathesis

from benchmarks.hammer.fuzz import fuzz, operations
from tests.callers import GATEWAY, Browser
from tests.documented import document

OPERATIONS = {
    each.definition.raw["operationId"]: each for each in operations(schemathesis.openapi.from_dict(document()))
}


@pytest.mark.parametrize("name", OPERATIONS)
def test_no_made_up_request_is_answered_but_as_documented(name):
    browser = Browser()
    browser.sign_up()

    def call(case):
        sent = requests.Request(**case.as_transport_kwargs(base_url=f"http://localhost{GATEWAY}")).prepare()
        headers = {name: value for name, value in sent.headers.items() if name not in {"Cookie", "Content-Length"}}
        body, content_type = sent.body or "", sent.headers.get("Content-Type", "")
        answer = browser.client.generic(sent.method, sent.path_url, body, content_type=content_type, headers=headers)
        assert answer.status_code < 500, answer.content
        return answer.status_code

    assert fuzz(OPERATIONS[name], call, cases=6).total() > 0
