"""How usernames and e-mails are written and compared (contract 3; design, "Comparing names")."""

import unicodedata

ALLOWED_MARKS = frozenset(" ._-")
ALLOWED_CATEGORIES = frozenset("LMN")


def normalise_username(text: str) -> str:
    """The username as it is stored and looked up: NFKC, each word's first letter upper case and the rest lower case.

    Words are split at spaces; spaces around and repeated ones count for nothing.
    """
    words = unicodedata.normalize("NFKC", text).split(" ")
    return unicodedata.normalize("NFKC", " ".join(word[:1].title() + word[1:].lower() for word in words if word))


def is_username(name: str) -> bool:
    """Whether a normalised name may be one: letters, marks, digits, space and `._-`, unchanged by normalising again."""
    letters = all(char in ALLOWED_MARKS or unicodedata.category(char)[0] in ALLOWED_CATEGORIES for char in name)
    return letters and normalise_username(name) == name


def normalise_email(text: str) -> str:
    """The e-mail as it is stored and looked up: in lower case, an international domain as mails to it are addressed.

    That way of writing it is one of many: `xn--bcher-kva`, letters composed or not, and signs that nobody sees.
    """
    email = text.strip().lower()
    local, at, domain = email.rpartition("@")
    if domain.isascii() and "xn--" not in domain:
        return email
    try:
        return local + at + ascii_domain(domain).encode().decode("idna")
    except UnicodeError:
        return email


def ascii_domain(domain: str) -> str:
    """The domain as the name servers know it. Raises UnicodeError for one that can't be."""
    return domain.encode("idna").decode()


def is_email_like(text: str) -> bool:
    """Whether what was typed as a username is taken for an e-mail address (contract 3)."""
    return "@" in text


def looked_up_by(name: str) -> str:
    """The field of a user by which such a normalised name is looked up."""
    return "email" if is_email_like(name) else "username"
