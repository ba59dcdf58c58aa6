"""Asking for the password again before what can't be taken back lightly."""

from django.db.models import QuerySet

from auth_service.exceptions import WrongPassword
from auth_service.models import User
from auth_service.passwords import is_password
from jobber import throttle
from jobber.compiled import Compiled, Given


def check(*, user: User, password: str) -> None:
    """Raises WrongPassword where that is not the user's password, TooManyRequests where that was tried too often.

    bcrypt is at work, so outside any transaction.
    """
    throttle.take("own password of an account", user.pk)
    if not is_password(password, user.password):
        raise WrongPassword


def lock(user: User) -> User:
    """The row, locked, if its password is still the one that was checked. Raises WrongPassword."""
    locked = locked_with.get(id=user.pk, password=user.password)
    if locked is None:
        raise WrongPassword
    return locked


@Compiled
def locked_with() -> QuerySet[User]:
    """The active user of an `id` and a stored password, locked."""
    return User.objects.select_for_update().filter(pk=Given("id"), password=Given("password"), is_active=True)
