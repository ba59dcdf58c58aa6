"""Hashing passwords: bcrypt, cost 10 (contract 4)."""

import os

from django.conf import settings
from django.contrib.auth.hashers import BCryptPasswordHasher, check_password, make_password

from jobber.bulkhead import Queue

BCRYPT_MAX_BYTES = 72
# The shape of a hash that no password is known for: checking against it costs what any check costs.
NOBODYS_HASH = "bcrypt$$2b$10$" + "." * 53
# The machine's cores, shared out among its web processes: more hashes at once would only make each of them slower.
CORES = max(1, len(os.sched_getaffinity(0)) // max(1, settings.WEB_PROCESSES))
hashing = Queue(places=CORES, wait=5)


class BcryptHasher(BCryptPasswordHasher):
    """Django's bcrypt at the contract's cost."""

    rounds = 10


def fits_bcrypt(password: str) -> bool:
    """Whether bcrypt takes the whole password: it raises over 72 bytes, older releases cut it there."""
    return len(password.encode()) <= BCRYPT_MAX_BYTES


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
