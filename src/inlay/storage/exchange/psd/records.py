"""The list of layers in a Photoshop document: what each says of itself, and where its channels lie."""

from __future__ import annotations

from dataclasses import dataclass

from inlay.base.geometry import Rect
from inlay.imaging.codec.format import FormatError
from inlay.storage.exchange.psd.cursor import Cursor
from inlay.storage.exchange.psd.structure import MARKS, Header, blocks_in

ALPHA, USER_MASK, REAL_MASK = -1, -2, -3
OPEN, CLOSED, BOTTOM = 1, 2, 3
"""Kinds of group dividers: two for a group's head, which lies above its layers, one for its end below them."""
_HIDDEN = 1 << 1
_MASK_OFF, _MASK_HAS_PARAMETERS = 1 << 1, 1 << 4
LOCK_ALL, LOCK_PIXELS, LOCK_PLACE = 1 << 31, 1 << 1, 1 << 2


@dataclass(frozen=True, eq=False)
class MaskRecord:
    """A layer mask: its box, its value (0..255) outside of that, how dense it is (0..255) and whether it is soft."""

    rect: Rect
    outside: int
    is_off: bool
    density: int = 255
    feather: float = 0.0


@dataclass(frozen=True, eq=False)
class Record:
    """One layer, group head or group end. `channels` are the compressed channels by their number."""

    rect: Rect
    mode: bytes
    opacity: int
    clipped: bool
    visible: bool
    mask: MaskRecord | None
    ranges: memoryview
    name: bytes
    blocks: dict[bytes, memoryview]
    channels: dict[int, memoryview]

    def text(self) -> str:
        """The name: as Unicode where it is given, else as the Macintosh wrote it."""
        block = self.blocks.get(b"luni")
        if block is not None and len(block) >= 4:
            size = int.from_bytes(block[:4], "big")
            return bytes(block[4 : 4 + 2 * min(size, 4096)]).decode("utf-16-be", errors="replace").rstrip("\0")
        return self.name.decode("mac-roman", errors="replace")

    @property
    def divider(self) -> int:
        """What it is in the tree of groups: 0 for a layer."""
        block = self.blocks.get(b"lsct") or self.blocks.get(b"lsdk")
        return int.from_bytes(block[:4], "big") if block is not None and len(block) >= 4 else 0

    @property
    def group_mode(self) -> bytes:
        """The mode of a group's head."""
        block = self.blocks.get(b"lsct") or self.blocks.get(b"lsdk")
        return bytes(block[8:12]) if block is not None and len(block) >= 12 else self.mode

    @property
    def is_locked(self) -> bool:
        """Whether all of it is, or its pixels and its place."""
        flags = int.from_bytes(self.blocks.get(b"lspf", b"")[:4], "big")
        return bool(flags & LOCK_ALL) or flags & (LOCK_PIXELS | LOCK_PLACE) == LOCK_PIXELS | LOCK_PLACE

    @property
    def fill_opacity(self) -> int:
        """A second opacity, 0..255, that doesn't count for layer styles."""
        return int(self.blocks.get(b"iOpa", b"\xff")[0:1].hex() or "ff", 16)

    @property
    def has_blend_ranges(self) -> bool:
        """Whether it blends only where it or what lies below is light or dark enough."""
        data = bytes(self.ranges)
        return any(data[at : at + 4] != b"\0\0\xff\xff" for at in range(0, len(data) // 4 * 4, 4))


def count_of(cursor: Cursor) -> tuple[int, bool]:
    """How many layers follow, and whether the merged picture has its transparency as the first further channel."""
    count = cursor.number("h")
    return abs(count), count < 0


def read_records(cursor: Cursor, header: Header, count: int) -> list[Record]:
    """All layers, bottom first. Raises FormatError where a length is wrong."""
    heads = [_head(cursor, header) for _ in range(count)]
    return [_record(head, cursor) for head in heads]


@dataclass(frozen=True, eq=False)
class _Head:
    rect: Rect
    sizes: list[tuple[int, int]]
    mode: bytes
    opacity: int
    clipping: int
    flags: int
    extra: memoryview
    header: Header


def _head(cursor: Cursor, header: Header) -> _Head:
    rect = _rect(cursor)
    channels = cursor.number("H")
    if channels > 60:
        raise FormatError("too many channels")
    sizes = [cursor.unpack("h" + header.length) for _ in range(channels)]
    mark, mode, opacity, clipping, flags, size = cursor.unpack("4s4sBBBxI")
    if mark not in MARKS:
        raise FormatError("a layer has no mark")
    return _Head(
        rect,
        [(int(number), int(length)) for number, length in sizes],
        mode,
        opacity,
        clipping,
        flags,
        cursor.take(size),
        header,
    )


def _rect(cursor: Cursor) -> Rect:
    top, left, bottom, right = cursor.unpack("4i")
    return Rect(left, top, max(0, right - left), max(0, bottom - top))


def _record(head: _Head, pixels: Cursor) -> Record:
    extra = Cursor(head.extra)
    has_two = any(number == REAL_MASK for number, _ in head.sizes)
    mask, ranges = _mask(extra.part("I"), has_two), extra.take(extra.number("I"))
    name = extra.pascal(4)
    blocks = blocks_in(extra, head.header)
    channels = {number: pixels.take(size) for number, size in head.sizes}
    return Record(
        head.rect,
        head.mode,
        head.opacity,
        bool(head.clipping),
        not head.flags & _HIDDEN,
        mask,
        ranges,
        name,
        blocks,
        channels,
    )


def _mask(cursor: Cursor, has_two: bool) -> MaskRecord | None:
    if cursor.left < 18:
        return None
    rect = _rect(cursor)
    outside, flags = cursor.unpack("BB")
    density, feather = 255, 0.0
    if has_two and cursor.left >= 18:
        cursor.take(18)  # the painted one of two masks; the first is both of them together
    if flags & _MASK_HAS_PARAMETERS:
        given = cursor.number("B") if cursor.left else 0
        if given & 1 and cursor.left >= 1:
            density = cursor.number("B")
        if given & 2 and cursor.left >= 8:
            feather = float(cursor.unpack("d")[0])
    return MaskRecord(rect, outside, bool(flags & _MASK_OFF), density, feather)
