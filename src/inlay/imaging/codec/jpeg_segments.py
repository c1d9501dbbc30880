"""The metadata of a JPEG file as segments: EXIF, XMP, IPTC and the profile."""

from __future__ import annotations

import struct

from inlay.base.text import tr
from inlay.imaging.codec import exif as exif_blocks
from inlay.imaging.codec import iptc as iptc_records
from inlay.imaging.codec import jpeg_markers as markers
from inlay.imaging.codec.export import Export
from inlay.imaging.codec.losses import told_of_8_bits

LONGEST = 65_533
"""Bytes of content that a segment can hold."""


def segment(marker: int, content: bytes) -> bytes:
    """One segment; `content` is at most `LONGEST` bytes."""
    return struct.pack(">BBH", 0xFF, marker, len(content) + 2) + content


def jpeg_segments(export: Export) -> tuple[bytes, list[str]]:
    """Segments for EXIF, XMP and IPTC, and what a JPEG can't hold of them and of the pixels' depth."""
    notes = told_of_8_bits("JPEG", export)
    exif, xmp, iptc = export.exif(), export.xmp(), export.iptc()
    if exif is not None and len(exif) + len(markers.EXIF_PREFIX) > LONGEST:
        exif = exif_blocks.without_maker_note(exif)
        notes.append(tr("The camera's own notes are too long for a JPEG and are left out."))
    wanted = (
        ("EXIF", 0xE1, None if exif is None else markers.EXIF_PREFIX + exif),
        ("XMP", 0xE1, None if xmp is None else markers.XMP_PREFIX + xmp),
        ("IPTC", 0xED, None if iptc is None else iptc_records.wrap(iptc)),
    )
    segments = b""
    for title, marker, content in wanted:
        if content is None:
            continue
        if len(content) > LONGEST:
            notes.append(tr("The {kind} data are too long for a JPEG and are left out.").format(kind=title))
        else:
            segments += segment(marker, content)
    return segments, notes


def profile_segments(profile: bytes | None) -> bytes:
    """The profile in as many segments as it needs (ICC.1, annex B.4); at most 255 of them, else b""."""
    if profile is None:
        return b""
    room = LONGEST - len(markers.ICC_PREFIX) - 2
    parts = [profile[at : at + room] for at in range(0, len(profile), room)]
    if len(parts) > 255:
        return b""
    heads = (markers.ICC_PREFIX + bytes((number, len(parts))) for number in range(1, len(parts) + 1))
    return b"".join(segment(0xE2, head + part) for head, part in zip(heads, parts, strict=True))
