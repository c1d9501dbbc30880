"""The sections of a Photoshop document: header, palette, resources, layers, merged picture."""

from __future__ import annotations

from dataclasses import dataclass

from inlay.imaging.codec.format import FormatError
from inlay.storage.exchange.psd.cursor import Cursor

SIGNATURE = b"8BPS"
BITMAP, GREY, INDEXED, RGB, CMYK, MULTICHANNEL, DUOTONE, LAB = 0, 1, 2, 3, 4, 7, 8, 9
MARKS = (b"8BIM", b"8B64")
_RESOURCE_MARKS = (b"8BIM", b"MeSa", b"PHUT", b"AgHg", b"DCSR")
# Blocks whose length takes eight bytes in large documents.
_LONG = frozenset(
    b"LMsk Lr16 Lr32 Layr Mt16 Mt32 Mtrn Alph FMsk lnk2 FEid FXid PxSD".split(),
)
_SIDE = 300_000


@dataclass(frozen=True, eq=False)
class Header:
    """The first 26 bytes. `version` is 1 (PSD) or 2 (PSB), `depth` 1, 8, 16 or 32, `mode` a number of above."""

    version: int
    channels: int
    height: int
    width: int
    depth: int
    mode: int

    @property
    def length(self) -> str:
        """The layout of lengths that are longer in a PSB."""
        return "I" if self.version == 1 else "Q"

    @property
    def colours(self) -> int:
        """Channels that are colour."""
        return {RGB: 3, CMYK: 4, LAB: 3}.get(self.mode, self.channels if self.mode == MULTICHANNEL else 1)


@dataclass(frozen=True, eq=False)
class File:
    """A document's sections, unread. `layers` is the list with its pixels, None where there is none; `is_whole` is
    False where resources are damaged."""

    header: Header
    palette: memoryview
    resources: dict[int, memoryview]
    layers: Cursor | None
    merged: memoryview
    is_whole: bool = True


def is_psd(data: bytes) -> bool:
    """Whether the first bytes are a PSD's."""
    return data.startswith(SIGNATURE + b"\0\1")


def is_psb(data: bytes) -> bool:
    """Whether the first bytes are a PSB's."""
    return data.startswith(SIGNATURE + b"\0\2")


def split(data: bytes) -> File:
    """The sections. Raises FormatError where a length is wrong."""
    cursor = Cursor(memoryview(data))
    header = _header(cursor)
    palette = cursor.take(cursor.number("I"))
    resources, is_whole = _resources(cursor.part("I"))
    layers = _layers(cursor.part(header.length), header)
    return File(header, palette, resources, layers, cursor.take(cursor.left), is_whole)


def _header(cursor: Cursor) -> Header:
    _, version, channels, height, width, depth, mode = cursor.unpack("4sH6xHIIHH")
    sensible = version in (1, 2) and 1 <= channels <= 56 and depth in (1, 8, 16, 32)
    if not sensible or not (1 <= width <= _SIDE and 1 <= height <= _SIDE):
        raise FormatError("no sensible header")
    return Header(version, channels, height, width, depth, mode)


def _resources(cursor: Cursor) -> tuple[dict[int, memoryview], bool]:
    """The image resources by number, and whether that is all: what follows a broken one is left out."""
    found: dict[int, memoryview] = {}
    try:
        while cursor.left >= 12 and bytes(cursor.take(4)) in _RESOURCE_MARKS:
            number = cursor.number("H")
            cursor.pascal(2)
            size = cursor.number("I")
            found.setdefault(number, cursor.take(size))
            cursor.take(min(size % 2, cursor.left))
    except FormatError:
        return found, False
    return found, True


def _layers(cursor: Cursor, header: Header) -> Cursor | None:
    if cursor.left < 4:
        return None
    info = cursor.part(header.length)
    if info.left >= 2:
        return info
    if cursor.left >= 4 and cursor.peek(4) not in MARKS:
        cursor.part("I")  # the global layer mask: a colour to show masks in
    blocks = blocks_in(cursor, header)
    for key in (b"Lr16", b"Lr32", b"Layr"):
        if key in blocks:
            return Cursor(blocks[key])
    return None


def blocks_in(cursor: Cursor, header: Header) -> dict[bytes, memoryview]:
    """Tagged blocks up to the end, by their keys; the first of each. Programs differ in how they pad them."""
    found: dict[bytes, memoryview] = {}
    while cursor.left >= 12:
        skip = next((each for each in range(4) if cursor.peek(4, each) in MARKS), None)
        if skip is None:
            break
        cursor.take(skip + 4)
        key = bytes(cursor.take(4))
        content = cursor.take(cursor.number("Q" if header.version == 2 and key in _LONG else "I"))
        found.setdefault(key, content)
    return found
