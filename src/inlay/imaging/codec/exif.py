"""EXIF blocks (without the "Exif" prefix): read, set upright, and moved into and out of TIFF."""

from __future__ import annotations

import struct

from inlay.imaging.codec.ifd import (
    LONG,
    SHORT,
    SIZES,
    Block,
    Directory,
    Entry,
    Order,
    StructureError,
    copy_fields,
    serialise,
)

ORIENTATION = 0x0112
X_RESOLUTION, Y_RESOLUTION, RESOLUTION_UNIT = 0x011A, 0x011B, 0x0128
EXIF_IFD, GPS_IFD, INTEROP_IFD = 0x8769, 0x8825, 0xA005
MAKER_NOTE = 0x927C
COLOUR_SPACE, WIDTH, HEIGHT, INTEROP_INDEX = 0xA001, 0xA002, 0xA003, 0x0001

# What a TIFF's first directory says about the photograph and not about its storage.
DESCRIPTIVE = frozenset(
    {
        *(0x010D, 0x010E, 0x010F, 0x0110, 0x011A, 0x011B, 0x0128, 0x0131, 0x0132, 0x013B, 0x013C),
        *(0x4746, 0x4749, 0x8298, 0x9C9B, 0x9C9C, 0x9C9D, 0x9C9E, 0x9C9F),
    }
)

Entries = dict[int, Entry]


def _child(block: Block, parent: Entries, tag: int) -> Entries:
    """The directory that a tag points to; empty where there is none or it is broken."""
    offset = block.integer(parent.get(tag), 0)
    if not offset:
        return {}
    try:
        return block.directory(offset)[0]
    except StructureError:
        return {}


def _first(block: Block) -> Entries:
    return block.directory(block.first)[0]


def is_readable(exif: bytes) -> bool:
    """Whether the block has a header and a first directory."""
    try:
        _first(Block.of(exif))
    except StructureError:
        return False
    return True


def orientation(block: Block, first: Entries) -> int | None:
    """1..8, or None where the first directory doesn't say or says nonsense."""
    value = block.integer(first.get(ORIENTATION), 0)
    return value if 1 <= value <= 8 else None


def orientation_of(exif: bytes) -> int | None:
    """`orientation` of a readable block."""
    block = Block.of(exif)
    return orientation(block, _first(block))


def dpi_of(block: Block, first: Entries) -> tuple[float, float] | None:
    """Dots per inch, or None where there is no unit or no sensible value."""
    unit = {2: 1.0, 3: 2.54}.get(block.integer(first.get(RESOLUTION_UNIT), 2))
    x, y = block.rational(first.get(X_RESOLUTION)), block.rational(first.get(Y_RESOLUTION))
    if unit is None or not x or not y:
        return None
    return x * unit, y * unit


def says_adobe_rgb(exif: bytes) -> bool:
    """Whether the camera wrote Adobe RGB without a profile: interoperability index R03 (DCF 2.0)."""
    block = Block.of(exif)
    inner = _child(block, _first(block), EXIF_IFD)
    index = _child(block, inner, INTEROP_IFD).get(INTEROP_INDEX)
    return index is not None and block.raw(index).startswith(b"R03") and block.integer(inner.get(COLOUR_SPACE), 0) != 1


def _patch(data: bytearray, block: Block, entry: Entry | None, value: int) -> None:
    if entry is None or entry.count != 1 or entry.type not in (SHORT, LONG):
        return
    if entry.type == SHORT:
        value = min(value, 65535)
    struct.pack_into(block.order + ("H" if entry.type == SHORT else "I"), data, entry.offset, value)


def upright(exif: bytes) -> bytes:
    """The same block, in which the orientation (where there is one) is 1; nothing moves, so maker notes survive."""
    block, data = Block.of(exif), bytearray(exif)
    entry = _first(block).get(ORIENTATION)
    if entry is not None and len(block.integers(entry)):
        # A SHORT by the standard; other integers are read, so they are set too.
        size = SIZES[entry.type]
        data[entry.offset : entry.offset + size] = (1).to_bytes(size, "little" if block.order == "<" else "big")
    return bytes(data)


def with_size(exif: bytes, width: int, height: int) -> bytes:
    """The same block, in which the pixel dimensions (where they are given) are these."""
    block, data = Block.of(exif), bytearray(exif)
    inner = _child(block, _first(block), EXIF_IFD)
    _patch(data, block, inner.get(WIDTH), width)
    _patch(data, block, inner.get(HEIGHT), height)
    return bytes(data)


def directory_for_tiff(exif: bytes) -> tuple[Directory, Order]:
    """The photograph's tags as a directory for a TIFF file of the returned byte order."""
    block = Block.of(exif)
    first = _first(block)
    root = copy_fields(block, {tag: entry for tag, entry in first.items() if tag in DESCRIPTIVE})
    _adopt(root, block, first)
    return root, block.order


def without_maker_note(exif: bytes) -> bytes:
    """The block without the camera's own notes, which can be far larger than all else; values move."""
    block = Block.of(exif)
    first = _first(block)
    root = copy_fields(block, first, frozenset({EXIF_IFD, GPS_IFD}))
    _adopt(root, block, first)
    inner = root.children.get(EXIF_IFD)
    if inner is not None:
        inner.fields.pop(MAKER_NOTE, None)
    return _block(root, block.order)


def _block(root: Directory, order: Order) -> bytes:
    header = b"II*\0" if order == "<" else b"MM\0*"
    return header + struct.pack(order + "I", 8) + serialise(root, order, 8)


def _adopt(root: Directory, block: Block, first: Entries) -> None:
    inner = _child(block, first, EXIF_IFD)
    if inner:
        child = root.children[EXIF_IFD] = copy_fields(block, inner, frozenset({INTEROP_IFD}))
        interop = _child(block, inner, INTEROP_IFD)
        if interop:
            child.children[INTEROP_IFD] = copy_fields(block, interop)
    gps = _child(block, first, GPS_IFD)
    if gps:
        root.children[GPS_IFD] = copy_fields(block, gps)


def from_tiff(block: Block, first: Entries) -> bytes | None:
    """The EXIF block that a TIFF file holds in its first directory, set upright; None where it says nothing.

    Values move, so maker notes that count from the start of the file may lose their way, as in any program.
    """
    root = copy_fields(block, {tag: entry for tag, entry in first.items() if tag in DESCRIPTIVE})
    _adopt(root, block, first)
    said = set(root.fields) - {X_RESOLUTION, Y_RESOLUTION, RESOLUTION_UNIT}
    if not said and not root.children:
        return None
    return _block(root, block.order)
