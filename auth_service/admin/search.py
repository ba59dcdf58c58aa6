"""How the admin's lists find people: by what an index knows, in the way names are stored (contract 3)."""

from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest

from auth_service.models import MAX_ID, User
from auth_service.names import normalise_email, normalise_username

LAST_CHARACTER = "\U0010ffff"
MOST_FOUND = 500


class SearchedByIndex(admin.ModelAdmin[Any]):
    """A list whose search goes by `found`; Django's `search_fields` only shows the field to type into."""

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """Django's hook: the rows that are found, or all of them where nothing was typed."""
        term = search_term.strip()
        return (self.found(queryset, term) if term else queryset), False

    def found(self, queryset: QuerySet[Any], term: str) -> QuerySet[Any]:
        """The rows that the term finds, which has no spaces around it."""
        raise NotImplementedError


class SearchedByPerson(SearchedByIndex):
    """A list whose rows each belong to a user, by whom they are found."""

    search_fields = ("user__username",)
    search_help_text = "A whole username, e-mail or id of a user."

    def found(self, queryset: QuerySet[Any], term: str) -> QuerySet[Any]:
        """The rows of that person."""
        return queryset.filter(user__in=ids_of(term))


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
