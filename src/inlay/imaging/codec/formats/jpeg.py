"""JPEG: 8 bits, grey, RGB and CMYK; written with the source's tables and sampling, profile and metadata."""

from __future__ import annotations

from inlay.base.errors import BadInput
from inlay.base.text import tr
from inlay.imaging.codec import exif as exif_blocks
from inlay.imaging.codec import jpeg_markers as markers
from inlay.imaging.codec.cut_files import salvage_jpeg
from inlay.imaging.codec.format import Format, FormatError
from inlay.imaging.codec.ifd import Block
from inlay.imaging.codec.jpeg_write import write
from inlay.imaging.codec.orientation import effective, upright_size
from inlay.imaging.codec.records import Metadata, PictureInfo, Scan


def _refuse_what_cannot_be_read(frame: markers.Frame, name: str) -> None:
    bands = len(frame.components)
    if bands not in (1, 3, 4):
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
    grey, cmyk = len(frame.components) == 1, len(frame.components) == 4
    icc = found.icc
    info = PictureInfo("jpeg", width, height, 8, grey, False, orientation, has_profile=icc is not None, cmyk=cmyk)
    metadata = Metadata(exif, found.xmp, found.iptc, icc, _dpi(found, exif), markers.settings(found, frame))
    # A progressive picture is kept as 16-bit coefficients until its last scan.
    working = frame.width * frame.height * len(frame.components) * 2 if frame.progressive else 0
    truncated = not found.scan_seen or _is_too_short(frame, len(data))
    return Scan(info, metadata, info.channels, tuple(notes), working=working, truncated=truncated)


def _is_too_short(frame: markers.Frame, size: int) -> bool:
    """Whether there are fewer bits than one for each block's mean, and in a plain picture one for its end."""
    blocks = -(-frame.width // 8) * -(-frame.height // 8)
    return not frame.arithmetic and size * 8 < blocks * (1 if frame.progressive else 2)


def _cut_short() -> Scan:
    """A file that ends before it says what it is."""
    return Scan(PictureInfo("jpeg", 1, 1, 8, False, False), Metadata(), 3, truncated=True, lost=True)


def _dpi(found: markers.Segments, exif: bytes | None) -> tuple[float, float] | None:
    if found.jfif_dpi is not None or exif is None:
        return found.jfif_dpi
    block = Block.of(exif)
    return exif_blocks.dpi_of(block, block.directory(block.first)[0])


FORMAT = Format(
    "jpeg",
    "JPEG",
    (".jpg", ".jpeg", ".jpe", ".jfif"),
    (b"\xff\xd8\xff",),
    scan,
    "jpegload_buffer",
    (8,),
    False,
    write,
    salvage=salvage_jpeg,
)
