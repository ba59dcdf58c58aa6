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
from PIL.JpegImagePlugin import JpegImageFile

from auth_service.exceptions import PictureNotStored
from auth_service.passwords import hashing
from jobber.bulkhead import Queue
from jobber.exceptions import BodyTooLarge

DATA_URI = re.compile(r"data:image/[a-z0-9.+-]+;base64,", re.IGNORECASE)
FORMATS = ("PNG", "JPEG", "GIF", "WEBP")
LARGEST_SIDE = 512
# Cameras write about ten. Each costs a pass over all pixels, and a pass that changes nothing is a few bytes.
MAX_SCANS = 40
START_OF_SCAN = b"\xff\xda"
# One at a time, since the largest takes hundreds of MB; those who wait leave the threads that hashing may not hold.
decoding = Queue(places=1, wait=5, beside=hashing)


class NotAPicture(ValueError):
    """The text is no data URI of a picture in one of `FORMATS`, or of one with too many pixels."""


@dataclass(frozen=True)
class Picture:
    """A decoded picture, no side over `LARGEST_SIDE` pixels."""

    image: Image.Image
    came_as_jpeg: bool

    @property
    def extension(self) -> str:
        """`jpg` for what came as JPEG, `png` for the rest, whose sharp edges and transparency JPEG would spoil."""
        return "jpg" if self.came_as_jpeg else "png"

    def encoded(self) -> bytes:
        """The picture encoded anew: nothing but its pixels is left of what was sent."""
        out = BytesIO()
        self.image.save(out, "JPEG" if self.extension == "jpg" else "PNG", quality=88)
        return out.getvalue()


@dataclass(frozen=True)
class Stored:
    """Where a stored picture is: its address for browsers, and its name in the store."""

    url: str
    public_id: str


def read_picture(data_uri: str) -> Picture:
    """The picture that a data URI holds, judged by its content. Raises NotAPicture, BodyTooLarge, Unavailable."""
    prefix = DATA_URI.match(data_uri)
    if prefix is None:
        raise NotAPicture
    try:
        data = base64.b64decode(data_uri[prefix.end() :], validate=True)
    except (binascii.Error, ValueError) as error:
        raise NotAPicture from error
    if len(data) > settings.PICTURE_MAX_BYTES:
        raise BodyTooLarge("The picture is too large.")
    with decoding.place():
        return decode(data)


def decode(data: bytes) -> Picture:
    """The picture, upright, scaled down. Raises NotAPicture; what the file declares is looked at before its pixels.

    It is scaled down first: turning makes a copy, and JPEG is then decoded at a fraction of its size.
    """
    try:
        with Image.open(BytesIO(data), formats=FORMATS) as image:
            is_jpeg = isinstance(image, JpegImageFile)
            check_cost(image, scans=data.count(START_OF_SCAN) if is_jpeg else 1)
            image.thumbnail((LARGEST_SIDE, LARGEST_SIDE))
            ImageOps.exif_transpose(image, in_place=True)
            plain = in_plain_mode(image)
            plain.info = {}
            return Picture(plain, came_as_jpeg=is_jpeg)
    except Exception as error:
        raise NotAPicture from error


def check_cost(image: Image.Image, *, scans: int) -> None:
    """Raises NotAPicture for one of too many pixels, by its header, or a JPEG that goes over them too often."""
    most = settings.JPEG_MAX_PIXELS if isinstance(image, JpegImageFile) else settings.PICTURE_MAX_PIXELS
    if image.width * image.height > most or scans > MAX_SCANS:
        raise NotAPicture


def in_plain_mode(image: Image.Image) -> Image.Image:
    """The picture in a mode that both encoders take."""
    if image.mode in {"RGB", "RGBA", "L"}:
        return image
    return image.convert("RGBA" if image.has_transparency_data else "RGB")


def data_uri_of(image: Image.Image) -> str:
    """The data URI of a picture of our own making."""
    out = BytesIO()
    image.save(out, "PNG")
    return f"data:image/png;base64,{base64.b64encode(out.getvalue()).decode()}"


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
