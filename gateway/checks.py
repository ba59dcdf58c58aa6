"""What `manage.py check`, and the start of the program, say of addresses with which browsers drop the cookies."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import SplitResult, urlsplit

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Warning, register  # noqa: A004 - Django's name

from jobber.address import parse_address

TAG = "cookies"
COUNTRY_LETTERS, GENERIC_LETTERS = 2, 3


@register(TAG)
def check_cookies(app_configs: Sequence[AppConfig] | None, **_: Any) -> list[CheckMessage]:
    """A warning for each reason for which browsers would keep the session cookie from this program."""
    client, gateway = urlsplit(settings.CLIENT_URL), urlsplit(settings.API_GATEWAY_URL)
    warnings: list[CheckMessage] = []
    if site(client) != site(gateway):
        warnings.append(
            Warning(
                f"CLIENT_URL ({client.netloc}) and API_GATEWAY_URL ({gateway.netloc}) are different sites: browsers "
                "drop cookies between them.",
                hint="Serve both under one domain and one scheme, such as https://example.com and "
                "https://api.example.com.",
                id="gateway.W001",
            )
        )
    if settings.SESSION_COOKIE_SECURE and gateway.scheme != "https":
        warnings.append(
            Warning(
                f"API_GATEWAY_URL ({gateway.netloc}) is not https: browsers drop the session cookie, which is Secure.",
                hint="Let a proxy in front end TLS, and name its https address.",
                id="gateway.W002",
            )
        )
    return warnings


def site(url: SplitResult) -> tuple[str, str]:
    """What browsers compare: the scheme, and the part of the host's name that somebody registered.

    An estimate without the list of public suffixes: two labels, and three below `co.uk` and its like.
    """
    host = (url.hostname or "").rstrip(".")
    if parse_address(host):
        return url.scheme, host
    labels = host.split(".")
    is_below_country = len(labels[-1]) == COUNTRY_LETTERS and len(labels[-2:][0]) <= GENERIC_LETTERS
    return url.scheme, ".".join(labels[-3 if is_below_country else -2 :])
