"""What the gateway answers by itself."""

import re

from django.conf import settings
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt

from jobber.exceptions import NotFound, error_response
from jobber.routes import read_only

MEDIA_NAME = re.compile(r"[0-9a-f]{32}\.(jpg|png)")
A_YEAR = 365 * 24 * 3600


@read_only
def media(request: HttpRequest, name: str) -> HttpResponseBase:
    """GET /media/:name: a stored picture, which no browser may take for anything else."""
    path = settings.MEDIA_DIR / name
    if not MEDIA_NAME.fullmatch(name) or not path.is_file():
        raise NotFound
    content_type = "image/jpeg" if name.endswith(".jpg") else "image/png"
    return FileResponse(
        path.open("rb"),
        content_type=content_type,
        headers={
            "Cache-Control": f"public, max-age={A_YEAR}, immutable",
            "Content-Security-Policy": "default-src 'none'; sandbox",
            "Cross-Origin-Resource-Policy": "cross-origin",
        },
    )


@csrf_exempt
def unknown(request: HttpRequest) -> HttpResponse:
    """Any other path: JSON always under /api; elsewhere a browser that prefers HTML gets a page."""
    if request.path.startswith("/api/") or not prefers_html(request):
        return error_response(NotFound(), "gateway")
    return render(request, "pages/404.html", status=404)


def prefers_html(request: HttpRequest) -> bool:
    """Whether the Accept header puts HTML before JSON (RFC 9110, 12.5.1); one that takes anything does not."""
    return request.get_preferred_type(["application/json", "text/html"]) == "text/html"
