"""Writes TIFF: deflated strips, and a directory behind them that holds profile, EXIF, XMP, IPTC and resolution."""

from __future__ import annotations

import struct
import zlib
from dataclasses import replace
from typing import BinaryIO

import numpy as np
import numpy.typing as npt

from inlay.imaging.codec import exif as exif_blocks
from inlay.imaging.codec.export import STRIP_BYTES, Export
from inlay.imaging.codec.ifd import BYTE, LONG, LONG8, RATIONAL, SHORT, UNDEFINED, Directory, Order, serialise
from inlay.imaging.codec.tiff_tags import ALPHA, DEFLATE, HORIZONTAL_DIFFERENCE, UNSIGNED, Photometric, Tag
from inlay.imaging.colour.depth import Pixels
from inlay.imaging.pool import ordered_map

# Above this many bytes of pixels the file might not fit into 4 GiB, and BigTIFF is written.
BIG_FROM = 3 << 30
_LEVEL = 4
# A value of so few bytes lies in the directory itself; maker notes farther back than this aren't worth the zeros.
_INLINE, _FARTHEST = 8, 1 << 18


def _compress(strip: npt.NDArray[np.unsignedinteger], order: Order) -> bytes:
    """Each sample minus the one to its left (TIFF 6.0, section 14), in the file's byte order, deflated."""
    changed = strip.copy()
    changed[:, 1:] -= strip[:, :-1]
    return zlib.compress(changed.astype(changed.dtype.newbyteorder(order), copy=False).tobytes(), _LEVEL)


def _rational(value: float) -> tuple[int, int]:
    """Numerator and denominator, to 1/10,000."""
    return (round(value), 1) if value == round(value) else (min(2**32 - 1, round(value * 10_000)), 10_000)


def _describe_pixels(root: Directory, export: Export, order: Order, bands: int, rows: int) -> None:
    source, depth = export.source, export.depth
    shorts: dict[Tag, list[int]] = {
        Tag.BITS: [depth] * bands,
        Tag.COMPRESSION: [DEFLATE],
        Tag.PHOTOMETRIC: [Photometric.BLACK_IS_0 if bands < 3 else Photometric.RGB],
        Tag.ORIENTATION: [1],
        Tag.SAMPLES: [bands],
        Tag.PLANAR: [1],
        Tag.PREDICTOR: [HORIZONTAL_DIFFERENCE],
        Tag.SAMPLE_FORMAT: [UNSIGNED] * bands,
    }
    if source.alpha:
        shorts[Tag.EXTRA_SAMPLES] = [ALPHA]
    for tag, values in shorts.items():
        root.put(order, tag, SHORT, values)
    root.put(order, Tag.NEW_SUBFILE_TYPE, LONG, [0])
    root.put(order, Tag.WIDTH, LONG, [source.width])
    root.put(order, Tag.HEIGHT, LONG, [source.height])
    root.put(order, Tag.ROWS_PER_STRIP, LONG, [rows])


def _add_metadata(root: Directory, export: Export, order: Order) -> None:
    blocks = ((Tag.ICC, UNDEFINED, export.colour.profile), (Tag.XMP, BYTE, export.xmp()))
    for tag, kind, content in (*blocks, (Tag.IPTC, UNDEFINED, export.iptc())):
        if content:
            root.put(order, tag, kind, content)
    if export.metadata.dpi is not None:
        x, y = export.metadata.dpi
        root.put(order, Tag.X_RESOLUTION, RATIONAL, _rational(x))
        root.put(order, Tag.Y_RESOLUTION, RATIONAL, _rational(y))
        root.put(order, Tag.RESOLUTION_UNIT, SHORT, [2])


def write_tiff(out: BinaryIO, export: Export, big: bool | None = None) -> list[str]:
    """8 or 16 bits, grey or RGB, alpha not premultiplied. `out` must be seekable and stand at its beginning.

    The file takes the byte order of the EXIF block, so that its values needn't be understood to be moved.
    `big` forces or forbids BigTIFF; None decides by size.
    """
    source, depth, grey = export.source, export.depth, export.grey
    bands = (1 if grey else 3) + source.alpha
    exif = export.exif()
    root, order = exif_blocks.directory_for_tiff(exif) if exif is not None else (Directory(), "<")
    if big is None:
        big = source.width * source.height * bands * depth // 8 > BIG_FROM
    out.write(_header(order, big, 0))
    _put_maker_note(out, root)
    rows = max(1, min(source.height, STRIP_BYTES // (source.width * bands * depth // 8)))
    offsets, sizes = [], []

    def compress(strip: Pixels) -> bytes:
        return _compress(strip, order)

    for packed in ordered_map(compress, export.strips(rows, depth, grey, source.alpha)):
        offsets.append(out.tell())
        sizes.append(out.write(packed))
    out.write(bytes(out.tell() % 2))
    _describe_pixels(root, export, order, bands, rows)
    root.put(order, Tag.STRIP_OFFSETS, LONG8 if big else LONG, offsets)
    root.put(order, Tag.STRIP_SIZES, LONG8 if big else LONG, sizes)
    _add_metadata(root, export, order)
    start = out.tell()
    out.write(serialise(root, order, start, big))
    out.seek(0)
    out.write(_header(order, big, start))
    out.seek(0, 2)
    return []


def _put_maker_note(out: BinaryIO, root: Directory) -> None:
    """Write the camera's own notes at the place that they had in the EXIF block: offsets in them count from its
    beginning, and so lead to the same values in the file."""
    inner = root.children.get(exif_blocks.EXIF_IFD)
    note = inner.fields.get(exif_blocks.MAKER_NOTE) if inner is not None else None
    if inner is None or note is None or note.origin is None or len(note.value) <= _INLINE:
        return
    if out.tell() <= note.origin <= _FARTHEST:
        out.write(bytes(note.origin - out.tell()))
        out.write(note.value + bytes(len(note.value) % 2))
        inner.fields[note.tag] = replace(note, at=note.origin)


def _header(order: Order, big: bool, first: int) -> bytes:
    mark = b"II" if order == "<" else b"MM"
    if big:
        return mark + struct.pack(order + "HHHQ", 43, 8, 0, first)
    return mark + struct.pack(order + "HI", 42, first)
