"""Places that cameras write into their own notes, as exiftool's tables know them: Panasonic's and Nikon's."""

from __future__ import annotations

from inlay.imaging.codec.ifd import Block, Entry, StructureError

_PANASONIC = b"Panasonic\0\0\0"
# Location, country, state, city, landmark and the second city of a travel camera.
_PANASONIC_PLACES = (0x0067, 0x0069, 0x006B, 0x006D, 0x006F, 0x0080)
_NIKON = b"Nikon\0\x02"
# LocationInfo: the city or the point of interest nearby.
_NIKON_PLACES = (0x0039,)


def erase_places(data: bytearray, block: Block, note: Entry) -> bool:
    """Write zeros over the places in a maker note, an entry of `block`, in its bytes `data`; whether there were any."""
    head = block.raw(note)[:18]
    try:
        if head.startswith(_PANASONIC):
            # Offsets count from the block's beginning.
            return _erase(data, block, note.offset + len(_PANASONIC), 0, _PANASONIC_PLACES)
        if head.startswith(_NIKON):
            # A TIFF structure of its own, 10 bytes in.
            base = note.offset + 10
            own = Block.of(block.raw(note)[10:])
            return _erase(data, own, own.first, base, _NIKON_PLACES)
    except StructureError:
        return False
    return False


def _erase(data: bytearray, block: Block, directory: int, base: int, tags: tuple[int, ...]) -> bool:
    entries = block.directory(directory)[0]
    found = False
    for tag in tags:
        entry = entries.get(tag)
        if entry is not None and any(block.raw(entry)):
            start = base + entry.offset
            data[start : start + entry.size] = bytes(entry.size)
            found = True
    return found
