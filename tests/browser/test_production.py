"""The pages as production serves them: hashed, compressed, small."""

import fcntl
import os
import re
import subprocess
import sys

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import allow, stocked
from tests.servers import EMBEDDED, ROOT, web

SECRETS = ("SECRET_KEY_ONE", "SECRET_KEY_TWO", "JWT_TOKEN", "GATEWAY_JWT_TOKEN")
PRODUCTION = {
    **EMBEDDED,
    **{name: f"{name.lower()}-{'r4nd0m' * 8}" for name in SECRETS},
    "DEBUG": "0",
    "CLIENT_URL": "https://jobber.test",
    "API_GATEWAY_URL": "https://jobber.test",
}
MOST_BYTES = 100_000
# in one process of a parallel run: collecting the files takes a while
pytestmark = pytest.mark.xdist_group("production")


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory):
    return stocked(tmp_path_factory.mktemp("production"))


@pytest.fixture(scope="module")
def site(data_dir, collected):
    with web(**PRODUCTION, DATA_DIR=str(data_dir)) as url:
        yield url


@pytest.fixture(scope="module")
def collected(tmp_path_factory):
    """The static files, collected once in a test run: a file that another process serves must not be written anew."""
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID", os.getpid())
    with (tmp_path_factory.getbasetemp().parent / f"collected-{run}").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if os.fstat(lock.fileno()).st_size:
            return
        environment = {"PATH": os.environ["PATH"], "PYTHON": sys.executable}
        subprocess.run([ROOT / "bin/collect-static"], check=True, env=environment)
        lock.write("done")


def weigh(page):
    """The bytes that come over the network for each address, pictures aside; filled as they come."""
    weights, addresses = {}, {}
    network = page.context.new_cdp_session(page)
    network.send("Network.enable")

    def asked(event):
        if event.get("type") != "Image":
            addresses[event["requestId"]] = event["request"]["url"]

    def came(event):
        if event["requestId"] in addresses:
            weights[addresses[event["requestId"]]] = event["encodedDataLength"]

    network.on("Network.requestWillBeSent", asked)
    network.on("Network.loadingFinished", came)
    return weights


@pytest.mark.parametrize("locale", ["en-GB", "es-ES"])
def test_the_first_results_come_in_under_100_kilobytes(open_page, locale):
    page = open_page(locale=locale)
    weights = weigh(page)
    page.goto("/?query=logo")
    expect(page.locator("#results .gig-card h3 mark").first).to_be_visible()
    page.wait_for_load_state("networkidle")

    assert len(weights) > 10
    assert sum(weights.values()) < MOST_BYTES, weights
    static = [address for address in weights if "/static/" in address]
    assert all(re.search(r"\.[0-9a-f]{12}\.(css|js|svg)$", address) for address in static)


@pytest.mark.parametrize(
    "path",
    [
        "/signup",
        "/confirm_email",
        "/signin",
        "/verify_otp",
        "/forgot_password",
        "/reset_password",
        "/account",
        "/confirm_email_change",
        "/undo_email_change",
        "/goodbye",
    ],
)
def test_every_module_of_a_page_has_a_hash_in_its_name(page, path):
    allow(page, 401)
    asked = []
    page.on("request", lambda request: asked.append(request.url) if "/static/" in request.url else None)
    page.goto(path)
    page.wait_for_load_state("networkidle")

    assert len(asked) > 3
    assert not [address for address in asked if not re.search(r"\.[0-9a-f]{12}\.(css|js|svg)$", address)]


def test_static_files_are_compressed_and_kept_for_ever(page):
    answers = []
    page.on("response", lambda answer: answers.append(answer) if "/static/" in answer.url else None)
    page.goto("/")
    expect(page.locator("#results .gig-card h3").first).to_be_visible()

    texts = [answer.all_headers() for answer in answers if answer.url.endswith((".js", ".css"))]
    assert len(texts) > 10
    assert all("immutable" in headers["cache-control"] for headers in texts)
    css = next(answer for answer in answers if answer.url.endswith(".css"))
    assert css.all_headers()["content-encoding"] == "gzip"


def test_there_is_no_mailbox(page, site):
    assert page.request.get(f"{site}/mailbox").status == 404
