"""Thousands of requests made up from the OpenAPI document, right ones and wrong ones, with and without a session.

No answer may be a 5xx, and each must be one that the document tells of.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from typing import Any

import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from benchmarks.hammer.callers import Person
from benchmarks.hammer.finding import Finding
from benchmarks.serving import serving

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
CASES = 25
# the users that one makes would take the time of all others; the other two are outside the document's base
LEFT_OUT = {"seedUsers", "gatewayHealth", "authHealth"}
QUIETLY = settings(
    deadline=None, database=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck), derandomize=True
)


def operations(schema: Any) -> list[Any]:
    """What the document tells of."""
    found = [result.ok() for result in schema.get_all_operations()]
    return [each for each in found if each.definition.raw["operationId"] not in LEFT_OUT]


def fuzz(operation: Any, call: Callable[[Case], int], *, cases: int) -> Counter[int]:
    """How often each status came, of `cases` right requests and as many wrong ones; `call` judges the answers."""
    statuses: Counter[int] = Counter()

    def send(case: Case) -> None:
        statuses[call(case)] += 1

    for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
        with suppress(Unsatisfiable):  # nothing is wrong where any text is right
            settings(QUIETLY, max_examples=cases)(given(operation.as_strategy(generation_mode=mode))(send))()
    return statuses


def judged(case: Case, browser: requests.Session) -> int:
    """The status of the answer. Raises AssertionError for one that the document does not tell of."""
    return case.call_and_validate(session=browser, checks=CHECKS).status_code


def signed_in(url: str, number: int) -> requests.Session:
    """A browser whose owner has just signed up."""
    person, browser = Person(url), requests.Session()
    assert person.sign_up(f"fuzz {number}", f"fuzz{number}@example.com").status == 201
    browser.cookies.update(person.cookies)
    return browser


def attack() -> Iterator[Finding]:
    """Every operation, without a session and with one. Raises AssertionError."""
    with serving("fuzz") as system:
        system.manage("seed_users")
        system.manage("seed_gigs", "--count=200")
        schema = schemathesis.openapi.from_url(f"{system.url}/api/schema")
        statuses: Counter[int] = Counter()
        for number, operation in enumerate(operations(schema)):
            for browser in (requests.Session(), signed_in(system.url, number)):
                statuses += fuzz(operation, partial(judged, browser=browser), cases=CASES)
    told = ", ".join(f"{status}: {count:,}" for status, count in sorted(statuses.items()))
    yield Finding(
        "requests made up from the OpenAPI document (schemathesis)",
        f"{statuses.total():,}, right and wrong ones, without and with a session",
        f"no 5xx, each answer as the document says ({told})",
    )
