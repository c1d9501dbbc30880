"""What can be read of JPEG, PNG and WebP files that are cut off.

Decoders don't tell how far they came. So the missing end is made up twice, in two ways: what both decode alike was in
the file.
"""

from __future__ import annotations

import struct
import zlib

import numpy as np

from inlay.imaging.codec.cmyk import decode_cmyk, profile_for
from inlay.imaging.codec.loader import DecodeError, decode
from inlay.imaging.codec.records import Salvaged, Scan
from inlay.imaging.codec.riff import WebP
from inlay.imaging.codec.riff import read as read_webp
from inlay.imaging.codec.salvaged import rows_alike
from inlay.imaging.colour.depth import Pixels

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_PIECE = 1 << 20
_END_OF_JPEG = b"\xff\xd9"
_SPARE = 1 << 16
# Its bits are neither a plain pattern nor a marker, and end as soon as no decoder can ask for more.
_MADE_UP = np.random.default_rng(5).integers(1, 255, 1 << 12, dtype=np.uint8).tobytes()


def salvage_jpeg(data: bytes, found: Scan) -> Salvaged:
    """All rows up to the block in which the file ends; a progressive picture whole, if coarse. Raises DecodeError."""
    end = len(data) - 1 if data.endswith(b"\xff") else len(data)
    if data.rfind(_END_OF_JPEG) > data.rfind(b"\xff\xda"):
        # It says that it ends there, but its pixels don't.
        end = data.rfind(_END_OF_JPEG)
    first = _jpeg(data[:end] + _END_OF_JPEG, found)
    if data.count(b"\xff\xda") > 1 and found.metadata.jpeg is not None and found.metadata.jpeg.progressive:
        # The first scan, which holds the rough picture, ended before the second one began.
        return Salvaged(first, len(first), coarse=True)
    second = _jpeg(data[:end] + _MADE_UP + _END_OF_JPEG, found)
    return Salvaged(first, rows_alike(first, second))


def _jpeg(data: bytes, found: Scan) -> Pixels:
    if found.info.cmyk:
        profile = profile_for(found.metadata.icc)[0]
        return decode_cmyk("jpegload_buffer", data, profile, alpha=False, fail_on="none")
    return decode("jpegload_buffer", data, fail_on="none")


def salvage_png(data: bytes, _found: Scan) -> Salvaged:
    """The rows whose bytes are there. Raises DecodeError, for interlaced pictures too, whose rows are spread out."""
    header, body, streams = _png_parts(data)
    width, _, bits, colour, _, _, interlaced = struct.unpack(">IIBBBBB", header)
    if interlaced:
        raise DecodeError("interlaced")
    samples = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}[colour]
    row_bytes = 1 + -(-width * samples * bits // 8)
    rows = _unpacked(streams) // row_bytes
    repaired = body + b"".join(_chunk(b"IDAT", each) for each in streams) + _chunk(b"IEND", b"")
    return Salvaged(decode("pngload_buffer", repaired, fail_on="none"), rows)


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def _png_parts(data: bytes) -> tuple[bytes, bytes, list[bytes]]:
    """The header's content, all up to the pixels, and the pixels' pieces, the last of which may be cut."""
    position, header, streams = len(_SIGNATURE), b"", []
    body = bytearray(_SIGNATURE)
    while position + 8 <= len(data):
        size, kind = struct.unpack_from(">I4s", data, position)
        content = data[position + 8 : position + 8 + size]
        if kind == b"IHDR":
            header = content
        if kind == b"IDAT":
            streams.append(content)
        elif not streams and kind != b"IEND" and position + 12 + size <= len(data):
            body += data[position : position + 12 + size]
        position += 12 + size
    if not header or not streams:
        raise DecodeError("no pixels")
    return header, bytes(body), streams


def _unpacked(streams: list[bytes]) -> int:
    """How many bytes the pieces of a zlib stream hold; up to the first one that is broken."""
    packer, total = zlib.decompressobj(), 0
    try:
        for each in streams:
            left = each
            while left:
                total += len(packer.decompress(left, _PIECE))
                left = packer.unconsumed_tail
    except zlib.error:
        return total
    return total


def salvage_webp(data: bytes, found: Scan) -> Salvaged:
    """The rows above the place where the file ends. Raises DecodeError, for animations too."""
    parts = read_webp(data)
    if parts.picture is None or parts.animated:
        raise DecodeError("no still picture")
    first, second = (_webp(data, parts, found, filling) for filling in (bytes(len(_MADE_UP)), _MADE_UP))
    rows = rows_alike(first, second)
    # Lossy blocks are smoothed over their edges, with up to 8 rows of the next ones.
    return Salvaged(first, rows if rows == len(first) or parts.lossless else max(0, rows - 8))


def _webp(data: bytes, parts: WebP, found: Scan, filling: bytes) -> Pixels:
    """The picture with its missing end filled up."""
    assert parts.picture is not None
    chunk = parts.picture
    size = int.from_bytes(data[chunk.start - 4 : chunk.start], "little")
    content = data[chunk.start : chunk.end]
    # What is missing can't be more than a picture without compression; made-up bits can take more than the real ones.
    room = found.info.width * found.info.height * 4
    missing = min(size - len(content), room) * 2 + _SPARE
    content += (filling * (missing // len(filling) + 1))[:missing]
    plain = data[12 : chunk.start - 8] + chunk.kind + struct.pack("<I", len(content)) + content
    plain += bytes(len(content) % 2)
    return decode("webpload_buffer", b"RIFF" + struct.pack("<I", 4 + len(plain)) + b"WEBP" + plain)
