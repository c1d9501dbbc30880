"""Pixels of AVIF (by libvips) and of HEIC (by pi-heif), both on libheif, which turns them upright."""

from __future__ import annotations

from typing import Any

import numpy as np

from inlay.imaging.codec.heif_scan import HeifScan
from inlay.imaging.codec.loader import DecodeError, decode
from inlay.imaging.codec.records import Scan
from inlay.imaging.colour.depth import Pixels

_BAND_BYTES = 1 << 22
_LIBHEIFS_LIMIT = 1 << 30
_DTYPES: dict[int, np.dtype[Any]] = {8: np.dtype(np.uint8), 16: np.dtype("<u2")}


def _chosen(bands: int, info_grey: bool, alpha: bool) -> list[int]:
    """Which of the loader's channels make the picture: one for grey, and alpha last."""
    colours = [0] if info_grey or bands < 3 else [0, 1, 2]
    return [*colours, bands - 1] if alpha and bands in (2, 4) else colours


def decode_avif(data: bytes, found: Scan) -> Pixels:
    """(H, W, channels) as `Scan` says; 10 and 12 bits fill the whole range of 16. Raises DecodeError."""
    info = found.info
    bits = found.bits if isinstance(found, HeifScan) else 8

    def make(image: Any) -> Any:
        chosen = _chosen(image.bands, info.grey, info.alpha)
        if chosen != list(range(image.bands)):
            first, *more = (image.extract_band(each) for each in chosen)
            image = first.bandjoin(more) if more else first
        # libheif's values stand in the upper bits: white would be 65,472.
        return image | (image >> bits) if image.format == "ushort" else image

    pixels = decode("heifload_buffer", data, make, page=_page(data), unlimited=_is_large(found))
    return _straight(pixels, found)


def _is_large(found: Scan) -> bool:
    """Whether libheif's own limit of 1 GiB a picture, below ours, is in the way; the size was checked before."""
    return found.info.width * found.info.height * 8 >= _LIBHEIFS_LIMIT


def _page(data: bytes) -> int:
    """The main picture's number among libvips' pages."""
    page = 0

    def look(image: Any) -> Any:
        nonlocal page
        page = image.get("heif-primary") if image.get_typeof("heif-primary") else 0
        return image.new_from_image([0]).extract_area(0, 0, 1, 1)

    decode("heifload_buffer", data, look)
    return page


def decode_heic(data: bytes, found: Scan) -> Pixels:
    """(H, W, channels) as `Scan` says; 10 and 12 bits fill the whole range of 16. Raises DecodeError."""
    import pi_heif

    options = pi_heif.options
    options.THUMBNAILS = options.DEPTH_IMAGES = options.AUX_IMAGES = False
    options.DISABLE_SECURITY_LIMITS = _is_large(found)
    try:
        file = pi_heif.open_heif(data, convert_hdr_to_8bit=False)
        image = file[file.primary_index]
        stored = _copied(image.data, image.mode, image.size, found)
    except (ValueError, EOFError, SyntaxError, RuntimeError, OSError, IndexError) as error:
        raise DecodeError(str(error)) from error
    return _straight(_widened(stored, found), found)


def _copied(raw: bytes, mode: str, size: tuple[int, int], found: Scan) -> Pixels:
    """pi-heif's pixels (mode "RGBA" or "RGB;16") as an array of their own: the memory goes with its picture."""
    width, height = size
    letters, _, bits = mode.partition(";")
    dtype = _DTYPES[16 if bits or letters == "I" else 8]
    bands = 1 if letters == "I" else len(letters)
    pixels = np.frombuffer(raw, dtype).reshape(height, -1, bands)[:, :width]
    chosen = _chosen(bands, found.info.grey, found.info.alpha)
    return np.array(pixels if chosen == list(range(bands)) else pixels[..., chosen], order="C")


def _widened(pixels: Pixels, found: Scan) -> Pixels:
    """16 bits whose lower ones repeat the upper ones, since pi-heif leaves them 0."""
    if pixels.dtype == np.uint8 or not isinstance(found, HeifScan):
        return pixels
    whole = pixels if pixels.flags.writeable else pixels.copy()
    for rows in _bands(whole):
        rows |= rows >> found.bits
    return whole


def _bands(pixels: Pixels) -> list[Pixels]:
    step = max(1, _BAND_BYTES // max(1, pixels[0].nbytes))
    return [pixels[at : at + step] for at in range(0, len(pixels), step)]


def _straight(pixels: Pixels, found: Scan) -> Pixels:
    """The same without alpha in the colours, where the file says that it is."""
    if not (isinstance(found, HeifScan) and found.premultiplied):
        return pixels
    whole = pixels if pixels.flags.writeable else pixels.copy()
    top = np.iinfo(whole.dtype).max
    for rows in _bands(whole):
        alpha = rows[..., -1:].astype(np.float32)
        colours = rows[..., :-1] * (top / np.maximum(alpha, 1.0))
        rows[..., :-1] = np.rint(np.minimum(colours, top)).astype(whole.dtype)
    return whole
