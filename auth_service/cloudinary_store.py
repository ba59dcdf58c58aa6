"""Pictures at Cloudinary, which gets them as we encode them: nothing but the pixels that people chose."""

import logging
import uuid
from typing import Any

import cloudinary.uploader
from cloudinary.exceptions import Error
from django.conf import settings
from urllib3.exceptions import HTTPError

from auth_service.exceptions import PictureNotStored
from auth_service.pictures import LARGEST_SIDE, Picture, Stored
from jobber.bulkhead import Bulkhead

log = logging.getLogger(__name__)
uploads = Bulkhead()


class CloudinaryStore:
    """Cloudinary, under names chosen here, so that an upload whose answer got lost can still be removed."""

    def put(self, picture: Picture) -> Stored:
        """Uploads the picture. Raises PictureNotStored where Cloudinary refuses, or does not answer in time."""
        public_id = uuid.uuid4().hex
        limits = {"width": LARGEST_SIDE, "height": LARGEST_SIDE, "crop": "limit"}
        try:
            with uploads.place():
                answer = cloudinary.uploader.upload(
                    picture.encoded(), public_id=public_id, transformation=limits, **options()
                )
        except (Error, HTTPError, OSError) as error:
            log.warning("Cloudinary did not take a picture: %s", type(error).__name__)
            self.delete(public_id)
            raise PictureNotStored from error
        return Stored(answer["secure_url"], public_id)

    def delete(self, public_id: str) -> None:
        """Removes the picture; where Cloudinary does not answer, says so in the log."""
        try:
            cloudinary.uploader.destroy(public_id, invalidate=True, **options())
        except (Error, HTTPError, OSError) as error:
            log.warning("Cloudinary did not remove picture %s: %s", public_id, type(error).__name__)


def options() -> dict[str, Any]:
    """Whose account it is, and how long to wait, in seconds: the library takes a time-out with each call alone."""
    return {**settings.CLOUDINARY, "secure": True, "timeout": settings.CLOUDINARY_TIMEOUT}
