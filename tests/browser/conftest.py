"""A real Chromium on the program as it is deployed: what breaks in the browser's console fails the test.

A journey asks for `page` (light, English, a desk's width) or makes its own by `open_page(locale="es-ES", …)`, and may
`allow` the statuses of answers that it provokes. `axe` says what is wrong with a page for those who don't see it.
"""

import os
import re
import time
from email import message_from_bytes, policy
from pathlib import Path
from secrets import randbelow
from urllib.parse import parse_qs, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect, sync_playwright

from tests.browser import CHROMIUM
from tests.servers import EMBEDDED, ROOT, manage, web

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
FLAGS += ["--disable-component-update", "--disable-sync"]
PHONE = {"viewport": {"width": 320, "height": 640}, "has_touch": True}
DESK = {"viewport": {"width": 1280, "height": 800}}
SERIOUS = {"serious", "critical"}
MAIL_SECONDS = 20
# bounds, for a busy machine: nothing waits longer than it has to
PAGE_MILLISECONDS = 30_000
expect.set_options(timeout=PAGE_MILLISECONDS)


def pytest_collection_modifyitems(items):
    """Without a Chromium the journeys are skipped; the run says so at its end (conftest.py)."""
    if CHROMIUM.exists():
        return
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.skip(reason=f"{CHROMIUM} is missing"))


@pytest.fixture(autouse=True)
def _database():
    """None: the program under test has its own, in its own process."""


def run(data, *command):
    """Runs a manage.py command on that DATA_DIR."""
    process = manage(*command, **EMBEDDED, DATA_DIR=str(data))
    output, _ = process.communicate()
    assert process.returncode == 0, output.decode()


def stocked(data):
    """The DATA_DIR, with 5 users and 200 gigs in it now."""
    run(data, "migrate")
    run(data, "seed_users", "--count=5")
    run(data, "seed_gigs", "--count=200")
    return data


@pytest.fixture(scope="session")
def data_dir(tmp_path_factory):
    """The DATA_DIR of the program under test."""
    return stocked(tmp_path_factory.mktemp("data"))


@pytest.fixture(scope="session")
def site(data_dir):
    """The address of the program."""
    with web(**EMBEDDED, DATA_DIR=str(data_dir), TRUSTED_PROXIES="127.0.0.1") as url:
        yield url


@pytest.fixture(scope="session")
def chromium():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield browser
        browser.close()


class Watch:
    """Collects what goes wrong in a page."""

    def __init__(self, page, site):
        self.problems, self.allowed, self.site = [], set(), site
        page.on("console", self.see_console)
        page.on("pageerror", lambda error: self.problems.append(f"script: {error}"))
        page.on("requestfailed", self.see_failed)
        page.on("response", self.see_response)
        page.on("request", self.see_request)

    def see_console(self, message):
        # a refused answer is judged by its status, in `see_response`
        if message.type in {"error", "warning"} and not message.text.startswith("Failed to load resource"):
            self.problems.append(f"console: {message.text}")

    def see_failed(self, request):
        # a search that a newer one overtook is given up
        if request.failure != "net::ERR_ABORTED" and "offline" not in self.allowed:
            self.problems.append(f"failed: {request.url} {request.failure}")

    def see_response(self, response):
        if response.status >= 400 and response.status not in self.allowed:
            self.problems.append(f"{response.status}: {response.url}")

    def see_request(self, request):
        if not request.url.startswith((self.site, "data:", "blob:")) and request.resource_type != "image":
            self.problems.append(f"another site: {request.url}")


@pytest.fixture
def here():
    """The headers of a test's own address, as far as the rates go, on this machine: the program trusts its proxy."""
    return {"X-Forwarded-For": f"127.1.{randbelow(256)}.{randbelow(256)}"}


@pytest.fixture
def open_page(chromium, site, here):
    """Opens a browser of its own: `open_page(locale="es-ES", color_scheme="dark", **PHONE)`; it ends with the test."""
    opened = []

    def open_(**options):
        usual = {"base_url": site, "locale": "en-GB", "extra_http_headers": here, **DESK}
        context = chromium.new_context(**{**usual, **options})
        context.set_default_timeout(PAGE_MILLISECONDS)
        page = context.new_page()
        page.watch = Watch(page, site)
        opened.append(page)
        return page

    yield open_
    problems = [problem for page in opened for problem in page.watch.problems]
    for page in opened:
        page.context.close()
    assert not problems, "\n".join(problems)


@pytest.fixture
def page(open_page):
    """A browser that speaks English, in the light, on a desk."""
    return open_page()


def allow(page, *statuses):
    """The test provokes these: statuses of answers, or "offline"."""
    page.watch.allowed.update(statuses)


@pytest.fixture
def screenshot(tmp_path):
    """Keeps a picture of what a page shows: for the README where SCREENSHOTS names its folder (`make screenshots`)."""
    folder = ROOT / os.environ["SCREENSHOTS"] if "SCREENSHOTS" in os.environ else tmp_path

    def take(page, name):
        folder.mkdir(parents=True, exist_ok=True)
        page.wait_for_load_state("networkidle")
        page.screenshot(path=folder / f"{name}.png")

    return take


@pytest.fixture
def axe():
    """Fails for what is serious or critical to people who use a screen reader, a keyboard, or see little."""

    def check(page, besides=()):
        # a mail's sandbox keeps it out
        found = Axe().run(page, options={"iframes": False}).response["violations"]
        serious = [v for v in found if v["impact"] in SERIOUS and v["id"] not in besides]
        assert not serious, "\n".join(f"{v['id']}: {v['help']}: {[n['html'] for n in v['nodes']]}" for v in serious)

    return check


@pytest.fixture
def mails(data_dir):
    """The mails that the program sent."""
    return Mails(data_dir / "mailbox")


class Mails:
    """The copies that the program keeps of its mails in development."""

    def __init__(self, folder):
        self.folder = folder

    def latest(self, address, containing=""):
        """The text of the latest mail to the address that has those words in it, which is awaited."""
        return self.awaited(lambda: [text for to, text in self.all() if to == address and containing in text])[-1]

    def awaited(self, condition):
        """What the condition gives as soon as that is something."""
        until = time.monotonic() + MAIL_SECONDS
        while time.monotonic() < until:
            if found := condition():
                return found
            time.sleep(0.1)
        raise AssertionError("the mail did not come")

    def all(self):
        letters = [
            message_from_bytes(file.read_bytes(), policy=policy.default) for file in sorted(self.folder.glob("*.eml"))
        ]
        return [(letter["To"], letter.get_body(("plain",)).get_content()) for letter in letters]

    def link(self, address, parameter):
        """The path and query of the link in the latest mail that carries the parameter."""
        url = urlsplit(re.search(rf"http\S+[?&]{parameter}=[^\s\"<>]+", self.latest(address, f"?{parameter}="))[0])
        assert parse_qs(url.query)[parameter]
        return f"{url.path}?{url.query}"

    def code(self, address):
        """The one-time code in the latest mail."""
        return re.search(r"^\d{6}$", self.latest(address, "sign-in code"), re.MULTILINE)[0]
