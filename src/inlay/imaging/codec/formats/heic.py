"""HEIC, as telephones write it: 8, 10 and 12 bits, grey, RGB and alpha; only read."""

from __future__ import annotations

from inlay.imaging.codec.boxes import brands_of
from inlay.imaging.codec.format import Format
from inlay.imaging.codec.heif_pixels import decode_heic
from inlay.imaging.codec.heif_scan import scan_heif
from inlay.imaging.codec.records import Scan

# "mif1" and "msf1" say only that it is HEIF: what is in it, the scan finds out.
_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs", b"mif1", b"msf1", b"miaf"})


def scan(data: bytes, name: str) -> Scan:
    """Size, kind and metadata from the boxes."""
    return scan_heif(data, name, "heic")


def _is_heic(data: bytes) -> bool:
    return brands_of(data)[:1] != () and brands_of(data)[0] in _BRANDS


FORMAT = Format(
    "heic",
    "HEIC",
    (".heic", ".heif", ".hif"),
    (),
    scan,
    "",
    (),
    True,
    None,
    recognise=_is_heic,
    decode=decode_heic,
)
