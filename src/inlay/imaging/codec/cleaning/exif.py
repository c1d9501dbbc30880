"""EXIF blocks without embedded pictures and without location. What stays isn't moved, so maker notes survive."""

from __future__ import annotations

import struct
from collections.abc import Iterable
from contextlib import suppress

import numpy as np

from inlay.imaging.codec.cleaning import makers
from inlay.imaging.codec.cleaning.kinds import Kind
from inlay.imaging.codec.cleaning.signatures import pictures
from inlay.imaging.codec.exif import EXIF_IFD, GPS_IFD, INTEROP_IFD, MAKER_NOTE
from inlay.imaging.codec.ifd import Block, Entry, StructureError

_SUB_IFDS = 0x014A
# Where a directory says that pixels are, and how many bytes: JPEG, strips, tiles.
_PIXELS = ((0x0201, 0x0202), (0x0111, 0x0117), (0x0144, 0x0145))
# Copies of the picture or of other metadata inside the first directory: sub-directories, thumbnails of GDI+, XMP,
# IPTC, Photoshop's resources and layers. XMP and IPTC have their own place in a file, and are cleaned there.
_FOREIGN = frozenset({_SUB_IFDS, 0x501B, 0x02BC, 0x83BB, 0x8649, 0x935C, *(tag for pair in _PIXELS for tag in pair)})
_CHILDREN = (EXIF_IFD, GPS_IFD, INTEROP_IFD)
_MOST_DIRECTORIES = 64


class _Ranges:
    """Bytes of a block that are to be erased, unless something that stays lies there too."""

    def __init__(self, block: Block) -> None:
        self._block = block
        self._erased = np.zeros(len(block.data), np.bool_)
        self._kept = np.zeros(len(block.data), np.bool_)
        self._seen: set[int] = set()

    def erase(self, start: int, size: int) -> None:
        """Mark bytes; what lies outside the block doesn't count."""
        self._erased[max(0, start) : max(0, start + size)] = True

    def erase_directory(self, offset: int) -> None:
        """Mark a directory, its values, the pixels it tells of, and its own sub-directories."""
        if offset in self._seen or len(self._seen) > _MOST_DIRECTORIES:
            return
        self._seen.add(offset)
        try:
            entries, following, _ = self._block.directory(offset)
        except StructureError:
            return
        self.erase(offset, _size(self._block, offset))
        for entry in entries.values():
            self.erase(entry.offset, entry.size)
        self.erase_pixels(entries)
        for below in self._block.integers(entries.get(_SUB_IFDS)):
            self.erase_directory(int(below))
        if following:
            self.erase_directory(following)

    def erase_pixels(self, entries: dict[int, Entry]) -> None:
        """Mark the pixels that a directory tells of."""
        for where, how_long in _PIXELS:
            offsets, sizes = (self._block.integers(entries.get(tag)) for tag in (where, how_long))
            for start, size in zip(offsets, sizes, strict=False):
                self.erase(int(start), int(size))

    def keep_directory(self, offset: int, leave_out: frozenset[int]) -> None:
        """Mark what stays: a directory, its values and its children."""
        try:
            entries, _, _ = self._block.directory(offset)
        except StructureError:
            return
        self._kept[offset : offset + _size(self._block, offset)] = True
        for tag, entry in entries.items():
            if tag in leave_out:
                continue
            self._kept[entry.offset : entry.offset + entry.size] = True
            if tag in _CHILDREN:
                self.keep_directory(self._block.integer(entry, 0), leave_out | {tag})

    def apply(self, data: bytearray) -> int:
        """Write zeros where that harms nothing, and cut what is erased at the end; how many bytes were touched."""
        gone = self._erased & ~self._kept
        array = np.frombuffer(data, np.uint8).copy()
        array[gone] = 0
        stays = np.flatnonzero(~gone)
        end = int(stays[-1]) + 1 if len(stays) else 0
        data[:] = array[: max(end, 8)].tobytes()
        return int(gone.sum())


def _shape(block: Block) -> tuple[str, int, str]:
    """How a directory counts its entries, how long one is, and how it points to the next directory."""
    return (block.order + "Q", 20, block.order + "Q") if block.big else (block.order + "H", 12, block.order + "I")


def _size(block: Block, offset: int) -> int:
    """Bytes of the directory at `offset`, with its pointer to the next one."""
    count, step, word = _shape(block)
    (entries,) = struct.unpack_from(count, block.data, offset)
    return struct.calcsize(count) + int(entries) * step + struct.calcsize(word)


def _take_out(data: bytearray, block: Block, offset: int, tags: Iterable[int], last: bool) -> None:
    """Remove entries from the directory at `offset`; the others move up in it. `last`: no directory follows."""
    count, step, word = _shape(block)
    head = struct.calcsize(count)
    (entries,) = struct.unpack_from(count, data, offset)
    places = [offset + head + step * index for index in range(entries)]
    unwanted = set(tags)
    tag_of = struct.Struct(block.order + "H").unpack_from
    kept = [bytes(data[at : at + step]) for at in places if tag_of(data, at)[0] not in unwanted]
    pointer = bytes(data[offset + head + step * entries :][: struct.calcsize(word)])
    whole = struct.pack(count, len(kept)) + b"".join(kept) + (bytes(len(pointer)) if last else pointer)
    size = head + step * entries + len(pointer)
    data[offset : offset + size] = whole.ljust(size, b"\0")


def without_pictures(exif: bytes) -> tuple[bytes, set[Kind]]:
    """The block without thumbnails and previews, and the kinds that there were. `exif` must be readable."""
    block, data = Block.of(exif), bytearray(exif)
    found: set[Kind] = set()
    entries, following, _ = block.directory(block.first)
    ranges = _Ranges(block)
    ranges.keep_directory(block.first, _FOREIGN)
    foreign = _FOREIGN & set(entries)
    if following or foreign:
        if following:
            ranges.erase_directory(following)
        for below in block.integers(entries.get(_SUB_IFDS)):
            ranges.erase_directory(int(below))
        ranges.erase_pixels(entries)
        for tag in foreign:
            ranges.erase(entries[tag].offset, entries[tag].size)
        _take_out(data, block, block.first, foreign, last=True)
        ranges.apply(data)
        found.add(Kind.EXIF_THUMBNAIL)
    if _erase_whole_pictures(data):
        found.add(Kind.MAKER_PREVIEW)
    return bytes(data), found


def _erase_whole_pictures(data: bytearray) -> bool:
    """Write zeros over pictures that maker notes and the like hold, each within the value that holds it."""
    block = Block.of(bytes(data))
    erased = False
    for entry in _values(block):
        for start, end in pictures(block.data, entry.offset, entry.offset + entry.size):
            data[start:end] = bytes(end - start)
            erased = True
    return erased


def _values(block: Block) -> list[Entry]:
    """The values of the first directory and of those below it."""
    entries = dict(block.directory(block.first)[0])
    found = list(entries.values())
    for tag in _CHILDREN:
        offset = block.integer(entries.get(tag), 0)
        try:
            below = block.directory(offset)[0] if offset else {}
        except StructureError:
            continue
        found += below.values()
        entries = {**below, **entries}
    return found


def has_maker_note(exif: bytes) -> bool:
    """Whether the camera wrote notes of its own."""
    return any(entry.tag == MAKER_NOTE for entry in _values(Block.of(exif)))


def without_location(exif: bytes) -> tuple[bytes, bool]:
    """The block without the GPS directory and without places in maker notes; whether there was any of it."""
    block, data = Block.of(exif), bytearray(exif)
    entries = block.directory(block.first)[0]
    holders = [(block.first, entries)]
    inner = block.integer(entries.get(EXIF_IFD), 0)
    with suppress(StructureError):
        holders += [(inner, block.directory(inner)[0])] if inner else []
    ranges = _Ranges(block)
    ranges.keep_directory(block.first, frozenset({GPS_IFD}))
    found = False
    for offset, tags in holders:
        if GPS_IFD in tags:
            ranges.erase_directory(block.integer(tags[GPS_IFD], 0))
            _take_out(data, block, offset, (GPS_IFD,), last=False)
            found = True
        if MAKER_NOTE in tags:
            found |= makers.erase_places(data, block, tags[MAKER_NOTE])
    ranges.apply(data)
    return bytes(data), found
