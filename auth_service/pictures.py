"""Profile pictures: checked by their content, re-encoded, and stored where the settings say."""

import base64
import binascii
import re
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Protocol

from django.conf import settings
from PIL import Image, ImageOps

from auth_service.exceptions import PictureNotStored
from jobber.exceptions import BodyTooLarge

DATA_URI = re.compile(r"data:image/[a-z0-9.+-]+;base64,", re.IGNORECASE)
FORMATS = ("PNG", "JPEG", "GIF", "WEBP")
LARGEST_SIDE = 512


class NotAPicture(ValueError):
    """The text is no data URI of a picture in one of `FORMATS`, or of one with too many pixels."""


@dataclass(frozen=True)
class Picture:
    """A decoded picture, no side over `LARGEST_SIDE` pixels, and the data URI that it came as."""

    image: Image.Image
    data_uri: str

    @property
    def extension(self) -> str:
        """`jpg` for what came as JPEG, `png` for the rest, whose sharp edges and transparency JPEG would spoil."""
        return "jpg" if self.image.mode in {"RGB", "L"} and self.image.info.get("came_as") == "JPEG" else "png"

    def encoded(self) -> bytes:
        """The picture encoded anew: nothing but its pixels is left of what was sent."""
        out = BytesIO()
        clean = self.image.copy()
        clean.info = {}
        clean.save(out, "JPEG" if self.extension == "jpg" else "PNG", quality=88)
        return out.getvalue()


@dataclass(frozen=True)
class Stored:
    """Where a stored picture is: its address for browsers, and its name in the store."""

    url: str
    public_id: str


def read_picture(data_uri: str) -> Picture:
    """The picture that a data URI holds, judged by its content. Raises NotAPicture, BodyTooLarge."""
    prefix = DATA_URI.match(data_uri)
    if prefix is None:
        raise NotAPicture
    try:
        data = base64.b64decode(data_uri[prefix.end() :], validate=True)
    except (binascii.Error, ValueError) as error:
        raise NotAPicture from error
    if len(data) > settings.PICTURE_MAX_BYTES:
        raise BodyTooLarge("The picture is too large.")
    return Picture(decode(data), data_uri)


def decode(data: bytes) -> Image.Image:
    """The pixels, upright, scaled down. Raises NotAPicture; the size is looked at before anything is decoded."""
    try:
        with Image.open(BytesIO(data), formats=FORMATS) as image:
            check_size(image)
            came_as = image.format
            image.draft("RGB", (LARGEST_SIDE, LARGEST_SIDE))
            upright = ImageOps.exif_transpose(image)
            upright.thumbnail((LARGEST_SIDE, LARGEST_SIDE))
    except Exception as error:
        raise NotAPicture from error
    upright = upright if upright.mode in {"RGB", "RGBA", "L"} else upright.convert("RGBA")
    upright.info["came_as"] = came_as
    return upright


def data_uri_of(image: Image.Image) -> str:
    """The data URI of a picture of our own making."""
    out = BytesIO()
    image.save(out, "PNG")
    return f"data:image/png;base64,{base64.b64encode(out.getvalue()).decode()}"


def check_size(image: Image.Image) -> None:
    """Raises NotAPicture for one of too many pixels, by its header."""
    if image.width * image.height > settings.PICTURE_MAX_PIXELS:
        raise NotAPicture


class Store(Protocol):
    """A place for pictures."""

    def put(self, picture: Picture) -> Stored:
        """Stores the picture under a name of our own. Raises PictureNotStored."""

    def delete(self, public_id: str) -> None:
        """Removes the picture, if it is there."""


class LocalStore:
    """Files under `MEDIA_DIR`, which `/media/` serves."""

    def put(self, picture: Picture) -> Stored:
        """Stores the picture as a file. Raises PictureNotStored."""
        name = f"{uuid.uuid4().hex}.{picture.extension}"
        try:
            settings.MEDIA_DIR.mkdir(parents=True, exist_ok=True)
            self.path(name).write_bytes(picture.encoded())
        except OSError as error:
            raise PictureNotStored from error
        return Stored(f"{settings.API_GATEWAY_URL}/media/{name}", name)

    def delete(self, public_id: str) -> None:
        """Removes the file, if it is there."""
        self.path(public_id).unlink(missing_ok=True)

    def path(self, public_id: str) -> Path:
        """Where the picture's file is."""
        directory: Path = settings.MEDIA_DIR
        return directory / public_id


def store() -> Store:
    """The store in use: Cloudinary where its three variables are set."""
    if not all(settings.CLOUDINARY.values()):
        return LocalStore()
    from auth_service.cloudinary_store import CloudinaryStore  # noqa: PLC0415 - costs memory, so only where used

    return CloudinaryStore()


@contextmanager
def stored(picture: Picture) -> Iterator[Stored]:
    """Stores the picture, and removes it again where the block fails. Raises PictureNotStored."""
    place = store()
    result = place.put(picture)
    try:
        yield result
    except BaseException:
        place.delete(result.public_id)
        raise
