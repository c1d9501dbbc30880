"""The one thing that Inlay reads and changes in an XMP packet: the orientation."""

from __future__ import annotations

import re

# As an attribute or as an element, as exiftool, Adobe's and Apple's programs write it.
_ORIENTATION = re.compile(rb"""(tiff:Orientation\s*=\s*["']|<tiff:Orientation>\s*)([0-9])(?=\s*["'<])""")


def orientation_of(packet: bytes) -> int | None:
    """1..8, or None where the packet doesn't say."""
    found = _ORIENTATION.search(packet)
    value = int(found.group(2)) if found else 0
    return value if 1 <= value <= 8 else None


def upright(packet: bytes) -> bytes:
    """The same packet, same length, with the orientation 1."""
    return _ORIENTATION.sub(rb"\g<1>1", packet)
