"""Hostile JPEG files."""

from __future__ import annotations

import struct

from tests.kit.pictures import by_pillow, exif_block, smooth


def _lying(width: int, height: int, progressive: bool = False) -> bytes:
    data = bytearray(by_pillow(smooth(), "JPEG", progressive=progressive))
    frame = data.find(b"\xff\xc2" if progressive else b"\xff\xc0")
    struct.pack_into(">HH", data, frame + 5, height, width)
    return bytes(data)


def _with(*segments: bytes) -> bytes:
    data = by_pillow(smooth(), "JPEG")
    return data[:2] + b"".join(segments) + data[2:]


def _segment(marker: int, content: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(content) + 2) + content


def _scans(count: int) -> bytes:
    """A progressive picture whose last scan comes again and again: every time, all of it is worked through."""
    data = by_pillow(smooth(600, 800), "JPEG", progressive=True)
    last = data.rfind(b"\xff\xda")
    return data[:-2] + data[last:-2] * count + data[-2:]


def _profile(parts: int) -> bytes:
    content = [b"ICC_PROFILE\0" + bytes((number % 256, parts)) + bytes(60_000) for number in range(1, parts + 1)]
    return _with(*(_segment(0xE2, each) for each in content))


def _deep_exif() -> bytes:
    """Directories that point at each other, and one of as many entries as the block holds."""
    block = bytearray(exif_block(6))
    struct.pack_into("<I", block, block.find(struct.pack("<HHI", 0x8769, 4, 1)) + 8, 8)
    return _with(_segment(0xE1, b"Exif\0\0" + bytes(block)))


def _many_entries() -> bytes:
    entries = b"".join(struct.pack("<HHII", number % 65_536, 4, 1, 9) for number in range(4000))
    block = b"II*\0" + struct.pack("<IH", 8, 4000) + entries + bytes(4)
    return _with(_segment(0xE1, b"Exif\0\0" + block))


REFUSED = {
    "jpeg-large": lambda: _lying(65_000, 7_800),
    "jpeg-large-progressive": lambda: _lying(65_000, 7_800, progressive=True),
    "jpeg-too-large": lambda: _lying(65_535, 65_535),
    "jpeg-no-size": lambda: _lying(0, 5),
    "jpeg-only-markers": lambda: b"\xff\xd8" + b"\xff" * 5_000_000,
    "jpeg-only-noise": lambda: b"\xff\xd8\xff" + b"\x01\x02\x03" * 2_000_000,
    "jpeg-empty-segments": lambda: b"\xff\xd8" + b"\xff\xe1\0\0" * 1_000_000,
    "jpeg-scan-bomb": lambda: _scans(400),
    "jpeg-ends-too-soon": lambda: by_pillow(smooth(), "JPEG")[:-300] + b"\xff\xd9",
    "jpeg-no-tables": lambda: by_pillow(smooth(), "JPEG").replace(b"\xff\xdb", b"\xff\xfe"),
}

HARMLESS = {
    "jpeg-lying-profile": lambda: _profile(255),
    "jpeg-exif-loop": _deep_exif,
    "jpeg-4,000-entries": _many_entries,
    "jpeg-long-comments": lambda: _with(*[_segment(0xFE, b"x" * 65_000)] * 400),
    "jpeg-1,000-packets": lambda: _with(
        *[_segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + b"tiff:Orientation" * 4000)] * 300
    ),
    "jpeg-resolution": lambda: by_pillow(smooth(), "JPEG", dpi=(65_535, 1)),
}
