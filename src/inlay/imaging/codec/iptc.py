"""IPTC records inside Photoshop's image resources, where JPEG (and some TIFF) files keep them."""

from __future__ import annotations

import struct
from collections.abc import Iterator

PREFIX = b"Photoshop 3.0\0"
_IPTC = 0x0404


def _resources(resources: bytes) -> Iterator[tuple[int, int, int]]:
    """Kind, and where the content begins and ends, of each 8BIM resource up to where they are broken."""
    position = 0
    while position + 12 <= len(resources) and resources[position : position + 4] == b"8BIM":
        (kind,) = struct.unpack_from(">H", resources, position + 4)
        name = resources[position + 6]
        start = position + 6 + name + 1 + (name + 1) % 2
        if start + 4 > len(resources):
            return
        (size,) = struct.unpack_from(">I", resources, start)
        yield kind, start + 4, start + 4 + size
        position = start + 4 + size + size % 2


def kinds(resources: bytes) -> set[int]:
    """The numbers of the 8BIM resources."""
    return {kind for kind, _, _ in _resources(resources)}


def find(resources: bytes) -> bytes | None:
    """The IIM records among 8BIM resources; None where there are none or the resources are broken."""
    for kind, start, end in _resources(resources):
        if kind == _IPTC:
            return resources[start:end] if end <= len(resources) else None
    return None


def wrap(records: bytes) -> bytes:
    """The records as one 8BIM resource with the prefix of a JPEG segment."""
    return PREFIX + b"8BIM" + struct.pack(">HHI", _IPTC, 0, len(records)) + records + bytes(len(records) % 2)
