"""What of a picture's metadata goes into a written file: never another picture, and as much as the person wants."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from inlay.base.text import tr
from inlay.imaging.codec import exif as exif_blocks
from inlay.imaging.codec.cleaning import exif, iptc, xmp
from inlay.imaging.codec.cleaning.beside import kinds_beside
from inlay.imaging.codec.cleaning.kinds import Kind, told
from inlay.imaging.codec.records import Metadata

Keep = Literal["all", "no location", "nothing"]

__all__ = ["Cleaned", "Keep", "clean", "clean_exif", "clean_iptc", "clean_xmp"]


@dataclass(frozen=True, eq=False)
class Cleaned:
    """The EXIF block, the XMP packet and the IPTC records to write (None: none), and what to tell."""

    exif: bytes | None = None
    xmp: bytes | None = None
    iptc: bytes | None = None
    notes: tuple[str, ...] = ()


def clean(metadata: Metadata, keep: Keep = "all", original: bytes | None = None) -> Cleaned:
    """What to write of `metadata`: without pictures, and without location or anything where that is wanted.

    `original` are the bytes of the opened file, in which is looked for what is told as dropped.
    """
    beside = kinds_beside(original) if original is not None else set()
    if keep == "nothing":
        return Cleaned(notes=tuple(told(beside)))
    pictures: set[Kind] = set(beside)
    notes: list[str] = []
    block, kinds = clean_exif(metadata.exif)
    pictures |= kinds
    packet, kinds = clean_xmp(metadata.xmp, notes)
    pictures |= kinds
    records, kinds = clean_iptc(metadata.iptc)
    pictures |= kinds
    if keep == "no location":
        block, packet, records = _without_location(block, packet, records, notes)
    return Cleaned(block, packet, records, (*told(pictures), *notes))


def clean_exif(block: bytes | None) -> tuple[bytes | None, set[Kind]]:
    """The block without pictures; None where there is none that can be read."""
    if block is None or not exif_blocks.is_readable(block):
        return None, set()
    return exif.without_pictures(block)


def clean_xmp(packet: bytes | None, notes: list[str]) -> tuple[bytes | None, set[Kind]]:
    """The packet without pictures; None where it isn't well-formed and may hold one, which is told."""
    if not packet:
        return None, set()
    try:
        return xmp.without_pictures(packet)
    except xmp.Unreadable:
        if not xmp.may_hold_pictures(packet):
            return packet, set()
        notes.append(tr("The XMP data are damaged and are left out."))
        return None, set()


def _placeless_xmp(packet: bytes, notes: list[str]) -> tuple[bytes | None, bool]:
    try:
        return xmp.without_location(packet)
    except xmp.Unreadable:
        notes.append(tr("The XMP data are damaged and are left out, since places can't be looked for in them."))
        return None, False


def clean_iptc(records: bytes | None) -> tuple[bytes | None, set[Kind]]:
    """The records without pictures."""
    if not records:
        return None, set()
    cleaned, found = iptc.without_pictures(records)
    return cleaned, {Kind.IPTC_PREVIEW} if found else set()


def _without_location(
    block: bytes | None, packet: bytes | None, records: bytes | None, notes: list[str]
) -> tuple[bytes | None, bytes | None, bytes | None]:
    left: list[str] = []

    def apply(title: str, content: bytes | None, work: Callable[[bytes], tuple[bytes | None, bool]]) -> bytes | None:
        cleaned, found = work(content) if content is not None else (None, False)
        left.extend([title] if found else [])
        return cleaned

    block = apply("EXIF", block, exif.without_location)
    packet = apply("XMP", packet, lambda given: _placeless_xmp(given, notes))
    records = apply("IPTC", records, iptc.without_location)
    if left:
        notes.append(tr("The location is left out of {where}.").format(where=", ".join(left)))
    if block is not None and exif.has_maker_note(block):
        notes.append(
            tr("The camera's own notes stay; places in them are only known, and left out, for Nikon and Panasonic.")
        )
    return block, packet, records
