"""IPTC records inside Photoshop's image resources, where JPEG (and some TIFF) files keep them."""

from __future__ import annotations

import struct

PREFIX = b"Photoshop 3.0\0"
_IPTC = 0x0404


def find(resources: bytes) -> bytes | None:
    """The IIM records among 8BIM resources; None where there are none or the resources are broken."""
    position = 0
    while position + 12 <= len(resources) and resources[position : position + 4] == b"8BIM":
        (kind,) = struct.unpack_from(">H", resources, position + 4)
        name = resources[position + 6]
        start = position + 6 + name + 1 + (name + 1) % 2
        if start + 4 > len(resources):
            return None
        (size,) = struct.unpack_from(">I", resources, start)
        if kind == _IPTC:
            return resources[start + 4 : start + 4 + size] if start + 4 + size <= len(resources) else None
        position = start + 4 + size + size % 2
    return None


def wrap(records: bytes) -> bytes:
    """The records as one 8BIM resource with the prefix of a JPEG segment."""
    return PREFIX + b"8BIM" + struct.pack(">HHI", _IPTC, 0, len(records)) + records + bytes(len(records) % 2)
