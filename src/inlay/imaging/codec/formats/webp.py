"""WebP: 8 bits, RGB and alpha, lossy and lossless; ICC, EXIF and XMP; the first picture of an animation."""

from __future__ import annotations

from inlay.base.text import tr
from inlay.imaging.codec import exif as exif_blocks
from inlay.imaging.codec import riff
from inlay.imaging.codec.cut_files import salvage_webp
from inlay.imaging.codec.format import Format
from inlay.imaging.codec.ifd import Block
from inlay.imaging.codec.orientation import effective, upright_size
from inlay.imaging.codec.records import Metadata, PictureInfo, Scan
from inlay.imaging.codec.webp_write import write


def scan(data: bytes, _name: str) -> Scan:
    """Size, kind and metadata from the chunks, without unpacking pixels."""
    found = riff.read(data)
    if found.size is None:
        return Scan(PictureInfo("webp", 1, 1, 8, False, False), Metadata(), 3, truncated=True, lost=True)
    notes, exif = [], found.exif
    if exif is not None and not exif_blocks.is_readable(exif):
        exif = None
        notes.append(tr("The EXIF data are damaged and aren't kept."))
    if found.animated:
        notes.append(tr("The file is an animation; its first picture was opened."))
    orientation = effective(exif, found.xmp)
    width, height = found.size
    info = PictureInfo(
        "webp",
        *upright_size(width, height, orientation),
        8,
        False,
        found.alpha,
        orientation,
        has_profile=found.icc is not None,
        pages=max(1, found.frames),
    )
    # The decoder gives the whole picture with alpha, unpacked beside it; an animation is put together on a canvas.
    working = width * height * (4 * (2 if found.animated or found.lossless else 1) + found.alpha)
    return Scan(
        info,
        Metadata(exif, found.xmp, None, found.icc, _dpi(exif)),
        info.channels,
        tuple(notes),
        working=working,
        truncated=found.truncated,
        lost=found.picture is None or found.animated,
    )


def _dpi(exif: bytes | None) -> tuple[float, float] | None:
    if exif is None:
        return None
    block = Block.of(exif)
    return exif_blocks.dpi_of(block, block.directory(block.first)[0])


def _is_webp(data: bytes) -> bool:
    return data[:4] == b"RIFF" and data[8:12] == b"WEBP"


FORMAT = Format(
    "webp",
    "WebP",
    (".webp",),
    (b"RIFF",),
    scan,
    "webpload_buffer",
    (8,),
    True,
    write,
    recognise=_is_webp,
    salvage=salvage_webp,
)
