"""How a TIFF stores its pixels: which kinds can be read, and whether all of them are in the file."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from inlay.base.errors import BadInput
from inlay.base.text import tr
from inlay.imaging.codec.exif import Entries
from inlay.imaging.codec.format import FormatError
from inlay.imaging.codec.ifd import Block, StructureError
from inlay.imaging.codec.tiff_tags import ALPHA, ALPHA_PREMULTIPLIED, INKS_OF_CMYK, Photometric, Tag

_COLOURS = {
    Photometric.WHITE_IS_0: 1,
    Photometric.BLACK_IS_0: 1,
    Photometric.RGB: 3,
    Photometric.PALETTE: 1,
    Photometric.YCBCR: 3,
    Photometric.CMYK: 4,
}
_OLD_JPEG = 6
# What libtiff can unpack here; the others have names of their own.
_COMPRESSIONS = frozenset({1, 2, 3, 4, 5, 6, 7, 8, 32773, 32771, 32946, 50000, 50001})
_OTHER_COMPRESSIONS = {
    34712: "JPEG 2000",
    33003: "JPEG 2000",
    33005: "JPEG 2000",
    34887: "LERC",
    34925: "LZMA",
    34676: "SGI Log",
    32809: "ThunderScan",
    34933: "PNG",
    34934: "JPEG XR",
    22610: "JPEG XR",
    50002: "JPEG XL",
    52546: "JPEG XL",
}
_MOST_SUB_DIRECTORIES = 16
# libvips reads longer strips row by row.
_ROWS_AT_ONCE = 128
_NEEDED = frozenset(
    {
        *(Tag.BITS, Tag.SAMPLE_FORMAT, Tag.EXTRA_SAMPLES),
        *(Tag.STRIP_OFFSETS, Tag.STRIP_SIZES, Tag.TILE_OFFSETS, Tag.TILE_SIZES),
    }
)


@dataclass(frozen=True, eq=False)
class Layout:
    """How pixels are stored. `colours` are the channels without extra samples; `buffer` is what the loader unpacks at
    once, in bytes."""

    width: int
    height: int
    bits: int
    photometric: int
    samples: int
    colours: int
    extra: tuple[int, ...]
    buffer: int

    @property
    def alpha(self) -> bool:
        """Whether the first extra sample is to be used: alpha, said or (with one) unsaid; of CMYK it is an ink then."""
        unsaid = len(self.extra) == 1 and not self.cmyk
        return bool(self.extra) and (self.extra[0] in (ALPHA, ALPHA_PREMULTIPLIED) or unsaid)

    @property
    def cmyk(self) -> bool:
        """Whether the colours are inks."""
        return self.photometric == Photometric.CMYK

    @property
    def palette(self) -> bool:
        """Whether the values are places in a table of colours."""
        return self.photometric == Photometric.PALETTE


def _unsupported(name: str, kind: str) -> BadInput:
    return BadInput(
        tr("{name} is {kind}, which isn't supported yet.").format(name=name, kind=kind),
        next_step=tr("Save it as RGB or grey TIFF of 8 or 16 bits."),
    )


def _is_raw(block: Block, photometric: int, entries: Entries) -> bool:
    """Whether it is a camera's raw file, of which the first page may be no more than a thumbnail."""
    raw = (Photometric.CFA, Photometric.LINEAR_RAW)
    is_canon = block.data[8:12] == b"CR\2\0" and block.first == 16
    if Tag.DNG_VERSION in entries or photometric in raw or is_canon:
        return True
    for offset in block.integers(entries.get(Tag.SUB_DIRECTORIES))[:_MOST_SUB_DIRECTORIES]:
        try:
            inner = block.directory(int(offset)).entries
        except StructureError:
            continue
        if block.integer(inner.get(Tag.PHOTOMETRIC), 0) in raw:
            return True
    return False


def _refuse_kind(name: str, block: Block, photometric: int, entries: Entries) -> None:
    if _is_raw(block, photometric, entries):
        raise _unsupported(name, tr("a raw camera file"))
    if photometric == Photometric.CMYK and block.integer(entries.get(Tag.INK_SET), INKS_OF_CMYK) != INKS_OF_CMYK:
        raise _unsupported(name, tr("a TIFF of other inks than CMYK"))
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
    allowed = {8, 16} if _COLOURS[Photometric(photometric)] >= 3 else {1, 2, 4, 8, 16}
    if len(bits) != 1 or not bits <= allowed:
        listed = ", ".join(str(each) for each in sorted(bits))
        raise _unsupported(name, tr("a TIFF of {bits} bits a channel").format(bits=listed))
    compression = block.integer(entries.get(Tag.COMPRESSION), 1)
    if compression == _OLD_JPEG:
        raise _unsupported(name, tr("a TIFF with old-style JPEG compression"))
    if compression not in _COMPRESSIONS:
        kind = _OTHER_COMPRESSIONS.get(compression, str(compression))
        raise _unsupported(name, tr("a TIFF compressed as {kind}").format(kind=kind))


def layout_of(block: Block, entries: Entries, name: str) -> Layout:
    """How the page of these entries is stored. Raises BadInput for what isn't supported, FormatError for nonsense."""
    width, height = (block.integer(entries.get(tag), 0) for tag in (Tag.WIDTH, Tag.HEIGHT))
    if width == 0 or height == 0:
        raise FormatError("no size")
    photometric = block.integer(entries.get(Tag.PHOTOMETRIC), Photometric.BLACK_IS_0)
    _refuse_kind(name, block, photometric, entries)
    samples = block.integer(entries.get(Tag.SAMPLES), 1)
    depths = block.integers(entries.get(Tag.BITS))
    bits = {int(each) for each in depths} or {1}
    _refuse_samples(name, block, entries, bits, photometric)
    colours = _COLOURS[Photometric(photometric)]
    if samples < colours:
        raise FormatError("too few channels")
    said = [int(each) for each in block.integers(entries.get(Tag.EXTRA_SAMPLES))]
    extra = (said + [0] * samples)[: samples - colours]
    depth = bits.pop()
    tile = [block.integer(entries.get(tag), 0) for tag in (Tag.TILE_WIDTH, Tag.TILE_HEIGHT)]
    rows = block.integer(entries.get(Tag.ROWS_PER_STRIP), height)
    at_once = width * (tile[1] or min(rows, height, _ROWS_AT_ONCE)) + tile[0] * tile[1]
    buffer = at_once * samples * max(8, depth) // 8
    return Layout(width, height, depth, photometric, samples, colours, tuple(extra), buffer)


def is_cut_off(block: Block, data: bytes) -> bool:
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
