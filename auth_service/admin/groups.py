"""Groups of permissions: Django's own pages, with a line in the audit log for each change."""

from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin
from django.contrib.auth.models import Group

from auth_service.admin.base import RecordedAdmin

admin.site.unregister(Group)


@admin.register(Group)
class RecordedGroupAdmin(RecordedAdmin, GroupAdmin):
    """What staff in a group may do."""
