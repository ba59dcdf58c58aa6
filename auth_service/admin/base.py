"""What the admin's lists share: pages that a million rows don't slow down, and a line in the log for each change."""

from typing import Any, cast

from django.contrib import admin
from django.core.paginator import Paginator
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.functional import cached_property

from auth_service import audit
from auth_service.clients import Client
from auth_service.models import Event, Session, User
from jobber.address import client_address

MOST_COUNTED = 10_000
DETAIL_LENGTH = 200


class BoundedPaginator(Paginator[Any]):
    """Django's, but it counts no further than `MOST_COUNTED`: whoever looks further back filters or searches."""

    @cached_property
    def count(self) -> int:
        """How many rows there are, `MOST_COUNTED` at most."""
        return cast("QuerySet[Any]", self.object_list)[:MOST_COUNTED].count()


def staff_client(request: HttpRequest) -> Client:
    """The staff member who asks, by the browser's session."""
    session: Session = request.login  # type: ignore[attr-defined]
    return Client(
        address=client_address(request),
        browser_name=session.browser_name,
        device_type=session.device_type,
        actor=session.user.username,
    )


def is_superuser(request: HttpRequest) -> bool:
    """Whether a superuser asks."""
    return bool(getattr(request.user, "is_superuser", False))


class RecordedAdmin(admin.ModelAdmin[Any]):
    """A list whose changes, made through Django's own forms, are in the audit log too."""

    paginator = BoundedPaginator
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER

    def log_addition(self, request: HttpRequest, obj: Model, message: Any) -> Any:
        """Django's hook."""
        self.record(request, obj, "added")
        return super().log_addition(request, obj, message)

    def log_change(self, request: HttpRequest, obj: Model, message: Any) -> Any:
        """Django's hook; `message` lists what changed."""
        for part in message:
            self.record(request, obj, ", ".join(part.get("changed", {}).get("fields", [])))
        return super().log_change(request, obj, message)

    def log_deletions(self, request: HttpRequest, queryset: Any) -> Any:
        """Django's hook."""
        for obj in queryset:
            self.record(request, obj, "deleted")
        return super().log_deletions(request, queryset)

    def record(self, request: HttpRequest, obj: Model, what: str) -> None:
        """Writes who changed what, in the transaction of Django's form."""
        user_id, subject = (obj.pk, "") if isinstance(obj, User) else (None, f"{self.opts.verbose_name} {obj}: ")
        detail = f"{subject}{what}"[:DETAIL_LENGTH]
        audit.record(Event.Type.CHANGED_BY_STAFF, user_id=user_id, client=staff_client(request), detail=detail)


class ReadOnlyAdmin(RecordedAdmin):
    """Rows that only the program writes."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody may."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Nobody may."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Nobody may."""
        return False
