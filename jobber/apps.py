"""The admin site as an application: Django's, with our own site behind it."""

from django.contrib.admin import apps


class AdminConfig(apps.AdminConfig):
    """Puts our `AdminSite` in the place of Django's."""

    default = False  # it is not the application "jobber"
    default_site = "gateway.admin_site.AdminSite"
