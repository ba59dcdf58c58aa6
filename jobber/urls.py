"""Where everything is. This module alone knows all the apps."""

from django.contrib import admin
from django.urls import include, path, re_path
from django.views.generic import RedirectView

import auth_service.urls
import gateway.page_urls
import search.urls
from gateway import docs, views
from jobber.health import auth_health, gateway_health, live, ready
from jobber.metrics import metrics
from jobber.routes import route

urlpatterns = [
    path("api/v1/gateway/", include("gateway.urls")),
    path("api/gateway/v1/", include("gateway.urls")),
    path(
        "api/v1/auth/",
        include([*auth_service.urls.urlpatterns, *search.urls.urlpatterns, *auth_service.urls.everything_else]),
    ),
    route("gateway-health", gateway_health),
    route("auth-health", auth_health),
    route("health/live", live),
    route("health/ready", ready),
    route("metrics", metrics),
    route("api/docs", docs.page),
    route("api/schema", docs.schema),
    re_path("^admin$", RedirectView.as_view(url="/admin/")),
    path("admin/", admin.site.urls),
    route("media/<name>", views.media),
    *gateway.page_urls.urlpatterns,
    re_path("", views.unknown),
]
