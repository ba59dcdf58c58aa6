"""Hashing passwords: bcrypt, cost 10 (contract 4)."""

from django.contrib.auth.hashers import BCryptPasswordHasher, check_password, make_password

BCRYPT_MAX_BYTES = 72
# The shape of a hash that no password is known for: checking against it costs what any check costs.
NOBODYS_HASH = "bcrypt$$2b$10$" + "." * 53


class BcryptHasher(BCryptPasswordHasher):
    """Django's bcrypt at the contract's cost."""

    rounds = 10


def fits_bcrypt(password: str) -> bool:
    """Whether bcrypt takes the whole password: it raises over 72 bytes, older releases cut it there."""
    return len(password.encode()) <= BCRYPT_MAX_BYTES


def hash_password(password: str) -> str:
    """What is stored for `password`."""
    return make_password(password)


def is_password(password: str, stored: str | None) -> bool:
    """Whether `stored` was made of `password`; for None, nobody's hash is tried, so that the time taken is the same."""
    return fits_bcrypt(password) and check_password(password, stored or NOBODYS_HASH)
