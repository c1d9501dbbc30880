"""What formats can't hold, told in sentences: depth, grey, resolution, IPTC."""

from __future__ import annotations

from inlay.base.text import tr
from inlay.imaging.codec import exif as exif_blocks
from inlay.imaging.codec.export import Export
from inlay.imaging.codec.ifd import Block
from inlay.imaging.colour.standard import rgb_of_grey


def told_of_8_bits(title: str, export: Export) -> list[str]:
    """That a picture of 16 bits was reduced, for a format that always has 8."""
    if export.source.depth == 8:
        return []
    return [tr("{format} has 8 bits a channel: the picture's 16 are reduced.").format(format=title)]


def told_of_grey(title: str, export: Export) -> list[str]:
    """That a grey picture was written in three channels, for a format that has no single one."""
    return (
        [tr("{format} has no grey: it is written as RGB of equal values.").format(format=title)] if export.grey else []
    )


def told_of_missing_fields(title: str, export: Export) -> list[str]:
    """That IPTC records and the resolution were left out, for a format that only has ICC, EXIF and XMP."""
    notes = []
    if export.iptc() is not None:
        notes.append(tr("{format} can't hold IPTC records; they are left out.").format(format=title))
    dpi = export.metadata.dpi
    if dpi is not None and not _says_resolution(export.exif()):
        notes.append(
            tr("{format} has no field for the resolution ({dpi} dpi); it is left out.").format(
                format=title, dpi=f"{dpi[0]:.4g}"
            )
        )
    return notes


def _says_resolution(exif: bytes | None) -> bool:
    if exif is None:
        return False
    block = Block.of(exif)
    return exif_blocks.dpi_of(block, block.directory(block.first)[0]) is not None


def rgb_profile(title: str, export: Export) -> tuple[bytes | None, list[str]]:
    """The profile for a file that is always RGB, and what to tell: one for grey becomes RGB's with the same tones."""
    profile = export.colour.profile
    if profile is None or not export.colour.profile_is_grey:
        return profile, []
    made = rgb_of_grey(profile)
    if made is None:
        return None, [tr("{format} can't hold the grey profile; it is left out.").format(format=title)]
    return made, [tr("The grey profile is replaced by one for RGB with the same tones.")]
