"""Names of deleted accounts: nobody gets them again, since other services know buyers by their names.

Only a digest is kept, keyed with a secret key: a name stays reserved as long as that key is in force.
"""

from collections.abc import Iterable

from auth_service.digests import name_digest, name_digests
from auth_service.models import ReservedName


def reserve(username: str) -> None:
    """Keeps the name, in the caller's transaction."""
    ReservedName.objects.get_or_create(digest=name_digest(username))


def reserved_among(usernames: Iterable[str]) -> set[str]:
    """Those of the names that an account had until its owner deleted it."""
    names = {digest: name for name in usernames for digest in name_digests(name)}
    found = ReservedName.objects.filter(digest__in=names).values_list("digest", flat=True)
    return {names[digest] for digest in found}
