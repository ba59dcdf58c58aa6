"""How the admin's lists find people: by what an index knows, in the way names are stored (contract 3)."""

from django.db.models import Q, QuerySet

from auth_service.models import MAX_ID, User
from auth_service.names import normalise_email, normalise_username

LAST_CHARACTER = "\U0010ffff"
MOST_FOUND = 500


def people(term: str) -> list[int]:
    """The users whose username or e-mail begins with the term, the first `MOST_FOUND` of each, or whose id it is."""
    by_name = beginning("username", normalise_username(term))
    by_email = beginning("email", normalise_email(term))
    return [*by_name, *by_email, *([int(term)] if is_id(term) else [])]


def beginning(field: str, prefix: str) -> QuerySet[User, int]:
    """Users by the beginning of a field, as a range: LIKE would find them without the index on some databases."""
    within = {f"{field}__gte": prefix, f"{field}__lt": prefix + LAST_CHARACTER}
    return User.objects.filter(**within).order_by(field).values_list("pk", flat=True)[:MOST_FOUND]


def ids_of(term: str) -> list[int]:
    """The users with exactly that username, e-mail or id: two at most."""
    named = Q(username=normalise_username(term)) | Q(email=normalise_email(term))
    return list(User.objects.filter(named | Q(pk=int(term)) if is_id(term) else named).values_list("pk", flat=True))


def is_id(term: str) -> bool:
    """Whether the term may be a row's id."""
    return term.isascii() and term.isdigit() and int(term) <= MAX_ID
