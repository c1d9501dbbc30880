"""IPTC records without previews and without places (IIM version 4)."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

# Content location (code and name), city, sublocation, province, country (code and name).
_PLACES = frozenset({(2, number) for number in (26, 27, 90, 92, 95, 100, 101)})
_PREVIEW = frozenset({(2, 200), (2, 201), (2, 202)})
# Records about, of and behind object data: another whole picture.
_OBJECT_DATA = frozenset({7, 8, 9})


@dataclass(frozen=True, eq=False)
class _Set:
    """A dataset, and where it begins and ends."""

    record: int
    number: int
    start: int
    end: int


def _datasets(records: bytes) -> Iterator[_Set]:
    """The datasets up to the end, or to where they are broken."""
    position = 0
    while position + 5 <= len(records) and records[position] == 0x1C:
        record, number, size = struct.unpack_from(">BBH", records, position + 1)
        start, head = position, 5
        if size & 0x8000:
            wide = size & 0x7FFF
            size = int.from_bytes(records[position + 5 : position + 5 + wide], "big")
            head += wide
        position += head + size
        if position > len(records):
            return
        yield _Set(record, number, start, position)


def _only(records: bytes, kept: list[_Set]) -> bytes | None:
    """Those datasets; None where nothing is left but how the others were written."""
    if all((each.record, each.number) in ((1, 90), (2, 0)) for each in kept):
        return None
    return b"".join(records[each.start : each.end] for each in kept)


def without_pictures(records: bytes) -> tuple[bytes | None, bool]:
    """The records without previews and object data, and whether there were any."""
    every = list(_datasets(records))
    kept = [each for each in every if (each.record, each.number) not in _PREVIEW and each.record not in _OBJECT_DATA]
    return (records, False) if len(kept) == len(every) else (_only(records, kept), True)


def without_location(records: bytes) -> tuple[bytes | None, bool]:
    """The records without places, and whether there were any; what is broken at the end isn't kept."""
    every = list(_datasets(records))
    kept = [each for each in every if (each.record, each.number) not in _PLACES]
    whole = not every or every[-1].end == len(records)
    if len(kept) == len(every) and whole and every:
        return records, False
    return _only(records, kept), len(kept) < len(every)
