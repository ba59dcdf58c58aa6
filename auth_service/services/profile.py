"""Changing what a profile shows."""

from auth_service import audit, pictures
from auth_service.clients import Client
from auth_service.exceptions import SessionEnded
from auth_service.models import Event, User
from auth_service.pictures import Picture
from jobber.transactions import in_transaction


def update_profile(*, user: User, client: Client, country: str | None = None, picture: Picture | None = None) -> User:
    """Sets the country, the picture, or both; a replaced picture is removed. Raises PictureNotStored, SessionEnded."""
    if picture is None:
        return save(user=user, client=client, country=country)[0]
    with pictures.stored(picture) as stored:
        saved, replaced = save(user=user, client=client, country=country, stored=stored)
    if replaced:
        pictures.store().delete(replaced)
    return saved


@in_transaction
def save(*, user: User, client: Client, country: str | None, stored: pictures.Stored | None = None) -> tuple[User, str]:
    """Writes what is given; the user as it is now, and the name of the picture that was there before.

    Raises SessionEnded where the account was deleted meanwhile.
    """
    # what `user` holds may be old: another request may have changed the profile since
    locked = User.objects.select_for_update().filter(pk=user.pk).first()
    if locked is None:
        raise SessionEnded
    before = locked.profile_public_id
    if country is not None:
        locked.country = country
    if stored is not None:
        locked.profile_picture, locked.profile_public_id = stored.url, stored.public_id
    locked.save(update_fields=["country", "profile_picture", "profile_public_id", "updated_at"])
    changed = [name for name, value in (("country", country), ("picture", stored)) if value is not None]
    if changed:
        audit.record(Event.Type.PROFILE_CHANGED, user_id=locked.pk, client=client, detail=", ".join(changed))
    return locked, before
