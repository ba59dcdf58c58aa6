"""How user rows are made and looked up outside the services: by `createsuperuser` and Django's own parts."""

from typing import TYPE_CHECKING, Any

from django.contrib.auth.base_user import BaseUserManager

from auth_service.names import normalise_email, normalise_username

if TYPE_CHECKING:
    from auth_service.models import User


class UserManager(BaseUserManager["User"]):
    """Stores names as contract 3 writes them, and looks them up that way."""

    def get_by_natural_key(self, username: str | None) -> "User":
        """The user with that username, in any letter case."""
        return self.get(username=normalise_username(username or ""))

    def create_user(self, username: str, email: str, password: str | None = None, **fields: Any) -> "User":
        """A new row. Raises IntegrityError where the username or the e-mail is taken."""
        user = self.model(username=normalise_username(username), email=normalise_email(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, username: str, email: str, password: str | None = None, **fields: Any) -> "User":
        """A superuser, who may enter the admin site, with an e-mail taken as confirmed."""
        staff = {"is_staff": True, "is_superuser": True, "email_verified": True}
        return self.create_user(username, email, password, **{**staff, **fields})
