"""Accounts as operators see them, and what they may do with them."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse

from auth_service import csv_export
from auth_service.admin.base import RecordedAdmin, is_superuser, staff_client
from auth_service.admin.filters import CountryFilter, YesNoFilter
from auth_service.admin.latest import LatestInline
from auth_service.admin.search import SearchedByIndex, people
from auth_service.models import Event, Session, User
from auth_service.services import account, email, moderation, second_factor
from jobber.exceptions import JobberError

MOST_AT_ONCE = 500
Deed = Callable[..., object]


class SessionInline(LatestInline):
    """The user's latest sessions."""

    model = Session
    fields = ("browser_name", "device_type", "address", "created_at", "last_seen_at", "ended_at")
    verbose_name_plural = "latest sessions"


class EventInline(LatestInline):
    """The user's latest events."""

    model = Event
    fields = ("type", "actor", "address", "browser_name", "device_type", "detail", "created_at")
    verbose_name_plural = "latest events"


class UserForm(forms.ModelForm[User]):
    """What a superuser may change."""

    def clean(self) -> dict[str, Any]:
        """Raises ValidationError where nobody would be left who could name staff."""
        data = super().clean() or {}
        if not (data.get("is_staff", True) and data.get("is_superuser", True)):
            try:
                account.check_not_last_superuser(User.objects.get(pk=self.instance.pk))
            except JobberError as error:
                raise forms.ValidationError(error.message) from error
        return data


@admin.register(User)
class UserAdmin(SearchedByIndex, RecordedAdmin):
    """Accounts: found by name, e-mail or id. Only superusers touch those of staff."""

    form = UserForm
    list_display = ("id", "username", "email", "country", "email_verified", "is_active", "is_staff", "created_at")
    list_display_links = ("id", "username")
    list_filter = (
        ("email_verified", YesNoFilter),
        ("is_active", YesNoFilter),
        ("is_staff", YesNoFilter),
        CountryFilter,
        "created_at",
    )
    sortable_by = ("id", "username", "email", "created_at")
    ordering = ("-created_at", "-pk")
    search_fields = ("username",)
    search_help_text = "The beginning of a username or e-mail, or an id. The first 500 are found."
    fields = (
        "username",
        "email",
        "country",
        "email_verified",
        "is_active",
        "has_second_factor",
        "profile_picture",
        "browser_name",
        "device_type",
        "created_at",
        "updated_at",
        "is_staff",
        "is_superuser",
        "groups",
    )
    superusers_only = ("is_staff", "is_superuser", "groups")
    actions = (
        "end_sessions",
        "resend_verification",
        "deactivate",
        "reactivate",
        "switch_off_second_factor",
        "export_csv",
    )

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> list[str]:
        """All but what only a superuser decides: who is staff. The rest is the owner's, or done by actions."""
        allowed = self.superusers_only if is_superuser(request) else ()
        return [str(field) for field in self.fields if field not in allowed]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Django's, which also knows whether the page may offer to switch the second factor off."""
        user = self.get_object(request, object_id)
        offered = user is not None and is_superuser(request) and self.has_second_factor(user)
        return super().change_view(
            request, object_id, form_url, {**(extra_context or {}), "can_switch_off_second_factor": offered}
        )

    def get_inlines(self, request: HttpRequest, obj: User | None) -> tuple[type[LatestInline], ...]:
        """Those of the page that is shown: in a form that is sent, rows that nobody edits have no part."""
        return () if request.method == "POST" else (SessionInline, EventInline)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody may: accounts come from sign-up and `createsuperuser`."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Whether the staff member may change accounts, or this one."""
        allowed = super().has_change_permission(request, obj)
        return allowed and (obj is None or not obj.is_staff or is_superuser(request))

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Nobody may: deletion is the owner's."""
        return False

    def has_superuser_permission(self, request: HttpRequest) -> bool:
        """Whether a superuser asks: for actions that are theirs alone."""
        return is_superuser(request)

    @admin.display(description="Second factor", boolean=True)
    def has_second_factor(self, user: User) -> bool:
        """Whether it is on."""
        return second_factor.of(user) is not None

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        """Writes the changed columns alone: the owner may be changing others at this moment."""
        columns = [name for name in ("is_staff", "is_superuser") if name in form.changed_data]
        if columns:
            obj.save(update_fields=[*columns, "updated_at"])

    def found(self, queryset: QuerySet[Any], term: str) -> QuerySet[Any]:
        """The users whom an index finds."""
        return queryset.filter(pk__in=people(term))

    @admin.action(description="End sessions", permissions=["change"])
    def end_sessions(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        """Signs the users out everywhere."""
        self.do_to_each(request, queryset, moderation.end_sessions, "Sessions ended")

    @admin.action(description="Send the confirmation link again", permissions=["change"])
    def resend_verification(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        """Sends a new link to those who have not confirmed their address."""
        self.do_to_each(request, queryset, email.send_link, "Link sent")

    @admin.action(description="Deactivate", permissions=["change"])
    def deactivate(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        """Switches the accounts off."""
        self.do_to_each(request, queryset, moderation.deactivate, "Deactivated")

    @admin.action(description="Reactivate", permissions=["change"])
    def reactivate(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        """Switches the accounts on again."""
        self.do_to_each(request, queryset, moderation.reactivate, "Reactivated")

    @admin.action(description="Switch the second factor off", permissions=["superuser"])
    def switch_off_second_factor(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        """Lets users in without it who lost their app and their recovery codes."""
        self.do_to_each(request, queryset, moderation.switch_off_second_factor, "Second factor switched off")

    @admin.action(description="Export as CSV", permissions=["change"])
    def export_csv(self, request: HttpRequest, queryset: QuerySet[User]) -> StreamingHttpResponse:
        """A file of the accounts."""
        moderation.record_export(client=staff_client(request))
        return StreamingHttpResponse(
            csv_export.lines(queryset),
            content_type="text/csv; charset=utf-8",
            headers={"Content-Disposition": 'attachment; filename="users.csv"', "Cache-Control": "no-store"},
        )

    def do_to_each(self, request: HttpRequest, queryset: QuerySet[User], deed: Deed, done: str) -> None:
        """Calls the service for each account that the staff member may touch, and says for how many it was done."""
        users = list(queryset[: MOST_AT_ONCE + 1])
        if len(users) > MOST_AT_ONCE:
            self.message_user(request, f"Choose {MOST_AT_ONCE} accounts at most.", messages.ERROR)
            return
        refused = [refusal for user in users if (refusal := self.refusal(request, user, deed))]
        self.message_user(request, f"{done}: {len(users) - len(refused)} of {len(users)} accounts.")
        for reason in sorted(set(refused)):
            self.message_user(request, f"{reason} ({refused.count(reason)})", messages.WARNING)

    def refusal(self, request: HttpRequest, user: User, deed: Deed) -> str:
        """Why the deed could not be done; "" where it was."""
        if not self.has_change_permission(request, user):
            return "Only superusers touch staff accounts."
        try:
            deed(user=user, client=staff_client(request))
        except JobberError as error:
            return error.message
        return ""
