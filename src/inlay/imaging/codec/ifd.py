"""The directories of TIFF and EXIF: read without trusting them, and written (TIFF 6.0; BigTIFF)."""

from __future__ import annotations

import struct
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

import numpy as np
import numpy.typing as npt

Order = Literal["<", ">"]

BYTE, ASCII, SHORT, LONG, RATIONAL, UNDEFINED, LONG8 = 1, 2, 3, 4, 5, 7, 16
SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4, 16: 8, 17: 8, 18: 8}
# TIFF allows 65,535; real files have under 100. BigTIFF would allow what takes minutes to read.
MAX_ENTRIES = 4096
_INTEGERS = {1: "u1", 3: "u2", 4: "u4", 6: "i1", 8: "i2", 9: "i4", 13: "u4", 16: "u8", 17: "i8", 18: "u8"}


class StructureError(ValueError):
    """The bytes aren't a TIFF structure."""


@dataclass(frozen=True, eq=False)
class Entry:
    """One tag of a directory; its value lies at `offset` in the block and has `size` bytes."""

    tag: int
    type: int
    count: int
    offset: int
    size: int


class Found(NamedTuple):
    """A directory that was read: its tags, where the next one is (0: none), and tags whose values lie outside."""

    entries: dict[int, Entry]
    following: int
    outside: set[int]


@dataclass(frozen=True, eq=False)
class Block:
    """A TIFF file or an EXIF block, with the byte order that its header says. Values are cut out when asked for."""

    data: bytes
    order: Order
    big: bool

    @classmethod
    def of(cls, data: bytes) -> Block:
        """Raises StructureError where there is no TIFF header."""
        magic = data[:4]
        if magic in (b"II*\0", b"II+\0"):
            order: Order = "<"
        elif magic in (b"MM\0*", b"MM\0+"):
            order = ">"
        else:
            raise StructureError("no TIFF header")
        big = magic in (b"II+\0", b"MM\0+")
        if len(data) < (16 if big else 8):
            raise StructureError("cut off in the header")
        return cls(data, order, big)

    def _int(self, kind: str, offset: int) -> int:
        return int(struct.unpack_from(self.order + kind, self.data, offset)[0])

    @property
    def first(self) -> int:
        """Where the first directory is."""
        return self._int("Q", 8) if self.big else self._int("I", 4)

    def directory(self, offset: int) -> Found:
        """The directory at `offset`. Raises StructureError where it lies outside the block."""
        head, step, tail = (8, 20, 8) if self.big else (2, 12, 4)
        if offset < 8 or offset + head > len(self.data):
            raise StructureError("a directory lies outside the file")
        count = self._int("Q" if self.big else "H", offset)
        end = offset + head + count * step
        if count > MAX_ENTRIES:
            raise StructureError("a directory has too many entries")
        if end > len(self.data):
            raise StructureError("a directory is cut off")
        found: dict[int, Entry] = {}
        outside: set[int] = set()
        for position in range(offset + head, end, step):
            entry = self._entry(position)
            if entry.offset + entry.size > len(self.data):
                outside.add(entry.tag)
            elif entry.size:
                found.setdefault(entry.tag, entry)
        following = self._int("Q" if self.big else "I", end) if end + tail <= len(self.data) else 0
        return Found(found, following, outside)

    def _entry(self, position: int) -> Entry:
        tag, kind = self._int("H", position), self._int("H", position + 2)
        count = self._int("Q" if self.big else "I", position + 4)
        size = SIZES.get(kind, 0) * count
        inline, field_at = (8, position + 12) if self.big else (4, position + 8)
        offset = field_at if size <= inline else self._int("Q" if self.big else "I", field_at)
        return Entry(tag, kind, count, offset, size)

    def raw(self, entry: Entry) -> bytes:
        """The value's bytes in the block's own order."""
        return self.data[entry.offset : entry.offset + entry.size]

    def integers(self, entry: Entry | None) -> npt.NDArray[Any]:
        """The value as integers; an empty array for none or another kind of value."""
        kind = _INTEGERS.get(entry.type) if entry is not None else None
        if entry is None or kind is None:
            return np.zeros(0, np.uint32)
        return np.frombuffer(self.data, np.dtype(kind).newbyteorder(self.order), entry.count, entry.offset)

    def integer(self, entry: Entry | None, default: int) -> int:
        """The first integer of the value, or the default."""
        values = self.integers(entry)
        return int(values[0]) if len(values) else default

    def rational(self, entry: Entry | None) -> float | None:
        """The first fraction of a RATIONAL, or None."""
        if entry is None or entry.type != RATIONAL:
            return None
        upper, lower = struct.unpack_from(self.order + "II", self.data, entry.offset)
        return float(upper / lower) if lower else None


@dataclass(frozen=True, eq=False)
class Field:
    """A tag to write: `value` is in the byte order of the file it goes to.

    `origin` is where the value was in the block it comes from; `at` is where it has been written already, for a value
    that mustn't move.
    """

    tag: int
    type: int
    count: int
    value: bytes
    origin: int | None = None
    at: int | None = None


@dataclass(eq=False)
class Directory:
    """A directory to write: fields, and directories that are pointed to by a tag."""

    fields: dict[int, Field] = field(default_factory=dict)
    children: dict[int, Directory] = field(default_factory=dict)

    def put(self, order: Order, tag: int, kind: int, values: Iterable[int] | bytes) -> None:
        """Set a tag to bytes, or to integers of that type; a RATIONAL takes numerator and denominator."""
        if isinstance(values, bytes):
            raw = values
        else:
            width = "u4" if kind == RATIONAL else _INTEGERS[kind]
            raw = np.array(list(values), dtype=np.dtype(width).newbyteorder(order)).tobytes()
        self.fields[tag] = Field(tag, kind, len(raw) // SIZES[kind], raw)


def copy_fields(block: Block, entries: dict[int, Entry], leave_out: frozenset[int] = frozenset()) -> Directory:
    """The entries as a directory to write; their bytes stay in the block's order."""
    kept = (each for each in entries.values() if each.tag not in leave_out)
    return Directory({each.tag: Field(each.tag, each.type, each.count, block.raw(each), each.offset) for each in kept})


def serialise(directory: Directory, order: Order, start: int, big: bool = False) -> bytes:
    """The directory, its values and its children, as they stand in a file from offset `start` (even) on."""
    head, step, inline, word = ("Q", 20, 8, "Q") if big else ("H", 12, 4, "I")
    count = len(directory.fields) + len(directory.children)
    size = struct.calcsize("=" + head) + step * count + inline
    table, body = struct.pack(order + head, count), b""

    def place(value: bytes) -> int:
        nonlocal body
        position = start + size + len(body)
        body += value + bytes(len(value) % 2)
        return position

    for tag in sorted(directory.fields | directory.children):
        if tag in directory.children:
            at = start + size + len(body)
            place(serialise(directory.children[tag], order, at, big))
            table += struct.pack(order + "HH" + word * 2, tag, LONG8 if big else LONG, 1, at)
            continue
        each = directory.fields[tag]
        table += struct.pack(order + "HH" + word, tag, each.type, each.count)
        if len(each.value) <= inline:
            table += each.value + bytes(inline - len(each.value))
        elif each.at is not None:
            table += struct.pack(order + word, each.at)
        else:
            table += struct.pack(order + word, place(each.value))
    return table + bytes(inline) + body
