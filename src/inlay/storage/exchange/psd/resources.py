"""Image resources: profile, metadata, resolution and the names of alpha channels, in and out."""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence

from inlay.imaging.codec import Metadata
from inlay.imaging.codec import exif as exif_blocks
from inlay.imaging.codec import xmp as xmp_packets
from inlay.imaging.codec.format import FormatError
from inlay.storage.exchange.psd.cursor import Cursor

RESOLUTION, NAMES, IPTC, ICC, UNICODE_NAMES = 1005, 1006, 1028, 1039, 1045
VERSION, EXIF, XMP = 1057, 1058, 1060
_FIXED = 65536.0
_MOST_DPI = 30_000.0


def metadata_in(resources: Mapping[int, memoryview]) -> Metadata:
    """What the resources say beside the pixels, set upright: Photoshop's pixels always are."""
    exif = bytes(resources.get(EXIF, b"")).removeprefix(b"Exif\0\0")
    xmp = bytes(resources.get(XMP, b""))
    return Metadata(
        exif=exif_blocks.upright(exif) if exif and exif_blocks.is_readable(exif) else None,
        xmp=xmp_packets.upright(xmp) if xmp else None,
        iptc=bytes(resources.get(IPTC, b"")) or None,
        icc=bytes(resources.get(ICC, b"")) or None,
        dpi=_resolution(resources.get(RESOLUTION)),
    )


def _resolution(data: memoryview | None) -> tuple[float, float] | None:
    """Dots per inch: 16.16 numbers that are always by the inch, whatever unit they are shown in."""
    if data is None or len(data) < 16:
        return None
    x, y = struct.unpack_from(">I", data, 0)[0] / _FIXED, struct.unpack_from(">I", data, 8)[0] / _FIXED
    return (x, y) if 0 < x <= _MOST_DPI and 0 < y <= _MOST_DPI else None


def says_no_composite(resources: Mapping[int, memoryview]) -> bool:
    """Whether the file says itself that its merged picture isn't one."""
    data = resources.get(VERSION)
    return data is not None and len(data) >= 5 and data[4] == 0


def channel_names(resources: Mapping[int, memoryview]) -> list[str]:
    """The names of the channels after the colours, as Unicode where they are given so."""
    try:
        if UNICODE_NAMES in resources:
            return list(_unicode_names(Cursor(resources[UNICODE_NAMES])))
        cursor, names = Cursor(resources.get(NAMES, memoryview(b""))), []
        while cursor.left:
            names.append(cursor.pascal(1).decode("mac-roman", errors="replace"))
    except FormatError:
        return []
    return names


def _unicode_names(cursor: Cursor) -> list[str]:
    names = []
    while cursor.left >= 4:
        text = bytes(cursor.take(2 * cursor.number("I")))
        names.append(text.decode("utf-16-be", errors="replace").rstrip("\0"))
    return names


def unicode_text(text: str) -> bytes:
    """UTF-16 with its length in units in front."""
    data = text.encode("utf-16-be", errors="replace")
    return struct.pack(">I", len(data) // 2) + data


def pascal_text(text: str, multiple: int) -> bytes:
    """Mac Roman with its length in a byte, padded; letters that it hasn't got become question marks."""
    data = text.encode("mac-roman", errors="replace")[:255]
    return bytes([len(data)]) + data + bytes(-(len(data) + 1) % multiple)


def write_resources(metadata: Metadata, names: Sequence[str]) -> bytes:
    """The section without its length: what `metadata` holds, the names of further channels, and what wrote it."""
    x, y = metadata.dpi or (72.0, 72.0)
    inch = 1
    found = {RESOLUTION: struct.pack(">IHHIHH", _fixed(x), inch, inch, _fixed(y), inch, inch)}
    if names:
        found[NAMES] = b"".join(pascal_text(each, 1) for each in names)
        found[UNICODE_NAMES] = b"".join(unicode_text(each + "\0") for each in names)
    if metadata.iptc:
        found[IPTC] = metadata.iptc
    if metadata.icc:
        found[ICC] = metadata.icc
    found[VERSION] = struct.pack(">IB", 1, 1) + unicode_text("Inlay") * 2 + struct.pack(">I", 1)
    if metadata.exif:
        found[EXIF] = metadata.exif
    if metadata.xmp:
        found[XMP] = metadata.xmp
    return b"".join(_resource(number, data) for number, data in found.items())


def _fixed(dpi: float) -> int:
    return round(min(_MOST_DPI, max(1.0, dpi)) * _FIXED)


def _resource(number: int, data: bytes) -> bytes:
    return b"8BIM" + struct.pack(">HHI", number, 0, len(data)) + data + bytes(len(data) % 2)
