"""Sessions as operators see them."""

from typing import ClassVar

from django.contrib import admin

from auth_service.admin.base import ReadOnlyAdmin
from auth_service.admin.search import SearchedByPerson
from auth_service.models import Session


@admin.register(Session)
class SessionAdmin(SearchedByPerson, ReadOnlyAdmin):
    """Sessions, without the `sid` that their JWTs carry."""

    list_display = ("id", "user", "browser_name", "device_type", "address", "created_at", "last_seen_at", "ended_at")
    list_select_related = ("user",)
    ordering = ("-pk",)
    sortable_by = ("id",)
    exclude: ClassVar[tuple[str, ...]] = ("sid", "device")
