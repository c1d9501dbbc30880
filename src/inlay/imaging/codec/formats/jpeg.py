"""JPEG: 8 bits, grey and RGB; written with the source's tables and sampling, ICC, EXIF, XMP, IPTC and resolution."""

from __future__ import annotations

import io
import struct
from typing import Any, BinaryIO

import numpy as np
import numpy.typing as npt

from inlay.base.errors import BadInput
from inlay.base.text import tr
from inlay.imaging.codec import exif as exif_blocks
from inlay.imaging.codec import iptc as iptc_records
from inlay.imaging.codec import jpeg_markers as markers
from inlay.imaging.codec.export import STRIP_BYTES, Export
from inlay.imaging.codec.format import Format, FormatError
from inlay.imaging.codec.ifd import Block
from inlay.imaging.codec.orientation import effective, upright_size
from inlay.imaging.codec.records import Metadata, PictureInfo, Sampling, Scan
from inlay.imaging.colour.depth import Pixels

# What libjpeg can write.
MAX_SIDE = 65_500
DEFAULT_QUALITY = 95
DEFAULT_SAMPLING: Sampling = "4:4:4"
_MAX_SEGMENT = 65_533


def _refuse_what_cannot_be_read(frame: markers.Frame, name: str) -> None:
    bands = len(frame.components)
    if bands == 4:
        raise BadInput(tr("{name} is a CMYK JPEG, which isn't supported yet.").format(name=name))
    if bands not in (1, 3):
        raise BadInput(
            tr("{name} is a JPEG of {count} channels, which isn't supported.").format(name=name, count=bands)
        )
    if frame.lossless:
        raise BadInput(tr("{name} is a lossless JPEG, which isn't supported.").format(name=name))
    if frame.precision != 8:
        raise BadInput(
            tr("{name} is a JPEG of {bits} bits, which isn't supported.").format(name=name, bits=frame.precision)
        )


def scan(data: bytes, name: str) -> Scan:
    """Size, kind, compression and metadata from the segments before the pixels."""
    found = markers.read(data)
    frame = found.frame
    if frame is None:
        if not found.scan_seen:
            return _cut_short()
        raise FormatError("no frame")
    _refuse_what_cannot_be_read(frame, name)
    notes: list[str] = []
    exif = found.exif
    if exif is not None and not exif_blocks.is_readable(exif):
        exif = None
        notes.append(tr("The EXIF data are damaged and aren't kept."))
    if found.xmp_continued:
        notes.append(tr("The XMP data are longer than one segment; only the main part is kept."))
    orientation = effective(exif, found.xmp)
    width, height = upright_size(frame.width, frame.height, orientation)
    grey = len(frame.components) == 1
    icc = found.icc
    info = PictureInfo("jpeg", width, height, 8, grey, False, orientation, has_profile=icc is not None)
    metadata = Metadata(exif, found.xmp, found.iptc, icc, _dpi(found, exif), markers.settings(found, frame))
    # A progressive picture is kept as 16-bit coefficients until its last scan.
    working = frame.width * frame.height * len(frame.components) * 2 if frame.progressive else 0
    return Scan(info, metadata, len(frame.components), tuple(notes), working=working, truncated=not found.scan_seen)


def _cut_short() -> Scan:
    """A file that ends before it says what it is."""
    return Scan(PictureInfo("jpeg", 1, 1, 8, False, False), Metadata(), 3, truncated=True)


def _dpi(found: markers.Segments, exif: bytes | None) -> tuple[float, float] | None:
    if found.jfif_dpi is not None or exif is None:
        return found.jfif_dpi
    block = Block.of(exif)
    return exif_blocks.dpi_of(block, block.directory(block.first)[0])


def _over_white(strip: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    """(h, w, 4) flattened over white, rounded: (c * a + 255 * (255 - a) + 127) // 255."""
    alpha = strip[..., 3:].astype(np.uint32)
    return ((strip[..., :3] * alpha + 255 * (255 - alpha) + 127) // 255).astype(np.uint8)


def _gather(export: Export) -> Pixels:
    """The whole picture, (H, W, 1 or 3) uint8: the encoder can't take strips."""
    source, bands = export.source, 1 if export.grey else 3
    whole = np.empty((source.height, source.width, bands), np.uint8)
    y = 0
    for strip in export.strips(max(1, STRIP_BYTES // (source.width * 4)), 8, False, source.alpha):
        flat = _over_white(strip) if source.alpha else strip
        whole[y : y + len(strip)] = flat[..., :bands] if export.grey else flat
        y += len(strip)
    return whole


def _compression(export: Export) -> dict[str, Any]:
    """How to compress: what the person chose, else as the source did, else 95 and 4:4:4."""
    wish, source = export.settings, export.metadata.jpeg
    options: dict[str, Any] = {"subsampling": wish.sampling or (source.sampling if source else DEFAULT_SAMPLING)}
    if wish.quality is not None:
        options["quality"] = wish.quality
    elif source is not None and source.tables:
        # A grey source has one table only; Pillow uses it for chroma too, which is the finer choice.
        options["qtables"] = [list(table) for table in source.tables]
    else:
        options["quality"] = source.quality if source else DEFAULT_QUALITY
    options["progressive"] = source.progressive if source else False
    return options


def _segment(marker: int, content: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(content) + 2) + content


def _metadata(export: Export) -> tuple[bytes, list[str]]:
    """Segments for EXIF, XMP and IPTC, and what had to be left out because a segment can't hold it."""
    notes: list[str] = []
    exif, xmp, iptc = export.exif(), export.xmp(), export.metadata.iptc
    wanted = (
        ("EXIF", 0xE1, None if exif is None else markers.EXIF_PREFIX + exif),
        ("XMP", 0xE1, None if xmp is None else markers.XMP_PREFIX + xmp),
        ("IPTC", 0xED, None if iptc is None else iptc_records.wrap(iptc)),
    )
    segments = b""
    for title, marker, content in wanted:
        if content is None:
            continue
        if len(content) > _MAX_SEGMENT:
            notes.append(tr("The {kind} data are too long for a JPEG and were left out.").format(kind=title))
        else:
            segments += _segment(marker, content)
    return segments, notes


def write(out: BinaryIO, export: Export) -> list[str]:
    """8 bits; transparency is flattened over white, and told."""
    from PIL import Image

    source = export.source
    if max(source.width, source.height) > MAX_SIDE:
        raise BadInput(
            tr("A JPEG can be at most {limit} px a side.").format(limit=f"{MAX_SIDE:,}"),
            next_step=tr("Export as PNG or TIFF."),
        )
    segments, notes = _metadata(export)
    if source.alpha:
        notes.append(tr("JPEG has no transparency: it was flattened over white."))
    options = _compression(export)
    if export.colour.profile is not None:
        options["icc_profile"] = export.colour.profile
    if export.metadata.dpi is not None:
        options["dpi"] = tuple(min(65535, max(1, round(each))) for each in export.metadata.dpi)
    pixels = _gather(export)
    image = Image.fromarray(pixels[..., 0] if export.grey else pixels)
    del pixels
    _save(image, out, segments, options)
    return notes


def _save(image: Any, out: BinaryIO, segments: bytes, options: dict[str, Any]) -> None:
    memory = io.BytesIO()
    try:
        image.save(memory, "JPEG", extra=segments, **options)
    except OSError:
        if not options["progressive"]:
            raise
        # Pillow gives the encoder 2 bytes a pixel for a progressive picture, which noise can exceed.
        memory = io.BytesIO()
        image.save(memory, "JPEG", extra=segments, **options | {"progressive": False})
    out.write(memory.getbuffer())


FORMAT = Format(
    "jpeg", "JPEG", (".jpg", ".jpeg", ".jpe", ".jfif"), (b"\xff\xd8\xff",), scan, "jpegload_buffer", (8,), False, write
)
