"""Profile pictures made to do harm: each is refused as the contract says, or nothing is left of it but its pixels."""

import struct
import zlib
from io import BytesIO

import pytest
from django.conf import settings
from PIL import Image

from auth_service import passwords, pictures
from tests import bombs
from tests.bombs import SCRIPT, data_uri
from tests.callers import account, assert_error, picture
from tests.servers import full

REFUSED = "Please add a profile picture"
INFLATING = bombs.deflated(200_000_000)
PIXELS = zlib.compress(bytes(8 * 25))
JPEG, PNG, GIF = bombs.encoded("JPEG"), bombs.encoded("PNG"), bombs.encoded("GIF")
ORIENTATION = (0x112, 3, 1)

BAD = {
    "100,000 pixels wide and high": bombs.png(100_000, 100_000, pixels=INFLATING),
    "more pixels than a number holds": bombs.png(2**32 - 1, 2**32 - 1),
    "no pixels": bombs.png(0, 0),
    "one pixel over the limit": bombs.png(4096, 4097, pixels=INFLATING),
    "a JPEG over its own limit": bombs.jpeg_of_many_scans(8000, 5001, 1),
    "a JPEG of 1,000 scans": bombs.jpeg_of_many_scans(2000, 2000, 1000),
    "a GIF with a frame larger than itself": bombs.gif_of_a_large_frame(),
    "a PNG without pixels": bombs.png(8, 8),
    "a truncated PNG": bombs.encoded("PNG", size=(500, 500))[:-100],
    "a truncated JPEG": bombs.encoded("JPEG", size=(500, 500))[:-100],
    "a truncated GIF": GIF[:20],
    "a truncated WebP": bombs.encoded("WEBP")[:-10],
    "only the beginning of a PNG": PNG[:8],
    "a text that inflates to 200 MB": bombs.png(8, 8, bombs.chunk(b"zTXt", b"x\0\0" + INFLATING), pixels=PIXELS),
    "an international one": bombs.png(8, 8, bombs.chunk(b"iTXt", b"x\0\1\0\0\0" + INFLATING), pixels=PIXELS),
    "texts that are too much together": bombs.png(
        8, 8, bombs.chunk(b"zTXt", b"x\0\0" + bombs.deflated(1_000_000)) * 100, pixels=PIXELS
    ),
    "a colour profile that inflates to 200 MB": bombs.png(
        8, 8, bombs.chunk(b"iCCP", b"x\0\0" + INFLATING), pixels=PIXELS
    ),
    "a wrong checksum": PNG.replace(b"IDAT", b"IDAT\0", 1),
    "a ZIP": b"PK\3\4" + bytes(100),
    "HTML before a PNG": SCRIPT + PNG,
    "gzip around a PNG": b"\x1f\x8b\x08\0" + PNG,
    "SVG": b"<svg xmlns='http://www.w3.org/2000/svg'>" + SCRIPT + b"</svg>",
    "TIFF": bombs.encoded("TIFF"),
    "BMP": bombs.encoded("BMP"),
    "ICO": bombs.encoded("ICO", size=(16, 16)),
    "PostScript": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n",
    "nothing": b"",
}

KEPT = {
    "a PNG whose pixels inflate to far more": bombs.png(8, 8, pixels=INFLATING),
    "with 1,000 more chunks of pixels": bombs.png(
        8, 8, pixels=PIXELS, after=bombs.chunk(b"IDAT", INFLATING[:100]) * 1000
    ),
    "the widest": bombs.png(4_000_000, 1, pixels=bombs.deflated(12_000_001)),
    "a GIF of 3,000 frames": bombs.animation("GIF", 3000),
    "a WebP of 3,000 frames": bombs.animation("WEBP", 3000),
    "a PNG of 300 frames": bombs.animation("PNG", 300),
    "HTML after a PNG": PNG + SCRIPT,
    "HTML in a PNG's text": bombs.png(8, 8, bombs.chunk(b"tEXt", b"Comment\0" + SCRIPT), pixels=PIXELS),
    "HTML in a PNG's unknown chunk": bombs.png(8, 8, bombs.chunk(b"scRp", SCRIPT), pixels=PIXELS),
    "HTML in a JPEG's comment": JPEG[:2] + bombs.segment(0xFE, SCRIPT) + JPEG[2:],
    "HTML in a JPEG's EXIF": bombs.jpeg_with_exif(bombs.tiff((0x10E, 2, len(SCRIPT), struct.pack("<I", 26))) + SCRIPT),
    "HTML in a GIF's comment": GIF[:-1] + b"\x21\xfe" + bytes([len(SCRIPT)]) + SCRIPT + b"\0\x3b",
    "a ZIP after a JPEG": JPEG + b"PK\3\4" + SCRIPT,
    "a PDF after a GIF": GIF + b"%PDF-1.7" + SCRIPT,
    "EXIF that is empty": bombs.jpeg_with_exif(b""),
    "EXIF that is no EXIF": bombs.jpeg_with_exif(SCRIPT),
    "EXIF with a way up that is none": bombs.jpeg_with_exif(bombs.tiff((*ORIENTATION, struct.pack("<I", 99)))),
    "EXIF with a way up that is text": bombs.jpeg_with_exif(bombs.tiff((0x112, 2, 4, b"six\0"))),
    "EXIF whose directory leads to itself": bombs.jpeg_with_exif(bombs.tiff((0x8769, 4, 1, struct.pack("<I", 8)))),
    "EXIF with 2^32 values": bombs.jpeg_with_exif(bombs.tiff((0x112, 3, 2**32 - 1, struct.pack("<I", 8)))),
    "EXIF whose directory is elsewhere": bombs.jpeg_with_exif(bombs.tiff(offset=2**31)),
}


def stored(member, data):
    """The file that is stored for a picture that is sent as PNG, whatever it is."""
    answer = member.put("/auth/profile", {"profilePicture": data_uri(data)})
    assert answer.status_code == 200, answer.content
    path = answer.json()["user"]["profilePicture"].removeprefix(settings.API_GATEWAY_URL)
    return b"".join(member.client.get(path).streaming_content)


@pytest.mark.parametrize("name", BAD)
def test_a_bad_picture_is_refused(member, name):
    before = member.get("/auth/currentuser").json()["user"]

    assert_error(member.put("/auth/profile", {"profilePicture": data_uri(BAD[name])}), 400, REFUSED)
    assert member.get("/auth/currentuser").json()["user"] == before


@pytest.mark.parametrize("name", KEPT)
def test_of_an_odd_picture_nothing_is_left_but_its_pixels(member, name):
    file = stored(member, KEPT[name])

    with Image.open(BytesIO(file)) as image:
        assert max(image.size) <= 512
        assert getattr(image, "n_frames", 1) == 1
        assert set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density", "transparency"}
    assert SCRIPT not in file
    assert len(file) < 10_000


@pytest.mark.parametrize("name", ["100,000 pixels wide and high", "a JPEG of 1,000 scans", "SVG"])
def test_nobody_signs_up_with_a_bad_picture(browser, name):
    assert_error(browser.post("/auth/signup", account(profilePicture=data_uri(BAD[name]))), 400, REFUSED)
    assert not browser.is_signed_in()


@pytest.mark.parametrize(
    "label",
    ["data:text/html;base64,", "data:image/svg+xml,", "data:image/png,", "data:;base64,", "data:image/;base64,"],
)
def test_a_label_that_is_no_pictures_is_refused(member, label):
    assert_error(member.put("/auth/profile", {"profilePicture": label + picture().partition(",")[2]}), 400, REFUSED)


def test_a_picture_is_what_it_holds_and_not_what_its_label_says(member):
    for data in (JPEG, PNG, GIF):
        file = stored(member, data)
        assert Image.open(BytesIO(file)).format == ("JPEG" if data == JPEG else "PNG")


@pytest.mark.parametrize(("way_up", "size"), [(1, (16, 8)), (3, (16, 8)), (6, (8, 16)), (8, (8, 16))])
def test_a_picture_is_stored_upright(member, way_up, size):
    file = stored(member, bombs.jpeg_with_exif(bombs.tiff((*ORIENTATION, struct.pack("<I", way_up)))))

    assert Image.open(BytesIO(file)).size == size


def test_a_camera_picture_of_40_megapixels_is_taken(member):
    assert Image.open(BytesIO(stored(member, bombs.encoded("JPEG", size=(8000, 5000))))).size == (512, 320)


@pytest.mark.parametrize("queue", [pictures.decoding, passwords.hashing])
def test_who_finds_too_many_pictures_waiting_is_told_to_come_back(member, queue):
    with full(queue):
        for answer in (
            member.put("/auth/profile", {"profilePicture": picture()}),
            member.elsewhere().post("/auth/signup", account(username="other", email="other@example.com")),
        ):
            assert answer.status_code == 503
            assert answer["Retry-After"] in {"1", "2", "3", "4"}
        assert member.is_signed_in()
    assert member.put("/auth/profile", {"profilePicture": picture()}).status_code == 200
