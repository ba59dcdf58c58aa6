"""Pictures made to do harm: large where they are small, more than one thing at once, or broken."""

import base64
import struct
import zlib
from io import BytesIO

from PIL import Image

SCRIPT = b"<script>alert(1)</script>"
MARKER = b"\xff"


def data_uri(data, type_="png"):
    """What a browser would send."""
    return f"data:image/{type_};base64,{base64.b64encode(data).decode()}"


def encoded(format_, mode="RGB", size=(8, 8), **options):
    """An honest picture, for others to be made of."""
    out = BytesIO()
    Image.new(mode, size, options.pop("colour", 0)).save(out, format_, **options)
    return out.getvalue()


def chunk(kind, data):
    """A chunk of a PNG."""
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width, height, *between, pixels=b"", after=b"", form=(8, 2)):
    """A PNG that declares that size, bit depth and colour type; its pixels need not be as many."""
    header = struct.pack(">IIBBBBB", width, height, *form, 0, 0, 0)
    chunks = [chunk(b"IHDR", header), *between, chunk(b"IDAT", pixels), after, chunk(b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def deflated(length):
    """So many zeros, as small as they get."""
    packer = zlib.compressobj(9)
    block = bytes(1_000_000)
    return b"".join(packer.compress(block[: length - start]) for start in range(0, length, len(block))) + packer.flush()


def whole_png(side, depth=8):
    """A PNG with all the pixels that it declares, four samples each."""
    return png(side, side, pixels=deflated(side * (1 + side * 4 * depth // 8)), form=(depth, 6))


def segment(code, data):
    """A segment of a JPEG."""
    return MARKER + bytes([code]) + struct.pack(">H", len(data) + 2) + data


def jpeg_of_many_scans(width, height, scans):
    """A progressive JPEG that goes over its pixels again and again, and changes none."""
    blocks = -(-width // 8) * -(-height // 8)
    frame = struct.pack(">BHHB", 8, height, width, 1) + bytes([1, 0x11, 0])
    tables = b"\x00\x01" + bytes(15) + b"\x00", b"\x10\x01" + bytes(15) + b"\xe0"
    # "nothing in the next 32,767 blocks" is a zero and fourteen ones
    bits = ("0" + "1" * 14) * -(-blocks // 32767)
    bits += "1" * (-len(bits) % 8)
    nothing = int(bits, 2).to_bytes(len(bits) // 8).replace(MARKER, MARKER + b"\0")
    begin = [segment(0xDB, b"\0" + b"\1" * 64), segment(0xC2, frame), *(segment(0xC4, table) for table in tables)]
    first = segment(0xDA, b"\1\1\0\0\0\0") + bytes(-(-blocks // 8))
    rough = segment(0xDA, b"\1\1\0\1\x3f\1") + nothing
    again = segment(0xDA, b"\1\1\0\1\x3f\x10") + nothing
    return b"".join([MARKER + b"\xd8", *begin, first, rough, again * scans, MARKER + b"\xd9"])


def gif_of_a_large_frame():
    """A GIF of one pixel whose frame is 65,535 pixels wide and high."""
    frame = b"\x2c" + struct.pack("<HHHHB", 0, 0, 65535, 65535, 0) + b"\x02\x02\x44\x01\x00"
    return b"GIF89a" + struct.pack("<HHBBB", 1, 1, 0x80, 0, 0) + bytes(6) + frame + b"\x3b"


def animation(format_, frames):
    """So many frames of different colours."""
    images = [Image.new("RGB", (8, 8), (number % 256, number // 256, 0)) for number in range(frames)]
    out = BytesIO()
    images[0].save(out, format_, save_all=True, append_images=images[1:])
    return out.getvalue()


def jpeg_with_exif(exif):
    """A JPEG, 16 pixels wide and 8 high, with that between it and its pixels."""
    plain = encoded("JPEG", size=(16, 8))
    return plain[:2] + segment(0xE1, b"Exif\0\0" + exif) + plain[2:]


def tiff(*entries, offset=8):
    """The inside of EXIF: one directory, with entries of tag, type, count and value."""
    rows = b"".join(struct.pack("<HHI", *entry[:3]) + entry[3] for entry in entries)
    return struct.pack("<2sHIH", b"II", 42, offset, len(entries)) + rows + bytes(4)
