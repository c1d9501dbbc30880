"""Adding metadata items to an AVIF that an encoder made: the boxes of ISO/IEC 14496-12 that know where things are."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, eq=False)
class Item:
    """A metadata item: its four-letter type ("Exif", "mime"), the content type of a "mime" one, and its bytes."""

    kind: bytes
    content_type: bytes
    content: bytes


@dataclass(frozen=True, eq=False)
class _Place:
    """Where an item of the file lies, in bytes from its beginning."""

    id: int
    offset: int
    size: int


def boxes(data: bytes, start: int = 0, end: int | None = None) -> Iterator[tuple[bytes, int, int]]:
    """Kind, and where the content begins and ends, of the boxes between `start` and `end`."""
    position, end = start, len(data) if end is None else end
    while position + 8 <= end:
        size, kind = struct.unpack_from(">I4s", data, position)
        head = 8
        if size == 1:
            (size,) = struct.unpack_from(">Q", data, position + 8)
            head = 16
        size = size or end - position
        if size < head or position + size > end:
            raise OSError("the encoder's boxes are broken")
        yield kind, position + head, position + size
        position += size


def _box(kind: bytes, *parts: bytes) -> bytes:
    return struct.pack(">I4s", 8 + sum(map(len, parts)), kind) + b"".join(parts)


def _full(version: int = 0, flags: int = 0) -> bytes:
    return struct.pack(">I", version << 24 | flags)


def _integer(data: bytes, position: int, size: int) -> tuple[int, int]:
    """A big-endian integer of 0, 4 or 8 bytes, and where the next one begins."""
    return int.from_bytes(data[position : position + size], "big"), position + size


def _places(content: bytes) -> list[_Place]:
    """The items of an `iloc` box, version 0 or 1, of one extent each, counted from the file's beginning."""
    version = content[0]
    if version > 1:
        raise OSError("the encoder's item locations are of an unknown version")
    offset_size, length_size = content[4] >> 4, content[4] & 15
    base_size, index_size = content[5] >> 4, content[5] & 15 if version else 0
    (count,) = struct.unpack_from(">H", content, 6)
    position, found = 8, []
    for _ in range(count):
        (number,) = struct.unpack_from(">H", content, position)
        method = struct.unpack_from(">H", content, position + 2)[0] & 15 if version else 0
        base, position = _integer(content, position + (6 if version else 4), base_size)
        (extents,) = struct.unpack_from(">H", content, position)
        if extents != 1 or method:
            raise OSError("the encoder's item locations are of an unknown kind")
        offset, position = _integer(content, position + 2 + index_size, offset_size)
        size, position = _integer(content, position, length_size)
        found.append(_Place(number, base + offset, size))
    return found


def _locations(places: Sequence[_Place]) -> bytes:
    """An `iloc` box, version 0, of 4-byte offsets and lengths."""
    rows = b"".join(struct.pack(">HHHII", each.id, 0, 1, each.offset, each.size) for each in places)
    return _box(b"iloc", _full(), bytes((0x44, 0)), struct.pack(">H", len(places)), rows)


def _entry(number: int, item: Item) -> bytes:
    """An `infe` box, version 2, hidden (flag 1): metadata aren't pictures to show."""
    tail = item.content_type + b"\0" if item.kind == b"mime" else b""
    return _box(b"infe", _full(2, 1), struct.pack(">HH", number, 0), item.kind, b"\0", tail)


def _entries(content: bytes, added: Sequence[bytes]) -> bytes:
    """The `iinf` box with further entries."""
    if content[0] != 0:
        raise OSError("the encoder's item list is of an unknown version")
    (count,) = struct.unpack_from(">H", content, 4)
    return _box(b"iinf", content[:4], struct.pack(">H", count + len(added)), content[6:], *added)


def _references(content: bytes, added: Sequence[bytes]) -> bytes:
    """The `iref` box with further references; a new one where there was none."""
    return _box(b"iref", content or _full(), *added)


def _describe(primary: int, number: int) -> bytes:
    """That an item describes the picture."""
    return _box(b"cdsc", struct.pack(">HHH", number, 1, primary))


def with_items(data: bytes, items: Sequence[Item]) -> bytes:
    """The file with the items behind everything else; the picture's bytes stay as they are.

    Raises OSError for boxes of kinds that the encoder (libheif) isn't known to write.
    """
    if not items:
        return data
    top = {kind: (start, end) for kind, start, end in boxes(data)}
    if set(top) != {b"ftyp", b"meta", b"mdat"} or len(data) + sum(len(each.content) for each in items) >= 1 << 32:
        raise OSError("the encoder's file is of an unknown kind")
    start, end = top[b"meta"]
    inside = {kind: data[a:b] for kind, a, b in boxes(data, start + 4, end)}
    places = _places(inside[b"iloc"])
    primary = int.from_bytes(inside[b"pitm"][4:], "big")
    first = max(each.id for each in places) + 1
    numbered = list(enumerate(items, first))
    inside[b"iinf"] = _entries(inside[b"iinf"], [_entry(number, item) for number, item in numbered])
    inside[b"iref"] = _references(inside.get(b"iref", b""), [_describe(primary, number) for number, _ in numbered])
    return _put_together(data, start - 8, end, inside, places, numbered)


def _put_together(
    data: bytes,
    begin: int,
    end: int,
    inside: dict[bytes, bytes],
    places: Sequence[_Place],
    numbered: Sequence[tuple[int, Item]],
) -> bytes:
    """`data` with its `meta` box (from `begin` to `end`) replaced and the items added in an `mdat` box at the end."""

    def meta(shift: int, behind: int) -> bytes:
        moved = [_Place(each.id, each.offset + shift, each.size) for each in places]
        position = behind + 8
        for number, item in numbered:
            moved.append(_Place(number, position, len(item.content)))
            position += len(item.content)
        whole = {b"iloc": _locations(moved)}
        done = (b"iinf", b"iref")
        parts = [whole.get(kind) or (part if kind in done else _box(kind, part)) for kind, part in inside.items()]
        return _box(b"meta", _full(), *parts)

    # Locations have the same size wherever they point to, so the first try tells how far everything moves.
    shift = len(meta(0, 0)) - (end - begin)
    tail = _box(b"mdat", *(item.content for _, item in numbered))
    return data[:begin] + meta(shift, len(data) + shift) + data[end:] + tail
