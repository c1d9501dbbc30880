"""Hostile WebP files."""

from __future__ import annotations

import struct

from tests.kit.pictures import by_pillow, smooth


def _chunk(kind: bytes, content: bytes) -> bytes:
    return kind + struct.pack("<I", len(content)) + content + bytes(len(content) % 2)


def _file(*chunks: bytes) -> bytes:
    body = b"".join(chunks)
    return b"RIFF" + struct.pack("<I", 4 + len(body)) + b"WEBP" + body


def _pixels(lossless: bool = False) -> bytes:
    """The chunk of a small picture's pixels."""
    return by_pillow(smooth(), "WEBP", lossless=lossless)[12:]


def _canvas(width: int, height: int, flags: int = 0) -> bytes:
    return _chunk(
        b"VP8X", bytes((flags, 0, 0, 0)) + struct.pack("<I", width - 1)[:3] + struct.pack("<I", height - 1)[:3]
    )


def _lying(width: int, height: int) -> bytes:
    data = bytearray(_file(_pixels()))
    struct.pack_into("<HH", data, data.find(b"\x9d\x01\x2a") + 3, width, height)
    return bytes(data)


def _frame(width: int = 96, height: int = 64, x: int = 0, pixels: bytes = b"") -> bytes:
    place = struct.pack("<I", x)[:3] + bytes(3) + struct.pack("<I", width - 1)[:3] + struct.pack("<I", height - 1)[:3]
    return _chunk(b"ANMF", place + struct.pack("<I", 100) + (pixels or _pixels()))


REFUSED = {
    "webp-large": lambda: _lying(16_383, 16_383),
    "webp-canvas": lambda: _file(_canvas(16_384, 16_384), _pixels()),
    "webp-too-large": lambda: _file(_canvas(1 << 24, 1 << 24), _pixels()),
    "webp-no-size": lambda: _lying(0, 0),
    "webp-no-picture": lambda: _file(_canvas(96, 64)),
    "webp-long-chunk": lambda: _file(b"ICCP\xf0\xff\xff\xff", _pixels()),
    "webp-long-file": lambda: b"RIFF\xf0\xff\xff\xff" + _file(_pixels())[8:],
    "webp-no-chunks": lambda: b"RIFF\x04\0\0\0WEBP",
    "webp-million-chunks": lambda: _file(_chunk(b"abcd", b"") * 1_000_000, _pixels()),
    "webp-frame-outside": lambda: _file(_canvas(96, 64, 2), _chunk(b"ANIM", bytes(6)), _frame(x=9)),
    "webp-lying-frame": lambda: _file(_canvas(9000, 9000, 2), _chunk(b"ANIM", bytes(6)), _frame(9000, 9000)),
    "webp-broken": lambda: _file(_chunk(b"VP8L", b"\x2f" + b"\xaa" * 900)),
}

HARMLESS = {
    "webp-5,000-frames": lambda: _file(_canvas(96, 64, 2), _chunk(b"ANIM", bytes(6)), *[_frame()] * 5000),
    "webp-long-texts": lambda: _file(
        _canvas(96, 64, 0x0C),
        _pixels(),
        _chunk(b"EXIF", b"x" * (4 << 20)),
        _chunk(b"XMP ", b"<tiff:Orientation>" * (1 << 18)),
    ),
    "webp-broken-profile": lambda: _file(_canvas(96, 64, 0x20), _chunk(b"ICCP", b"\xff" * 3_000_000), _pixels()),
}
