"""The items of an HEIF file (ISO/IEC 23008-12): which pictures and metadata it holds, and where their bytes are."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from inlay.imaging.codec.boxes import Box, Reader, boxes
from inlay.imaging.codec.format import FormatError

# A 100 MP picture in tiles of 512 px has about 400 items.
MAX_ITEMS = 8192
MAX_EXTENTS = 64


@dataclass(eq=False)
class Item:
    """A picture, a part of one, or a block of metadata. `properties` are numbers of the file's properties, in order."""

    id: int
    kind: bytes = b""
    hidden: bool = False
    content_type: bytes = b""
    extents: list[tuple[int, int]] = field(default_factory=list)
    elsewhere: bool = False
    properties: list[int] = field(default_factory=list)


@dataclass(eq=False)
class Items:
    """All that the `meta` box tells. `references` are (kind, from, to)."""

    data: bytes
    primary: int = 0
    items: dict[int, Item] = field(default_factory=dict)
    properties: list[Box] = field(default_factory=list)
    references: list[tuple[bytes, int, tuple[int, ...]]] = field(default_factory=list)
    store: Box | None = None

    def item(self, number: int) -> Item:
        """The item of that id, new where it wasn't mentioned."""
        if number not in self.items:
            if len(self.items) >= MAX_ITEMS:
                raise FormatError("too many items")
            self.items[number] = Item(number)
        return self.items[number]

    def properties_of(self, item: Item) -> list[Box]:
        """The item's properties in the order in which they are to be applied."""
        return [self.properties[at - 1] for at in item.properties if 1 <= at <= len(self.properties)]

    def property_of(self, item: Item, *kinds: bytes) -> Box | None:
        """The first property of one of these kinds."""
        return next((each for each in self.properties_of(item) if each.kind in kinds), None)

    def targets(self, kind: bytes, origin: int) -> tuple[int, ...]:
        """What the item refers to in that way."""
        return tuple(each for found, start, to in self.references if found == kind and start == origin for each in to)

    def origins(self, kind: bytes, target: int) -> list[Item]:
        """The items that refer to that one in that way."""
        found = (start for known, start, to in self.references if known == kind and target in to)
        return [self.items[start] for start in found if start in self.items]

    def is_cut(self, item: Item) -> bool:
        """Whether bytes of the item lie behind the end of the file."""
        return any(start + size > len(self.data) for start, size in item.extents)

    def content(self, item: Item, limit: int) -> bytes:
        """The item's bytes, at most `limit`; empty where they are more, missing, or in another file."""
        if item.elsewhere or self.is_cut(item) or sum(size for _, size in item.extents) > limit:
            return b""
        return b"".join(self.data[start : start + size] for start, size in item.extents)


def read_items(data: bytes, meta: Box) -> Items:
    """What is in the `meta` box. Raises FormatError where it is broken."""
    found = Items(data)
    inside = {each.kind: each for each in reversed(list(boxes(data, meta.start + 4, meta.end)))}
    found.store = inside.get(b"idat")
    readers: dict[bytes, Callable[[Items, Reader], None]] = {
        b"pitm": _primary,
        b"iinf": _infos,
        b"iloc": _locations,
        b"iref": _references,
        b"iprp": _properties,
    }
    for kind, read in readers.items():
        box = inside.get(kind)
        if box is not None:
            read(found, Reader(data, box.start, box.end))
    return found


def _primary(found: Items, reader: Reader) -> None:
    version, _ = reader.version()
    found.primary = reader.number(2 if version == 0 else 4)


def _infos(found: Items, reader: Reader) -> None:
    version, _ = reader.version()
    reader.number(2 if version == 0 else 4)
    for box in boxes(found.data, reader.at, reader.end):
        inner = Reader(found.data, box.start, box.end)
        version, flags = inner.version()
        if version < 2:
            raise FormatError("an old kind of item")
        item = found.item(inner.number(2 if version == 2 else 4))
        inner.number(2)
        item.kind, item.hidden = inner.take(4), bool(flags & 1)
        inner.text()
        item.content_type = inner.text() if item.kind == b"mime" else b""


def _locations(found: Items, reader: Reader) -> None:
    version, _ = reader.version()
    sizes = reader.number(2)
    offset_size, length_size, base_size = sizes >> 12, sizes >> 8 & 15, sizes >> 4 & 15
    index_size = sizes & 15 if version else 0
    count = reader.number(2 if version < 2 else 4)
    for _ in range(min(count, MAX_ITEMS)):
        item = found.item(reader.number(2 if version < 2 else 4))
        method = reader.number(2) & 15 if version else 0
        item.elsewhere = reader.number(2) != 0 or method > 1
        base = reader.number(base_size)
        if method == 1:
            base += found.store.start if found.store is not None else len(found.data)
        extents = reader.number(2)
        if extents > MAX_EXTENTS:
            raise FormatError("an item in too many pieces")
        for _ in range(extents):
            reader.number(index_size)
            offset, length = reader.number(offset_size), reader.number(length_size)
            start = base + offset
            # No length means: up to the end of the file.
            item.extents.append((start, length or max(0, len(found.data) - start)))


def _references(found: Items, reader: Reader) -> None:
    version, _ = reader.version()
    size = 2 if version == 0 else 4
    for box in boxes(found.data, reader.at, reader.end):
        inner = Reader(found.data, box.start, box.end)
        origin, count = inner.number(size), inner.number(2)
        if count > MAX_ITEMS:
            raise FormatError("too many references")
        found.references.append((box.kind, origin, tuple(inner.number(size) for _ in range(count))))


def _properties(found: Items, reader: Reader) -> None:
    for box in boxes(found.data, reader.at, reader.end):
        if box.kind == b"ipco":
            found.properties.extend(boxes(found.data, box.start, box.end))
        elif box.kind == b"ipma":
            _associations(found, Reader(found.data, box.start, box.end))


def _associations(found: Items, reader: Reader) -> None:
    version, flags = reader.version()
    for _ in range(min(reader.number(4), MAX_ITEMS)):
        item = found.item(reader.number(2 if version == 0 else 4))
        for _ in range(reader.number(1)):
            value = reader.number(2 if flags & 1 else 1)
            item.properties.append(value & (0x7FFF if flags & 1 else 0x7F))
