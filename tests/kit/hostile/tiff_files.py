"""Hostile TIFF files."""

from __future__ import annotations

import struct

from tests.kit.hostile.squeezed import squeezed
from tests.kit.pictures import TiffTags, picture, tiff_by_hand


def _with(tags: TiffTags) -> bytes:
    return tiff_by_hand(picture(), tags)


def _tiled(side: int) -> bytes:
    """A small picture in one tile that is said to be huge, and packed well."""
    packed = squeezed(64)
    tags: TiffTags = {322: (4, [side]), 323: (4, [side]), 324: (4, [8]), 325: (4, [len(packed)]), 259: (3, [8])}
    data = tiff_by_hand(picture(), tags)
    return data[:8] + packed + data[8:]


def _squeezed_strip() -> bytes:
    """460 MP in one strip that unpacks to 64 MB."""
    packed = squeezed(64)
    tags: TiffTags = {256: (4, [64_000]), 257: (4, [7_200]), 259: (3, [8]), 278: (4, [7_200])}
    tags |= {273: (4, [20_000]), 279: (4, [len(packed)])}
    return _with(tags).ljust(20_000, b"\0") + packed


def _loop() -> bytes:
    data = bytearray(tiff_by_hand(picture()))
    (start,) = struct.unpack_from("<I", data, 4)
    (count,) = struct.unpack_from("<H", data, start)
    struct.pack_into("<I", data, start + 2 + 12 * count, start)
    return bytes(data)


def _ring(pages: int) -> bytes:
    """Empty directories in a long ring."""
    data = bytearray(tiff_by_hand(picture()))
    (start,) = struct.unpack_from("<I", data, 4)
    (count,) = struct.unpack_from("<H", data, start)
    at = len(data) + len(data) % 2
    struct.pack_into("<I", data, start + 2 + 12 * count, at)
    data += bytes(at - len(data))
    return bytes(data) + b"".join(struct.pack("<HI", 0, at + 6 * (page + 1)) for page in range(pages))


REFUSED = {
    "tiff-large": lambda: _with({256: (4, [64_000]), 257: (4, [7_200])}),
    "tiff-squeezed-strip": _squeezed_strip,
    "tiff-too-large": lambda: _with({256: (4, [60_000]), 257: (4, [60_000])}),
    "tiff-longest": lambda: _with({256: (4, [2**32 - 1])}),
    "tiff-far-strip": lambda: _with({273: (4, [2**32 - 9]), 279: (4, [2**32 - 9])}),
    "tiff-huge-tile": lambda: _tiled(60_000),
    "tiff-tile-of-nothing": lambda: _with({322: (4, [0]), 323: (4, [0]), 324: (4, [8]), 325: (4, [8])}),
    "tiff-channels": lambda: _with({277: (3, [65_535])}),
    "tiff-bits": lambda: _with({258: (3, [8, 16, 8])}),
    "tiff-many-strips": lambda: _with({273: (4, [8] * 300_000), 279: (4, [9] * 300_000), 278: (3, [1])}),
    "tiff-one-strip-for-many": lambda: _with({278: (3, [1])}),
    "tiff-compression": lambda: _with({259: (3, [60_000])}),
    "tiff-directory-behind-the-end": lambda: b"II*\0\xff\xff\xff\xff" + bytes(50),
    "tiff-directory-of-65,535": lambda: b"II*\0\x08\0\0\0\xff\xff" + bytes(800_000),
    "tiff-big-directory": lambda: b"II+\0\x08\0\0\0" + struct.pack("<QQ", 16, 2**63) + bytes(500),
    "tiff-no-rows-in-strip": lambda: _with({278: (3, [0])}),
    "tiff-long-ring": lambda: _ring(100_000),
}

HARMLESS = {
    "tiff-loop": _loop,
    "tiff-resolution": lambda: _with({282: (5, [0, 0]), 283: (5, [1, 0]), 296: (3, [2])}),
    "tiff-broken-profile": lambda: _with({34675: (7, b"\xff" * 5_000_000)}),
    "tiff-2,000-entries": lambda: _with({number: (3, [1]) for number in range(50_000, 52_000) if number != 50706}),
    "tiff-sub-directories": lambda: _with({330: (4, [8] * 100_000)}),
    "tiff-long-text": lambda: _with({700: (1, b"<x" * (4 << 20))}),
}
