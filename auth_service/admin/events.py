"""The audit log as operators read it."""

from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet

from auth_service.admin.base import ReadOnlyAdmin
from auth_service.admin.search import SearchedByIndex, ids_of
from auth_service.digests import name_digests
from auth_service.models import Event
from auth_service.names import normalise_email, normalise_username
from jobber.address import parse_address


@admin.register(Event)
class EventAdmin(SearchedByIndex, ReadOnlyAdmin):
    """Who did what, from where; of names that nobody has, only that there was one."""

    list_display = ("created_at", "type", "who", "actor", "address", "browser_name", "device_type", "detail")
    list_filter = ("type", "created_at")
    list_select_related = ("user",)
    ordering = ("-created_at", "-pk")
    sortable_by = ("created_at",)
    search_fields = ("type",)
    search_help_text = "A whole username, e-mail, id or address; names without account are found as well."

    @admin.display(description="user")
    def who(self, event: Event) -> str:
        """Whom it is about."""
        if event.user:
            return event.user.username
        return "a name without account" if event.name_digest else "–"

    def found(self, queryset: QuerySet[Any], term: str) -> QuerySet[Any]:
        """The events of that person, name or address."""
        if address := parse_address(term):
            return queryset.filter(address=str(address))
        digests = [*name_digests(normalise_username(term)), *name_digests(normalise_email(term))]
        return queryset.filter(Q(user__in=ids_of(term)) | Q(name_digest__in=digests))
