"""Finding whole pictures inside other data by how JPEG and PNG files begin and end."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator

JPEG = b"\xff\xd8\xff"
PNG = b"\x89PNG\r\n\x1a\n"
# A marker inside or behind a scan: not a stuffed FF, a restart or a fill byte.
_MARKER = re.compile(rb"\xff([^\x00\xff\xd0-\xd7])")
_SOS, _EOI = 0xDA, 0xD9
_FIRST = frozenset({0xDB, 0xC0, 0xC1, 0xC2, 0xC4, 0xDD, 0xFE, *range(0xE0, 0xF0)})


def end_of_jpeg(data: bytes, start: int, limit: int | None = None) -> int | None:
    """Where the JPEG that begins at `start` ends (behind its last byte); `limit` where it is cut off there.

    None where what stands there isn't a JPEG: segments that follow each other up to a scan are asked for.
    """
    limit = len(data) if limit is None else limit
    position, scanned = start + 2, False
    while position + 4 <= limit:
        if scanned:
            found = _MARKER.search(data, position, limit)
            if found is None:
                return limit
            position = found.start()
        elif data[position] != 0xFF:
            return None
        marker = data[position + 1]
        if marker == 0xFF:
            position += 1
            continue
        if marker == _EOI:
            return position + 2 if scanned else None
        size = int.from_bytes(data[position + 2 : min(position + 4, limit)], "big")
        if size < 2 or position + 4 > limit:
            return limit if scanned else None
        scanned |= marker == _SOS
        position += 2 + size
    return limit if scanned else None


def _end_of_png(data: bytes, start: int, limit: int) -> int | None:
    """As `end_of_jpeg`, for a PNG."""
    position = start + len(PNG)
    if data[position + 4 : position + 8] != b"IHDR":
        return None
    while position + 12 <= limit:
        size, kind = struct.unpack_from(">I4s", data, position)
        position += 12 + size
        if kind == b"IEND":
            break
    return min(position, limit)


def pictures(data: bytes, start: int = 0, end: int | None = None) -> Iterator[tuple[int, int]]:
    """Where whole pictures begin and end between `start` and `end`."""
    end = len(data) if end is None else end
    for found in re.finditer(re.escape(PNG) + b"|" + re.escape(JPEG), data[start:end]):
        at = start + found.start()
        if found.group() == PNG:
            ends = _end_of_png(data, at, end)
        else:
            ends = end_of_jpeg(data, at, end) if data[at + 3 : at + 4] and data[at + 3] in _FIRST else None
        if ends is not None:
            yield at, ends
