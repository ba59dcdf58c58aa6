"""The newest of a user's rows, on the user's own page."""

from typing import Any

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.forms import BaseInlineFormSet
from django.http import HttpRequest

MOST_SHOWN = 20


class LatestFormSet(BaseInlineFormSet[Any, Any, Any]):
    """The newest `MOST_SHOWN`."""

    def get_queryset(self) -> QuerySet[Any]:
        """Django's hook, which it calls again and again: the slice is taken once."""
        if not hasattr(self, "latest"):
            self.latest = super().get_queryset()[:MOST_SHOWN]
        return self.latest


class LatestInline(admin.TabularInline[Any, Any]):
    """Rows that nobody edits, newest first."""

    formset = LatestFormSet
    ordering = ("-created_at", "-pk")
    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Nobody may."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Nobody may."""
        return False
