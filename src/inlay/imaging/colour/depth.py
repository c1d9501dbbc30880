"""Depth: the one rule by which 16 bits become 8, and 8 become 16."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

Pixels = npt.NDArray[Any]

# Rounded to the nearest level: (v * 255 + 32767) // 65535, as a table because that is three times faster.
_TO_8 = ((np.arange(65536, dtype=np.uint32) * 255 + 32767) // 65535).astype(np.uint8)


def to_8bit(pixels: Pixels) -> npt.NDArray[np.uint8]:
    """uint8 of the same shape: v -> (v * 255 + 32767) // 65535; uint8 comes back as it is, uncopied."""
    if pixels.dtype == np.uint8:
        return pixels
    return _TO_8[pixels]


def to_16bit(pixels: Pixels) -> npt.NDArray[np.uint16]:
    """uint16 of the same shape: v -> v * 257, so that `to_8bit` gives v back; uint16 comes back as it is."""
    if pixels.dtype == np.uint16:
        return pixels
    wide = pixels.astype(np.uint16)
    wide *= 257
    return wide
