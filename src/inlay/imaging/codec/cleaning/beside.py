"""What a file holds beside its picture and its metadata, and what Inlay never copies: told when it is left behind."""

from __future__ import annotations

import re
import struct

from inlay.imaging.codec import iptc as iptc_records
from inlay.imaging.codec.cleaning.kinds import Kind
from inlay.imaging.codec.cleaning.signatures import end_of_jpeg
from inlay.imaging.codec.ifd import Block, StructureError

_THUMBNAILS = frozenset({1033, 1036})
_SUB_IFDS, _NEW_SUBFILE_TYPE, _PHOTOSHOP = 330, 254, 34377
_MOST_PAGES = 1000
_HEAD = 1 << 20


def kinds_beside(data: bytes) -> set[Kind]:
    """The kinds of pictures beside the first one in a file. A broken file has none."""
    try:
        if data.startswith(b"\xff\xd8"):
            return _in_jpeg(data)
        if data[:4] in (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+"):
            return _in_tiff(data)
        if data[4:8] == b"ftyp":
            return _in_heif(data)
    except (struct.error, StructureError, IndexError):
        return set()
    return set()


def has_photoshop_thumbnail(resources: bytes) -> bool:
    """Whether there is one among 8BIM resources."""
    return any(kind in _THUMBNAILS for kind in iptc_records.kinds(resources))


def _in_jpeg(data: bytes) -> set[Kind]:
    found: set[Kind] = set()
    for marker, content in _segments(data):
        if marker == 0xE2 and content.startswith(b"MPF\0"):
            found.add(Kind.FURTHER_PICTURES)
        elif marker == 0xE2 and content.startswith(b"urn:iso:std:iso:ts:21496"):
            found.add(Kind.GAIN_MAP)
        elif marker == 0xED and content.startswith(iptc_records.PREFIX):
            if has_photoshop_thumbnail(content.removeprefix(iptc_records.PREFIX)):
                found.add(Kind.PHOTOSHOP_THUMBNAIL)
        elif marker == 0xE1 and content.startswith(b"http://ns.adobe.com/xmp/extension/\0"):
            found |= _in_extended_xmp(content)
    end = end_of_jpeg(data, 0)
    behind = data[end:] if end is not None else b""
    if b"\xff\xd8\xff" in behind:
        found.add(Kind.FURTHER_PICTURES)
    if re.search(rb"ftyp(mp4|isom|qt  |avc1)", behind):
        found.add(Kind.VIDEO)
    return found


def _in_extended_xmp(content: bytes) -> set[Kind]:
    words = ((b"GDepth:", Kind.DEPTH_MAP), (b"GImage:", Kind.XMP_PICTURE), (b"xmpGImg:", Kind.XMP_PICTURE))
    return {kind for word, kind in words if word in content}


def _segments(data: bytes) -> list[tuple[int, bytes]]:
    """Marker and content of what stands before the first scan."""
    found, position = [], 2
    while position + 4 <= len(data) and data[position] == 0xFF and data[position + 1] != 0xDA:
        if data[position + 1] == 0xFF:
            position += 1
            continue
        (size,) = struct.unpack_from(">H", data, position + 2)
        found.append((data[position + 1], data[position + 4 : position + 2 + size]))
        position += 2 + max(2, size)
    return found


def _in_tiff(data: bytes) -> set[Kind]:
    block = Block.of(data)
    found: set[Kind] = set()
    entries, following, _ = block.directory(block.first)
    if _SUB_IFDS in entries:
        found.add(Kind.REDUCED_COPY)
    if _PHOTOSHOP in entries and has_photoshop_thumbnail(block.raw(entries[_PHOTOSHOP])):
        found.add(Kind.PHOTOSHOP_THUMBNAIL)
    seen = {block.first}
    while following and following not in seen and len(seen) < _MOST_PAGES:
        seen.add(following)
        page, following, _ = block.directory(following)
        if block.integer(page.get(_NEW_SUBFILE_TYPE), 0) & 1:
            found.add(Kind.REDUCED_COPY)
    return found


def _in_heif(data: bytes) -> set[Kind]:
    """The item types and kinds of auxiliary pictures are told by name near the beginning."""
    head = data[:_HEAD]
    words = (
        (b"hdrgainmap", Kind.GAIN_MAP),
        (b"tmap", Kind.GAIN_MAP),
        (b"urn:mpeg:hevc:2015:auxid:2", Kind.DEPTH_MAP),
        (b"auxiliary:depth", Kind.DEPTH_MAP),
        (b"thmb", Kind.REDUCED_COPY),
    )
    return {kind for word, kind in words if word in head}
