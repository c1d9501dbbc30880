"""The only way pictures are decoded: by one named loader on bytes, without cache, guesses or untrusted operations."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from inlay.imaging.colour.depth import Pixels
from inlay.imaging.vips import vips as load_vips

_DTYPES: dict[str, np.dtype[Any]] = {"uchar": np.dtype(np.uint8), "ushort": np.dtype(np.uint16)}

# libjpeg's words for a file that ends too soon, and for one whose pixels do, which it fills up with grey.
_MISSING = ("premature end of JPEG", "premature end of data segment")


class DecodeError(Exception):
    """The data can't be decoded. The text is the library's."""

    @property
    def truncated(self) -> bool:
        """Whether data are missing at the end: libjpeg says so; for other formats the scan has found out before."""
        return any(words in str(self) for words in _MISSING)


def _as_it_is(image: Any) -> Any:
    return image


def _refuse_filled_up(vips: Any) -> None:
    """Raises DecodeError where libvips has only warned that pixels are missing."""
    told = vips.ffi.string(vips.vips_lib.vips_error_buffer()).decode("utf-8", errors="replace")
    if any(words in told for words in _MISSING):
        raise DecodeError(" ".join(told.split()))


def decode(
    loader: str,
    data: bytes,
    make: Callable[[Any], Any] = _as_it_is,
    *,
    fail_on: str = "truncated",
    **options: int | bool,
) -> Pixels:
    """(H, W, bands) uint8 or uint16 of a picture in memory, by libvips' loader of that name; may be read-only.

    `make` gets libvips' picture and gives the one that is to be decoded, row by row as it is read. Raises DecodeError,
    also where data are missing at the end, unless `fail_on` is "none".
    """
    vips = load_vips()
    # Warnings of pictures that could be read pile up here, and would be part of the next picture's error.
    vips.vips_lib.vips_error_clear()
    try:
        # A source reads the bytes where they are; pyvips copies a buffer.
        source = vips.Source.new_from_memory(data)
        load = getattr(vips.Image, loader.replace("_buffer", "_source"))
        image = make(load(source, access="sequential", fail_on=fail_on, **options))
        dtype = _DTYPES.get(image.format)
        if dtype is None:
            raise DecodeError(f"samples of kind {image.format}")
        raw: memoryview[int] = memoryview(image.write_to_memory())
        if fail_on != "none":
            _refuse_filled_up(vips)
        pixels: Pixels = np.frombuffer(raw, dtype)
        return pixels.reshape(image.height, image.width, image.bands)
    except vips.Error as error:
        raise DecodeError(" ".join(str(error).split())) from error
