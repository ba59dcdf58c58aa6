"""The outbox as operators see it: how much waits, what is dead, and another try for what still can go out."""

from typing import Any, ClassVar

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse

from auth_service import outbox
from auth_service.admin.base import ReadOnlyAdmin, staff_client
from auth_service.admin.search import SearchedByPerson
from auth_service.models import OutboxMessage
from auth_service.services import moderation


@admin.register(OutboxMessage)
class OutboxMessageAdmin(SearchedByPerson, ReadOnlyAdmin):
    """Messages on their way, without their bodies, which hold links and codes."""

    list_display = ("id", "type", "user", "state", "created_at", "tries", "ended_at", "error")
    list_filter = ("state",)
    list_select_related = ("user",)
    ordering = ("-pk",)
    sortable_by = ()
    # a topic may hold the digest of a pending sign-in
    exclude: ClassVar[tuple[str, ...]] = ("body", "topic")
    actions = ("send_again",)

    def has_send_permission(self, request: HttpRequest) -> bool:
        """Whether the staff member may let dead and held messages out again: the model's change permission."""
        return request.user.has_perm("auth_service.change_outboxmessage")

    @admin.action(description="Send again", permissions=["send"])
    def send_again(self, request: HttpRequest, queryset: QuerySet[OutboxMessage]) -> None:
        """Lets those of the dead and held messages out that still can go."""
        selected = queryset.count()
        sent = moderation.send_again(keys=queryset.values_list("pk", flat=True), client=staff_client(request))
        self.message_user(request, f"{sent} of {selected} messages wait for the relay again.")
        if sent < selected:
            why = "Only dead and held messages go out again, and none whose link or code is gone, replaced or too old."
            self.message_user(request, why, messages.WARNING)

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Django's list, under the state of the whole outbox."""
        return super().changelist_view(request, {**(extra_context or {}), "outbox": outbox.figures()})
