"""How the admin's lists find people: by what an index knows, in the way names are stored (contract 3)."""

from django.db.models import Q

from auth_service.models import MAX_ID, User
from auth_service.names import normalise_email, normalise_username

LAST_CHARACTER = "\U0010ffff"


def people(term: str) -> Q:
    """The users whose username or e-mail begins with the term, or whose id it is."""
    found = begins("username", normalise_username(term)) | begins("email", normalise_email(term))
    return found | Q(pk=int(term)) if is_id(term) else found


def begins(field: str, prefix: str) -> Q:
    """The values that begin with the prefix, as a range: LIKE would find them without the index on some databases."""
    return Q(**{f"{field}__gte": prefix, f"{field}__lt": prefix + LAST_CHARACTER})


def ids_of(term: str) -> list[int]:
    """The users with exactly that username, e-mail or id: two at most."""
    named = Q(username=normalise_username(term)) | Q(email=normalise_email(term))
    return list(User.objects.filter(named | Q(pk=int(term)) if is_id(term) else named).values_list("pk", flat=True))


def is_id(term: str) -> bool:
    """Whether the term may be a row's id."""
    return term.isascii() and term.isdigit() and int(term) <= MAX_ID
