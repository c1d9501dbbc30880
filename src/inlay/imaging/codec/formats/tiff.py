"""TIFF: 8 and 16 bits, grey, RGB, CMYK and palette, alpha, profile and metadata; the first page of several."""

from __future__ import annotations

from typing import BinaryIO

from inlay.base.text import tr
from inlay.imaging.codec import exif as exif_blocks
from inlay.imaging.codec import iptc as iptc_records
from inlay.imaging.codec.exif import Entries
from inlay.imaging.codec.export import Export
from inlay.imaging.codec.format import Format
from inlay.imaging.codec.ifd import Block, StructureError
from inlay.imaging.codec.orientation import upright_size
from inlay.imaging.codec.records import Metadata, PictureInfo, Scan
from inlay.imaging.codec.tiff_layout import Layout, is_cut_off, layout_of
from inlay.imaging.codec.tiff_pixels import decode_tiff, salvage_tiff
from inlay.imaging.codec.tiff_tags import ALPHA_PREMULTIPLIED, Tag
from inlay.imaging.codec.tiff_write import write_tiff
from inlay.imaging.codec.xmp import orientation_of as xmp_orientation

_MAX_PAGES = 10_000


def _pages(block: Block, following: int) -> int:
    """How many pictures there are; reduced ones (thumbnails, pyramid levels) don't count."""
    count, seen = 1, {block.first}
    while following and following not in seen and count < _MAX_PAGES:
        seen.add(following)
        try:
            entries, following, _ = block.directory(following)
        except StructureError:
            break
        count += not block.integer(entries.get(Tag.NEW_SUBFILE_TYPE), 0) & 1
    return count


def _content(block: Block, entries: Entries, tag: Tag) -> bytes | None:
    entry = entries.get(tag)
    return block.raw(entry) if entry is not None else None


def _metadata(block: Block, entries: Entries) -> Metadata:
    iptc = _content(block, entries, Tag.IPTC)
    if iptc is None:
        iptc = iptc_records.find(_content(block, entries, Tag.PHOTOSHOP) or b"")
    xmp = _content(block, entries, Tag.XMP)
    return Metadata(
        exif_blocks.from_tiff(block, entries),
        xmp.rstrip(b"\0") if xmp else None,
        iptc,
        _content(block, entries, Tag.ICC),
        exif_blocks.dpi_of(block, entries),
    )


def _notes(layout: Layout, entries: Entries, pages: int) -> tuple[str, ...]:
    notes = []
    if pages > 1:
        notes.append(tr("The file has {count} pages; the first one was opened.").format(count=pages))
    if Tag.PHOTOSHOP_LAYERS in entries:
        notes.append(tr("Photoshop's layers in the file aren't read, only the flattened picture."))
    dropped = len(layout.extra) - layout.alpha
    if dropped:
        notes.append(tr("The file has {count} further channels, which aren't kept.").format(count=dropped))
    return tuple(notes)


def scan(data: bytes, name: str) -> Scan:
    """Size, kind and metadata of the first page from the directories."""
    try:
        block = Block.of(data)
        entries, following, outside = block.directory(block.first)
        truncated = is_cut_off(block, data)
    except StructureError:
        # Most writers put the directory behind the pixels, where it is the first thing to be missing.
        return Scan(PictureInfo("tiff", 1, 1, 8, False, False), Metadata(), 3, truncated=True, lost=True)
    if truncated and outside & {Tag.BITS, Tag.STRIP_OFFSETS, Tag.TILE_OFFSETS}:
        return Scan(PictureInfo("tiff", 1, 1, 8, False, False), Metadata(), 3, truncated=True, lost=True)
    layout = layout_of(block, entries, name)
    metadata, pages = _metadata(block, entries), _pages(block, following)
    orientation = exif_blocks.orientation(block, entries)
    if orientation is None:
        orientation = (xmp_orientation(metadata.xmp) if metadata.xmp else None) or 1
    info = _info(layout, orientation, metadata.icc is not None, pages)
    colours = layout.colours + (2 if layout.palette else 0)
    bands = info.channels if layout.cmyk else colours + len(layout.extra)
    # The loader divides premultiplied colours by alpha in floating point.
    straightened = layout.width * layout.height * bands * 4 if layout.extra[:1] == (ALPHA_PREMULTIPLIED,) else 0
    return Scan(
        info,
        metadata,
        bands,
        _notes(layout, entries, pages),
        working=straightened + layout.buffer,
        truncated=truncated,
    )


def _info(layout: Layout, orientation: int, has_profile: bool, pages: int) -> PictureInfo:
    return PictureInfo(
        "tiff",
        *upright_size(layout.width, layout.height, orientation),
        16 if layout.bits == 16 and not layout.palette else 8,
        layout.colours == 1 and not layout.palette,
        layout.alpha,
        orientation,
        has_profile,
        pages,
        layout.cmyk,
    )


def write(out: BinaryIO, export: Export) -> list[str]:
    """As `write_tiff`, which is BigTIFF only where the size needs it."""
    return write_tiff(out, export)


FORMAT = Format(
    "tiff",
    "TIFF",
    (".tif", ".tiff"),
    (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+"),
    scan,
    "tiffload_buffer",
    (8, 16),
    True,
    write,
    decode=decode_tiff,
    salvage=salvage_tiff,
)
