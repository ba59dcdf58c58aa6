"""What nobody may get although no account has it.

Names of deleted accounts, since other services know buyers by their names: only a digest is kept, keyed with a secret
key, and a name stays reserved as long as that key is in force. Former e-mails, for as long as a change can be undone.
"""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import QuerySet
from django.utils import timezone

from auth_service.digests import name_digest, name_digests
from auth_service.models import EmailChange, ReservedName, User
from jobber.compiled import Compiled, Given


def reserve(username: str) -> None:
    """Keeps the name, in the caller's transaction."""
    ReservedName.objects.get_or_create(digest=name_digest(username))


def reserved_among(usernames: Iterable[str]) -> set[str]:
    """Those of the names that an account had until its owner deleted it."""
    names = {digest: name for name in usernames for digest in name_digests(name)}
    found = ReservedName.objects.filter(digest__in=names).values_list("digest", flat=True)
    return {names[digest] for digest in found}


def undoable() -> QuerySet[EmailChange]:
    """The changes of e-mail that can be undone."""
    return undoable_at(timezone.now())


def undoable_at(moment: datetime | Given) -> QuerySet[EmailChange]:
    """Those that can be undone then."""
    return EmailChange.objects.filter(ended_at=None, expires_at__gt=moment).exclude(confirmed_at=None)


def is_reserved(username: str) -> bool:
    """Whether an account had that name until its owner deleted it."""
    return any(reserved.get(digest=digest) for digest in name_digests(username))


def is_kept(email: str) -> bool:
    """Whether an account may still go back to that e-mail."""
    return kept.get(old_email=email, expires_at=timezone.now()) is not None


@Compiled
def reserved() -> QuerySet[ReservedName]:
    """The reserved name of a digest."""
    return ReservedName.objects.filter(digest=Given("digest"))


@Compiled
def kept() -> QuerySet[EmailChange]:
    """A change of e-mail that can be undone, away from that e-mail."""
    return undoable_at(Given("expires_at")).filter(old_email=Given("old_email")).only("pk")


def emails_kept_among(emails: Iterable[str], *, except_for: User | None = None) -> set[str]:
    """Those of the e-mails that an account may still go back to; `except_for` one whose own may be left out."""
    kept = undoable().filter(old_email__in=list(emails))
    if except_for is not None:
        kept = kept.exclude(user=except_for)
    return set(kept.values_list("old_email", flat=True))
