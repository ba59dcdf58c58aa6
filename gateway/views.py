"""What the gateway answers by itself."""

import re
from datetime import timedelta

from django.conf import settings
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from jobber.exceptions import NotFound
from jobber.routes import read_only

MEDIA_NAME = re.compile(r"[0-9a-f]{32}\.(jpg|png)")
A_YEAR = 365 * 24 * 3600
SECURITY_TXT_LIFETIME = timedelta(days=180)


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


@read_only
def security(_request: HttpRequest) -> HttpResponse:
    """GET /.well-known/security.txt (RFC 9116), where a contact is set."""
    if not settings.SECURITY_CONTACT:
        raise NotFound
    expires = (timezone.now() + SECURITY_TXT_LIFETIME).strftime("%Y-%m-%dT00:00:00Z")
    lines = [f"Contact: {settings.SECURITY_CONTACT}", f"Expires: {expires}", "Preferred-Languages: en, es", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


@csrf_exempt
def unknown(_request: HttpRequest) -> HttpResponse:
    """Any other path. Raises NotFound."""
    raise NotFound
