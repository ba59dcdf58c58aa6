"""Changing what a profile shows."""

from django.utils import timezone

from auth_service import pictures
from auth_service.models import User
from auth_service.pictures import Picture
from jobber.transactions import in_transaction


def update_profile(*, user: User, country: str | None = None, picture: Picture | None = None) -> User:
    """Sets the country, the picture, or both; a replaced picture is removed. Raises PictureNotStored."""
    if picture is None:
        return save(user, country=country)
    replaced = user.profile_public_id
    with pictures.stored(picture) as stored:
        save(user, country=country, stored=stored)
    if replaced:
        pictures.store().delete(replaced)
    return user


@in_transaction
def save(user: User, *, country: str | None, stored: pictures.Stored | None = None) -> User:
    """Writes what is given."""
    if country is not None:
        user.country = country
    if stored is not None:
        user.profile_picture, user.profile_public_id = stored.url, stored.public_id
    user.updated_at = timezone.now()
    user.save(update_fields=["country", "profile_picture", "profile_public_id", "updated_at"])
    return user
