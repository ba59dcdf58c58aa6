"""Passwords: which ones nobody should choose, and their hashes, which are bcrypt's at cost 10 (contract 4)."""

import os

from django.conf import settings
from django.contrib.auth.hashers import BCryptPasswordHasher, check_password, make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from auth_service.exceptions import ObviousPassword
from auth_service.hash_pool import HashPool
from auth_service.hash_process import PASSWORD_BYTES
from auth_service.models import User
from jobber.bulkhead import Queue

# The shape of a hash that no password is known for: checking against it costs what any check costs.
NOBODYS_HASH = "bcrypt$$2b$10$" + "." * 53
# The machine's cores, shared out among its web processes: more hashes at once would only make each of them slower.
CORES = max(1, len(os.sched_getaffinity(0)) // max(1, settings.WEB_PROCESSES))
hashing = Queue(places=CORES, wait=5)
processes = HashPool(CORES)


class BcryptHasher(BCryptPasswordHasher):
    """Django's bcrypt at the contract's cost, in a process of its own."""

    rounds = 10

    def encode(self, password: str, salt: bytes) -> str:  # type: ignore[override]  # bcrypt's salts are bytes
        """Django's hook: what is stored."""
        return f"{self.algorithm}${processes.hashpw(password.encode(), salt).decode()}"


def fits_bcrypt(password: str) -> bool:
    """Whether bcrypt takes the whole password: it raises over 72 bytes, older releases cut it there."""
    return len(password.encode()) <= PASSWORD_BYTES


class NameValidator:
    """Refuses a password that holds the user's name, or what stands before the `@` of the e-mail address.

    Django's similarity alone lets "anna12345678" pass for Anna. Fewer than `SHORTEST` letters are in many words.
    """

    SHORTEST = 4

    def validate(self, password: str, user: User | None = None) -> None:
        """Django's hook. Raises ValidationError."""
        names = [user.username, user.email.partition("@")[0]] if user else []
        if any(len(letters(name)) >= self.SHORTEST and letters(name) in letters(password) for name in names):
            raise ValidationError("The password holds the user's name.", code="password_holds_name")

    def get_help_text(self) -> str:
        """Django's hook."""
        return "The password must not hold the user's name."


def letters(text: str) -> str:
    """The letters and digits of the text, in one case."""
    return "".join(character for character in text.casefold() if character.isalnum())


def refuse_obvious(password: str, *, username: str, email: str) -> None:
    """Raises ObviousPassword for one that is common, or holds or resembles the name or the address.

    It does not say which of these: the holder of a reset link need not learn whose account it is.
    """
    try:
        validate_password(password, User(username=username, email=email))
    except ValidationError as error:
        raise ObviousPassword from error


def hash_password(password: str) -> str:
    """What is stored for `password`. Raises Unavailable where the queue for a core is too long."""
    with hashing.place():
        return make_password(password)


def is_password(password: str, stored: str | None) -> bool:
    """Whether `stored` was made of `password`; for None, nobody's hash is tried, so that the time taken is the same.

    Raises Unavailable where the queue for a core is too long.
    """
    if not fits_bcrypt(password):
        return False
    with hashing.place():
        return check_password(password, stored or NOBODYS_HASH)
