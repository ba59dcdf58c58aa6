"""The pages: their headers, their language, what stands around them. What they do is tried in tests/browser."""

import re
from pathlib import Path

import pytest
from django.test import Client
from django.urls import get_resolver

from jobber.routes import route
from jobber.static_files import HashedStaticFiles
from tests.callers import account, assert_error

HTML = {"accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
ROOT = Path(__file__).resolve().parents[2]
SECRET_PAGES = ["/confirm_email", "/reset_password", "/confirm_email_change", "/undo_email_change"]
DOORS = ["/signup", "/signin", "/verify_otp", "/forgot_password", *SECRET_PAGES]
PAGES = ["/", "/gig/x", *DOORS, "/account", "/goodbye"]
LOCALE = ROOT / "locale/es/LC_MESSAGES"
UNKNOWN = "The endpoint called does not exist."


def policy(answer):
    """The Content-Security-Policy as a dictionary."""
    directives = (part.split() for part in answer["Content-Security-Policy"].split(";"))
    return {name: values for name, *values in directives}


@pytest.mark.parametrize("path", PAGES)
def test_it_shows_a_page(client, path):
    answer = client.get(path)

    assert (answer.status_code, answer["Content-Type"]) == (200, "text/html; charset=utf-8")
    assert client.head(path).status_code == 200
    assert client.get(path.rstrip("/") + "/").status_code == 200


@pytest.mark.parametrize("path", PAGES)
def test_it_is_read_only(client, path):
    assert_error(client.post(path), 405, 'Method "POST" not allowed.')


@pytest.mark.parametrize("path", [*PAGES, "/nothing"])
def test_it_lets_nothing_inline_run(client, path):
    answer = client.get(path, headers=HTML)

    found = policy(answer)
    assert found["default-src"] == ["'none'"]
    assert found["script-src"] == found["style-src"] == found["connect-src"] == ["'self'"]
    assert found["frame-ancestors"] == found["base-uri"] == ["'none'"]
    assert "unsafe" not in answer["Content-Security-Policy"]
    # data is no script; anything else would not run, and is not there
    scripts = re.findall(rb"<script([^>]*)>", answer.content)
    assert all(b"src=" in script or b"application/json" in script for script in scripts)
    assert not re.search(rb"<style|\son\w+=|\sstyle=|javascript:", answer.content)


def test_pictures_may_come_from_where_the_setting_says(client):
    assert policy(client.get("/"))["img-src"] == ["'self'", "data:", "blob:", "https:"]


@pytest.mark.parametrize(
    ("asked", "language"), [("es", "es"), ("es-MX,en;q=0.5", "es"), ("en-GB", "en"), ("fr, de", "en"), ("\0", "en")]
)
def test_it_speaks_the_browsers_language(client, asked, language):
    answer = client.get("/", headers={"accept-language": asked})

    assert answer["Content-Language"] == language
    assert f'<html lang="{language}">' in answer.content.decode()
    assert {"accept-language", "cookie"} <= {name.strip().lower() for name in answer["Vary"].split(",")}


def test_the_cookie_chooses_the_language(client):
    client.cookies["language"] = "es"
    assert client.get("/", headers={"accept-language": "en"})["Content-Language"] == "es"
    client.cookies["language"] = "../../etc"
    assert client.get("/", headers={"accept-language": "en"})["Content-Language"] == "en"


def test_the_api_speaks_english_whatever_the_browser_asks_for(browser):
    browser.client.cookies["language"] = "es"
    answer = browser.post("/auth/signup", account(email="x"), headers={"accept-language": "es"})

    assert_error(answer, 400, "Invalid email")
    assert "Content-Language" not in answer
    assert "language" not in answer.get("Vary", "").lower()
    assert_error(browser.get("/auth/signup", headers={"accept-language": "es"}), 405, 'Method "GET" not allowed.')


def test_a_page_in_spanish_leaves_the_next_answer_in_english(client, browser):
    client.get("/", headers={"accept-language": "es"})

    assert_error(browser.post("/auth/signin", {}), 400, "Username is a required field")
    assert_error(browser.get("/auth/signup"), 405, 'Method "GET" not allowed.')


def test_the_api_carries_no_policy_for_pages(browser):
    assert "Content-Security-Policy" not in browser.get("/auth/currentuser")


def test_it_knows_by_the_cookie_whether_one_is_signed_in(client, member):
    assert "/signin" in client.get("/").content.decode()
    assert "/account" in member.client.get("/").content.decode()


@pytest.mark.parametrize("path", SECRET_PAGES)
def test_a_token_in_its_address_reaches_no_other_site_and_no_cache(client, path):
    answer = client.get(path, {"token": "5e1f", "v_token": "5e1f"})

    assert answer["Referrer-Policy"] == "no-referrer"
    assert answer["Cache-Control"] == "no-store"
    assert b"5e1f" not in answer.content


def test_the_rule_for_passwords_is_the_settings(client, settings):
    settings.PASSWORD_MIN_LENGTH, settings.PASSWORD_MAX_LENGTH = 8, 64

    assert 'data-min-length="8" data-max-length="64"' in client.get("/signup").content.decode()


@pytest.mark.parametrize(("asked", "words"), [("en", "There is nothing here"), ("es", "Aquí no hay nada")])
def test_an_unknown_page_is_a_page(client, asked, words):
    answer = client.get("/nothing", headers={**HTML, "accept-language": asked})

    assert answer.status_code == 404
    assert words in answer.content.decode()


def test_an_error_is_a_page_for_people_and_json_for_programs(settings):
    def broken(_request):
        raise ZeroDivisionError

    urls = [route("broken", broken), route("api/broken", broken), *get_resolver().url_patterns]
    settings.ROOT_URLCONF = type("urls", (), {"urlpatterns": urls})
    client = Client(raise_request_exception=False)

    answer = client.get("/broken", headers=HTML)
    assert (answer.status_code, answer["Content-Type"]) == (500, "text/html; charset=utf-8")
    assert answer["X-Request-Id"] in answer.content.decode()
    assert client.get("/broken").json()["statusCode"] == 500
    assert client.get("/api/broken", headers=HTML).json()["statusCode"] == 500


def test_what_one_types_into_the_address_is_text(client):
    page = client.get("/", {"query": '"><script>alert(1)</script>'}).content.decode()

    assert "<script>alert" not in page
    assert 'value="&quot;&gt;&lt;script&gt;' in page
    assert 'data-gig="&quot;&gt;&lt;b&gt;"' in client.get('/gig/"><b>').content.decode()


@pytest.mark.parametrize("path", ["/robots.txt", "/favicon.ico", "/static/css/jobber.css", "/static/favicon.svg"])
def test_small_files_are_served(client, path):
    assert client.get(path).status_code == 200


def test_files_that_were_not_collected_keep_their_names(tmp_path):
    assert HashedStaticFiles(location=tmp_path).url("css/jobber.css") == "/static/css/jobber.css"


def test_it_says_whom_to_tell_of_a_hole(client, settings):
    settings.SECURITY_CONTACT = "https://jobber.test/security"
    text = client.get("/.well-known/security.txt").content.decode()
    assert "Contact: https://jobber.test/security\n" in text
    assert re.search(r"^Expires: \d{4}-\d\d-\d\dT00:00:00Z$", text, re.MULTILINE)

    settings.SECURITY_CONTACT = ""
    assert_error(client.get("/.well-known/security.txt"), 404, UNKNOWN)


@pytest.mark.parametrize("template", ["search", "gig"])
def test_the_modules_of_a_page_are_asked_for_at_once(template):
    text = (ROOT / f"templates/pages/{template}.html").read_text()
    preloaded = set(re.findall(r'modulepreload" href="{% static "js/(\w+)\.js', text))

    assert preloaded == imported(template) - {template}


def imported(module):
    """The module, and all that it imports."""
    text = (ROOT / f"static/js/{module}.js").read_text()
    return {module}.union(*(imported(name) for name in re.findall(r'from "\./(\w+)\.js"', text)))


@pytest.mark.parametrize("domain", ["django", "djangojs"])
def test_everything_is_said_in_spanish_too(domain):
    entries = (LOCALE / f"{domain}.po").read_text().split("\n\n")[1:]

    assert len(entries) > 20
    # a text that is there goes on in the same line, or in the next
    empty = re.compile(r'^msgstr(\[\d\])? ""$(?!\n")', re.MULTILINE)
    assert not [entry for entry in entries if empty.search(entry) or "#, fuzzy" in entry]


def test_every_text_of_the_scripts_is_in_the_catalogue():
    said = "".join(file.read_text() for file in (ROOT / "static/js").glob("*.js"))
    catalogue = re.sub(r'"\n"', "", (LOCALE / "djangojs.po").read_text())

    for text in re.findall(r'\bn?gettext\(\s*"((?:[^"\\]|\\.)+)"', said):
        assert f'msgid "{text}"' in catalogue


def test_every_text_of_the_templates_is_in_the_catalogue():
    said = "".join(file.read_text() for file in (ROOT / "templates/pages").glob("*.html"))
    catalogue = re.sub(r'"\n"', "", (LOCALE / "django.po").read_text())

    for text in re.findall(r'(?:translate |_\()"([^"]+)"', said):
        assert f'msgid "{text}"' in catalogue
