"""Sessions as operators see them."""

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from auth_service.admin.base import ReadOnlyAdmin
from auth_service.admin.search import ids_of
from auth_service.models import Session


@admin.register(Session)
class SessionAdmin(ReadOnlyAdmin):
    """Sessions, without the `sid` that their JWTs carry."""

    list_display = ("id", "user", "browser_name", "device_type", "address", "created_at", "last_seen_at", "ended_at")
    list_select_related = ("user",)
    ordering = ("-pk",)
    sortable_by = ("id",)
    search_fields = ("user__username",)  # shows the field; `get_search_results` decides
    search_help_text = "A whole username, e-mail or id of a user."
    exclude: ClassVar[tuple[str, ...]] = ("sid", "device")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """The sessions of that person."""
        term = search_term.strip()
        return (queryset.filter(user__in=ids_of(term)) if term else queryset), False
