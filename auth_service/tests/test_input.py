"""Whatever is sent, a serializer takes it within its bounds, or says what is wrong with it."""

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rest_framework.serializers import Serializer

from auth_service import serializers
from jobber.exceptions import JobberError, first_message
from tests.callers import PICTURE, account, assert_error

ALL = [each for each in vars(serializers).values() if isinstance(each, type) and issubclass(each, Serializer)]
DEEP = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.emails() | st.just(PICTURE),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


@pytest.mark.parametrize("serializer", ALL)
@given(st.data())
@settings(deadline=None, max_examples=60)
def test_it_reads_anything(serializer, data):
    good = {**account(), "confirmPassword": "s3cret-word", "token": "x", "userId": 1, "currentPassword": "s3cret-word"}
    named = st.fixed_dictionaries({name: DEEP | st.just(good.get(name)) for name in serializer().fields})
    sent = data.draw(named | st.dictionaries(st.sampled_from([*serializer().fields]), DEEP))
    read = serializer(data=sent)
    try:
        is_valid = read.is_valid()
    except JobberError as error:
        assert error.status_code == 413  # noqa: PT017 - only a picture is ever too large
        return
    if not is_valid:
        assert first_message(read.errors)
        return
    texts = [value for value in read.validated_data.values() if isinstance(value, str)]
    assert all("\0" not in text and orjson.dumps(text) for text in texts)


@pytest.mark.parametrize(
    ("email", "is_taken"),
    [
        ("a" * 64 + "@example.com", True),
        ("a" * 65 + "@example.com", False),
        ("a" * 60 + "@" + ".".join(["b" * 60] * 3) + ".example", True),
        ("a" * 64 + "@" + ".".join(["b" * 60] * 3) + ".exampl", True),
        ("a" * 64 + "@" + ".".join(["b" * 60] * 3) + ".example", False),
        ("ada@" + "b" * 64 + ".com", False),
        ('"ada love"@example.com', False),
        ('"ada\\@love"@example.com', True),
        ('"ada"love"@example.com', False),
        ("ada@bücher.example", True),
        ("ada@xn--bcher-kva.example", True),
        ("ada@" + "ü" * 60 + ".example", False),
        ("ada@[127.0.0.1]", True),
        ("ada@[127.0.0.300]", False),
        ("ädä@example.com", False),
        (".ada@example.com", False),
        ("a..da@example.com", False),
        ("ada@example", False),
        ("ada@-example.com", False),
        ("ada@example.com.", False),
        ("ada@@example.com", False),
        ("ada love@example.com", False),
        ("ada@example.com\r\nBcc: b@example.com", False),
        ("ada@exa\u200bmple.com", True),
        ("ada@e\u0301xample.com", True),
    ],
)
def test_an_email_is_within_the_limits_of_rfc_5321_and_can_be_written_to(browser, mailbox, email, is_taken):
    answer = browser.post("/auth/signup", account(email=email))

    if not is_taken:
        assert_error(answer, 400, "Invalid email")
        return
    assert answer.status_code == 201
    assert mailbox.latest(answer.json()["user"]["email"]).message().as_bytes()


@pytest.mark.parametrize("email", ["ada@xn--bcher-kva.example", "ada@bu\u0308cher.example", "ada@bü\u200bcher.example"])
def test_an_international_domain_is_one_however_it_is_written(browser, email):
    assert browser.sign_up(email=email)["email"] == "ada@bücher.example"


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("ｗｉｄｅ", "Wide"),
        ("ﬁrst", "First"),
        ("𝓪𝓭𝓪𝓵", "Adal"),
        ("①②③④", "1234"),
        ("e\u0301mile", "Émile"),
        ("straße", "Straße"),
        ("ada\u00a0love", "Ada Love"),
    ],
)
def test_look_alikes_of_one_letter_are_one_letter(browser, typed, stored):
    assert browser.sign_up(username=typed)["username"] == stored
    taken = browser.elsewhere().post("/auth/signup", account(username=stored, email="other@example.com"))
    assert_error(taken, 400, "Invalid credentials. Email or Username")


@pytest.mark.parametrize(
    "name", ["adа love", "аdal", "ada\u202elove", "ada\u2028love", "ada\u00adlove", "ada\ufefflove"]
)
def test_look_alikes_of_other_alphabets_are_other_names_and_signs_that_nobody_sees_are_none(browser, name):
    answer = browser.post("/auth/signup", account(username=name))

    assert answer.status_code == (201 if "а" in name else 400)
