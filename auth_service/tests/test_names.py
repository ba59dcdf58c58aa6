"""How names are normalised, for any text."""

from hypothesis import given
from hypothesis import strategies as st

from auth_service.names import is_username, normalise_email, normalise_username


@given(st.text(max_size=40))
def test_a_username_that_is_accepted_is_unchanged_by_normalising_again(text):
    name = normalise_username(text)

    assert not is_username(name) or normalise_username(name) == name


@given(st.text(max_size=40))
def test_a_usernames_letter_case_does_not_matter(text):
    ascii_text = text.encode("ascii", "ignore").decode()

    assert normalise_username(ascii_text.upper()) == normalise_username(ascii_text.lower())


@given(st.emails())
def test_an_email_is_unchanged_by_normalising_again(email):
    once = normalise_email(email)

    assert normalise_email(once) == once
