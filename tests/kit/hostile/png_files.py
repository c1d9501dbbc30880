"""Hostile PNG files."""

from __future__ import annotations

import struct

from tests.kit.hostile.squeezed import squeezed
from tests.kit.pictures import chunk, picture, png_by_hand

_SIGNATURE = b"\x89PNG\r\n\x1a\n"


def _header(width: int, height: int, bits: int = 8, kind: int = 2, interlace: int = 0) -> bytes:
    return _SIGNATURE + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, bits, kind, 0, 0, interlace))


def _large(interlace: int = 0) -> bytes:
    """460 MP of which nothing is there."""
    return _header(64_000, 7_200, interlace=interlace) + chunk(b"IDAT", squeezed(1)) + chunk(b"IEND", b"")


def _unpacking_to_too_little() -> bytes:
    return _header(4000, 4000) + chunk(b"IDAT", squeezed(2)) + chunk(b"IEND", b"")


def _without_palette() -> bytes:
    return _header(8, 8, kind=3) + chunk(b"IDAT", squeezed(1)) + chunk(b"IEND", b"")


def _texts() -> bytes:
    """20 texts of 60 MB each, squeezed: a profile's name makes a reader look into them."""
    text = b"Raw profile type xmp\0\0" + squeezed(60, b"\nxmp\n 9\n" + b"30" * ((1 << 19) - 4))
    return png_by_hand(picture(), [chunk(b"zTXt", text)] * 20)


def _packets() -> bytes:
    packet = b"XML:com.adobe.xmp\0\1\0\0\0" + squeezed(60, b" " * (1 << 20))
    return png_by_hand(picture(), [chunk(b"iTXt", packet)] * 20)


REFUSED = {
    "png-large": _large,
    "png-large-interlaced": lambda: _large(1),
    "png-too-large": lambda: _header(60_000, 60_000, 16, 6) + chunk(b"IDAT", b"x") + chunk(b"IEND", b""),
    "png-longest": lambda: _header(2**31 - 1, 1) + chunk(b"IDAT", b"x") + chunk(b"IEND", b""),
    "png-no-size": lambda: _header(0, 0) + chunk(b"IDAT", b"x") + chunk(b"IEND", b""),
    "png-strange-bits": lambda: _header(8, 8, 77, 99) + chunk(b"IDAT", b"x") + chunk(b"IEND", b""),
    "png-too-few-rows": _unpacking_to_too_little,
    "png-no-palette": _without_palette,
    "png-lying-chunk": lambda: _header(8, 8) + struct.pack(">I4s", 2**31 - 1, b"IDAT") + b"x",
    "png-two-headers": lambda: png_by_hand(picture(), [_header(60_000, 8000)[8:]]),
}

HARMLESS = {
    "png-pixels-bomb": lambda: png_by_hand(picture()).replace(
        chunk(b"IEND", b""), chunk(b"IDAT", squeezed(400)) + chunk(b"IEND", b"")
    ),
    "png-profile-bomb": lambda: png_by_hand(picture(), [chunk(b"iCCP", b"bomb\0\0" + squeezed(400))]),
    "png-text-bombs": _texts,
    "png-packet-bombs": _packets,
    "png-20,000-chunks": lambda: png_by_hand(picture(), [chunk(b"tEXt", b"Comment\0x")] * 20_000),
    "png-long-text": lambda: png_by_hand(picture(), [chunk(b"tEXt", b"Comment\0" + b"x" * (30 << 20))]),
    "png-resolution": lambda: png_by_hand(picture(), [chunk(b"pHYs", struct.pack(">IIB", 2**32 - 1, 1, 1))]),
}
