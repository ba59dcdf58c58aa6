"""How often accounts may be tried and asked about; the rates are in settings.py.

Names that nobody has are counted as accounts' names are, and by the name that was typed: were an account's username and
e-mail counted together, the second would tell that it belongs to the first. Of names only digests are kept.
"""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from auth_service.clients import Client
from auth_service.digests import digest, name_digest
from auth_service.services import devices
from jobber import throttle

P = ParamSpec("P")
R = TypeVar("R")


def take_signin(*, name: str, client: Client) -> None:
    """Counts a try to sign in, before anything is hashed. Raises TooManyRequests.

    A browser with the account's `device` cookie has an allowance of its own, which no stranger can use up.
    """
    if devices.holds_cookie(name=name, client=client):
        throttle.take("sign-in from a device", name_digest(name), digest(client.device_key))
        return
    throttle.take("sign-in from an address", client.network)
    throttle.take("sign-in to an account", name_digest(name))


def per_address(rule: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Counts a service's calls by the address of its `client`, before its transaction. They raise TooManyRequests."""

    def limited(service: Callable[P, R]) -> Callable[P, R]:
        @wraps(service)
        def counted(*args: P.args, **kwargs: P.kwargs) -> R:
            client = kwargs["client"]
            assert isinstance(client, Client)
            throttle.take(rule, client.network)
            return service(*args, **kwargs)

        return counted

    return limited
