"""AVIF: 8, 10 and 12 bits, grey, RGB and alpha; ICC or coded colours, EXIF and XMP; the main picture of several."""

from __future__ import annotations

from inlay.imaging.codec.avif_write import write
from inlay.imaging.codec.boxes import brands_of
from inlay.imaging.codec.format import Format
from inlay.imaging.codec.heif_pixels import decode_avif
from inlay.imaging.codec.heif_scan import main_kind, scan_heif
from inlay.imaging.codec.records import Scan

_BRANDS = frozenset({b"avif", b"avis", b"avio"})


def scan(data: bytes, name: str) -> Scan:
    """Size, kind and metadata from the boxes."""
    return scan_heif(data, name, "avif")


def _is_avif(data: bytes) -> bool:
    brands = brands_of(data)
    if not brands or brands[0] in _BRANDS:
        return bool(brands)
    # A general brand in front: what the picture is compressed with decides.
    return brands[0] in (b"mif1", b"msf1", b"miaf") and (
        main_kind(data) == b"av01" or (not main_kind(data) and not _BRANDS.isdisjoint(brands))
    )


FORMAT = Format(
    "avif",
    "AVIF",
    (".avif",),
    (),
    scan,
    "heifload_buffer",
    (8, 10, 12),
    True,
    write,
    recognise=_is_avif,
    decode=decode_avif,
)
