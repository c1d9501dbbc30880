"""TIFF: 8 and 16 bits, grey, RGB and palette, alpha, ICC, EXIF, XMP, IPTC and resolution; the first page of several."""

from __future__ import annotations

from dataclasses import dataclass
from typing import BinaryIO

import numpy as np

from inlay.base.errors import BadInput
from inlay.base.text import tr
from inlay.imaging.codec import exif as exif_blocks
from inlay.imaging.codec import iptc as iptc_records
from inlay.imaging.codec.exif import Entries
from inlay.imaging.codec.export import Export
from inlay.imaging.codec.format import Format, FormatError
from inlay.imaging.codec.ifd import Block, StructureError
from inlay.imaging.codec.orientation import upright_size
from inlay.imaging.codec.records import Metadata, PictureInfo, Scan
from inlay.imaging.codec.tiff_tags import ALPHA, ALPHA_PREMULTIPLIED, Photometric, Tag
from inlay.imaging.codec.tiff_write import write_tiff
from inlay.imaging.codec.xmp import orientation_of as xmp_orientation

_MAX_PAGES = 10_000
_COLOURS = {
    Photometric.WHITE_IS_0: 1,
    Photometric.BLACK_IS_0: 1,
    Photometric.RGB: 3,
    Photometric.PALETTE: 1,
    Photometric.YCBCR: 3,
}
_OLD_JPEG = 6
_NEEDED = frozenset(
    {
        *(Tag.BITS, Tag.SAMPLE_FORMAT, Tag.EXTRA_SAMPLES),
        *(Tag.STRIP_OFFSETS, Tag.STRIP_SIZES, Tag.TILE_OFFSETS, Tag.TILE_SIZES),
    }
)


@dataclass(frozen=True, eq=False)
class _Layout:
    """How pixels are stored. `colours` are the channels without extra samples."""

    width: int
    height: int
    bits: int
    photometric: int
    samples: int
    colours: int
    extra: tuple[int, ...]

    @property
    def alpha(self) -> bool:
        """Whether the first extra sample is to be used: grey and RGB with alpha, said or (with one) unsaid."""
        return bool(self.extra) and (self.extra[0] in (ALPHA, ALPHA_PREMULTIPLIED) or len(self.extra) == 1)


def _unsupported(name: str, kind: str) -> BadInput:
    return BadInput(
        tr("{name} is {kind}, which isn't supported yet.").format(name=name, kind=kind),
        next_step=tr("Save it as RGB or grey TIFF of 8 or 16 bits."),
    )


def _refuse_kind(name: str, photometric: int, entries: Entries) -> None:
    raw = (Photometric.CFA, Photometric.LINEAR_RAW)
    if Tag.DNG_VERSION in entries or photometric in raw:
        raise _unsupported(name, tr("a raw camera file"))
    if photometric == Photometric.CMYK:
        raise _unsupported(name, tr("a CMYK TIFF"))
    if photometric in (Photometric.LAB, Photometric.ICC_LAB, Photometric.ITU_LAB):
        raise _unsupported(name, tr("a Lab TIFF"))
    if photometric in (Photometric.LOG_L, Photometric.LOG_LUV):
        raise _unsupported(name, tr("a LogLuv TIFF"))
    if photometric not in _COLOURS:
        raise _unsupported(name, tr("a TIFF of an unknown kind of colour ({number})").format(number=photometric))


def _refuse_samples(name: str, block: Block, entries: Entries, bits: set[int], photometric: int) -> None:
    sample_format = block.integer(entries.get(Tag.SAMPLE_FORMAT), 1)
    if sample_format == 3:
        raise _unsupported(name, tr("a floating-point TIFF"))
    if sample_format in (5, 6):
        raise _unsupported(name, tr("a TIFF of complex numbers"))
    if sample_format == 2:
        raise _unsupported(name, tr("a TIFF of signed numbers"))
    allowed = {8, 16} if _COLOURS[Photometric(photometric)] == 3 else {1, 2, 4, 8, 16}
    if len(bits) != 1 or not bits <= allowed:
        listed = ", ".join(str(each) for each in sorted(bits))
        raise _unsupported(name, tr("a TIFF of {bits} bits a channel").format(bits=listed))
    if photometric == Photometric.YCBCR and block.integer(entries.get(Tag.COMPRESSION), 1) == _OLD_JPEG:
        raise _unsupported(name, tr("a TIFF with old-style JPEG compression"))


def _layout(block: Block, entries: Entries, name: str) -> _Layout:
    width, height = (block.integer(entries.get(tag), 0) for tag in (Tag.WIDTH, Tag.HEIGHT))
    if width == 0 or height == 0:
        raise FormatError("no size")
    photometric = block.integer(entries.get(Tag.PHOTOMETRIC), Photometric.BLACK_IS_0)
    _refuse_kind(name, photometric, entries)
    samples = block.integer(entries.get(Tag.SAMPLES), 1)
    depths = block.integers(entries.get(Tag.BITS))
    bits = {int(each) for each in depths} or {1}
    _refuse_samples(name, block, entries, bits, photometric)
    colours = _COLOURS[Photometric(photometric)]
    if samples < colours:
        raise FormatError("too few channels")
    said = [int(each) for each in block.integers(entries.get(Tag.EXTRA_SAMPLES))]
    extra = (said + [0] * samples)[: samples - colours]
    return _Layout(width, height, bits.pop(), photometric, samples, colours, tuple(extra))


def _is_cut_off(block: Block, data: bytes) -> bool:
    """Whether a strip or tile, or what is needed to read them, lies behind the end of the file.

    libtiff gives zeros for them without a word.
    """
    entries, _, outside = block.directory(block.first)
    if outside & _NEEDED:
        return True
    for where, how_long in ((Tag.STRIP_OFFSETS, Tag.STRIP_SIZES), (Tag.TILE_OFFSETS, Tag.TILE_SIZES)):
        offsets = block.integers(entries.get(where)).astype(np.float64)
        sizes = block.integers(entries.get(how_long)).astype(np.float64)
        if where in entries and len(sizes) == 0:
            # Very old writers left the sizes out; then only the start can be checked.
            sizes = np.zeros(len(offsets))
        if len(offsets) != len(sizes) or (len(offsets) and float((offsets + sizes).max()) > len(data)):
            return True
    return Tag.STRIP_OFFSETS not in entries and Tag.TILE_OFFSETS not in entries


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


def _notes(layout: _Layout, entries: Entries, pages: int) -> tuple[str, ...]:
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
        entries, following, _ = block.directory(block.first)
        truncated = _is_cut_off(block, data)
    except StructureError:
        # Most writers put the directory behind the pixels, where it is the first thing to be missing.
        truncated = True
    if truncated:
        return Scan(PictureInfo("tiff", 1, 1, 8, False, False), Metadata(), 3, truncated=True)
    layout = _layout(block, entries, name)
    metadata, pages = _metadata(block, entries), _pages(block, following)
    orientation = exif_blocks.orientation(block, entries)
    if orientation is None:
        orientation = (xmp_orientation(metadata.xmp) if metadata.xmp else None) or 1
    width, height = upright_size(layout.width, layout.height, orientation)
    grey = layout.colours == 1 and layout.photometric != Photometric.PALETTE
    has_profile = metadata.icc is not None
    depth = 16 if layout.bits == 16 and layout.photometric != Photometric.PALETTE else 8
    info = PictureInfo(
        "tiff", width, height, 16 if depth == 16 else 8, grey, layout.alpha, orientation, has_profile, pages
    )
    premultiplied = layout.extra[:1] == (ALPHA_PREMULTIPLIED,)
    bands = layout.samples + (2 if layout.photometric == Photometric.PALETTE else 0)
    return Scan(
        info,
        metadata,
        bands,
        _notes(layout, entries, pages),
        # The loader divides premultiplied colours by alpha in floating point.
        working=layout.width * layout.height * bands * 4 if premultiplied else 0,
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
)
