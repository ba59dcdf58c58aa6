"""Devices: which browsers an account knows, and so asks for no code (design, "Known browsers")."""

import secrets

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils import timezone

from auth_service.clients import Client
from auth_service.digests import digest
from auth_service.models import Device, SecondFactor, User
from auth_service.names import looked_up_by
from jobber.compiled import Compiled, Given, insert


def is_known(*, user: User, client: Client) -> bool:
    """Whether the account remembers that browser. Seeded users know every one on this machine, in development."""
    if settings.DEBUG and user.is_seeded and client.is_loopback:
        return True
    strings = {"browser_name": client.browser_name, "device_type": client.device_type}
    return like.get(user_id=user.pk, **strings, **marks(client)) is not None


@Compiled
def like() -> QuerySet[Device]:
    """A device of the user with those strings, which also has one of those marks."""
    names = ("user_id", "browser_name", "device_type")
    shown = having_one_of(key=Given("key"), network=Given("network"))
    return Device.objects.filter(shown, **{name: Given(name) for name in names})[:1]


def holds_cookie(*, name: str, client: Client) -> bool:
    """Whether the browser has the `device` cookie of the account called so; it costs the same whoever is."""
    if not client.device_key:
        return False
    account = {f"user__{looked_up_by(name)}": name}
    return Device.objects.filter(**account, key=digest(client.device_key)).exists()


def has_passed(*, factor: SecondFactor, client: Client) -> bool:
    """Whether that browser passed the second factor and was remembered, since it was switched on.

    Only its cookie can tell: an address is shared by many, one of whom may know the password.
    """
    if not client.device_key:
        return False
    same = Device.objects.filter(user=factor.user_id, key=digest(client.device_key))
    return same.filter(passed_second_factor_at__gt=factor.confirmed_at).exists()


def remember_passed(*, user: User, key: str) -> None:
    """Lets the account's browser of that key pass from now on, in the caller's transaction."""
    Device.objects.filter(user=user, key=digest(key)).update(passed_second_factor_at=timezone.now())


def remember(*, user: User, client: Client) -> tuple[Device, str]:
    """The account's row for that browser, made or brought up to date, and the key for its `device` cookie.

    In the caller's transaction, which has the user's row locked, or made it.
    """
    key = client.device_key or secrets.token_hex(16)
    known = Device.objects.filter(user=user, key=digest(key)).first() if client.device_key else None
    device = known or Device(user=user, key=digest(key))
    device.browser_name, device.device_type = client.browser_name, client.device_type
    device.network, device.last_seen_at = client.network, timezone.now()
    if known:
        device.save()
    else:
        insert(device)
    return device, key


def forget_others(*, user: User, client: Client) -> None:
    """Forgets all devices but those of the browser or the address that asks."""
    Device.objects.filter(user=user).exclude(having_one_of(**marks(client))).delete()


def forget_all(*, user: User) -> None:
    """Forgets all devices."""
    Device.objects.filter(user=user).delete()


def marks(client: Client) -> dict[str, str | None]:
    """What a device is known by: its cookie and its address, not what it says. None, which no row has, for none."""
    return {"key": digest(client.device_key) if client.device_key else None, "network": client.network or None}


def having_one_of(*, key: str | Given | None, network: str | Given | None) -> Q:
    """The devices with that key or that network."""
    return Q(key=key) | Q(network=network)
