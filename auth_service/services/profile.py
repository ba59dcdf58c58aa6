"""Changing what a profile shows."""

from django.utils import timezone

from auth_service import audit, pictures
from auth_service.clients import Client
from auth_service.exceptions import SessionEnded
from auth_service.models import Event, User
from auth_service.pictures import Picture
from jobber.transactions import in_transaction


def update_profile(*, user: User, client: Client, country: str | None = None, picture: Picture | None = None) -> User:
    """Sets the country, the picture, or both; a replaced picture is removed. Raises PictureNotStored, SessionEnded."""
    if picture is None:
        return save(user, client=client, country=country)
    replaced = user.profile_public_id
    with pictures.stored(picture) as stored:
        save(user, client=client, country=country, stored=stored)
    if replaced:
        pictures.store().delete(replaced)
    return user


@in_transaction
def save(user: User, *, client: Client, country: str | None, stored: pictures.Stored | None = None) -> User:
    """Writes what is given. Raises SessionEnded where the account was deleted meanwhile."""
    changed = [name for name, value in (("country", country), ("picture", stored)) if value is not None]
    if country is not None:
        user.country = country
    if stored is not None:
        user.profile_picture, user.profile_public_id = stored.url, stored.public_id
    user.updated_at = timezone.now()
    names = ("country", "profile_picture", "profile_public_id", "updated_at")
    if not User.objects.filter(pk=user.pk).update(**{name: getattr(user, name) for name in names}):
        raise SessionEnded
    if changed:
        audit.record(Event.Type.PROFILE_CHANGED, user_id=user.pk, client=client, detail=", ".join(changed))
    return user
