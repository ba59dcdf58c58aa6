"""Users, sessions and messages as operators see them. Nothing secret is shown, and little can be edited."""

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest

from auth_service.models import OutboxMessage, Session, User


class ReadOnlyAdmin(admin.ModelAdmin[Any]):
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


@admin.register(User)
class UserAdmin(admin.ModelAdmin[User]):
    """Accounts: found by name, e-mail or id; operators switch them off and on."""

    list_display = ("id", "username", "email", "country", "email_verified", "is_active", "is_staff", "created_at")
    list_display_links = ("id", "username")
    list_filter = ("email_verified", "is_active", "is_staff", "created_at")
    search_fields = ("username", "email", "=id")
    ordering = ("-id",)
    show_full_result_count = False
    fields = (
        "username",
        "email",
        "country",
        "email_verified",
        "profile_picture",
        "browser_name",
        "device_type",
        "created_at",
        "updated_at",
        "is_active",
        "is_staff",
        "is_superuser",
        "groups",
    )
    editable = frozenset({"is_active"})
    superusers_only = frozenset({"is_staff", "is_superuser", "groups"})

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> list[str]:
        """All but what the operator may decide: only a superuser makes staff (design, "Sessions")."""
        superuser = getattr(request.user, "is_superuser", False)
        allowed = self.editable | (self.superusers_only if superuser else frozenset())
        return [str(field) for field in self.fields if field not in allowed]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody may: accounts come from sign-up and `createsuperuser`."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Nobody may: deletion is the owner's."""
        return False


@admin.register(Session)
class SessionAdmin(ReadOnlyAdmin):
    """Sessions, without the `sid` that their JWTs carry."""

    list_display = ("id", "user", "browser_name", "device_type", "address", "created_at", "last_seen_at", "ended_at")
    search_fields = ("=user__username", "=user__email", "=address")
    list_select_related = ("user",)
    exclude: ClassVar[tuple[str, ...]] = ("sid",)


@admin.register(OutboxMessage)
class OutboxMessageAdmin(ReadOnlyAdmin):
    """Messages on their way, without their bodies, which hold links and codes."""

    list_display = ("message_id", "type", "state", "created_at", "deadline", "tries", "ended_at", "error")
    list_filter = ("state", "type")
    exclude: ClassVar[tuple[str, ...]] = ("body",)
