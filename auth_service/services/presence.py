"""Who is online: what `logged-in-user` says, kept in the cache."""

from datetime import timedelta

from django.core.cache import cache

from auth_service.models import User

ONLINE_FOR = timedelta(minutes=15)


def set_online(user: User) -> None:
    """The user counts as online for `ONLINE_FOR`, or until `set_offline`."""
    cache.set(key(user), True, ONLINE_FOR.total_seconds())


def set_offline(user: User) -> None:
    """The user counts as offline."""
    cache.delete(key(user))


def is_online(user: User) -> bool:
    """Whether the user was said to be online lately."""
    return bool(cache.get(key(user), default=False))


def key(user: User) -> str:
    """Where the cache keeps it."""
    return f"online:{user.pk}"
