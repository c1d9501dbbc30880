"""Resize: one resampling from a box of the document to what is sent, or from an answer back to the box."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[Any]
Size = tuple[int, int]


def resized(pixels: Pixels, size: Size) -> Pixels:
    """(h, w, 3) uint8 or uint16 at `size` (width, height): averaged where it shrinks, Lanczos where it grows;
    untouched where it has that size."""
    if pixels.shape[1::-1] == size:
        return pixels
    shrinks = size[0] * size[1] < pixels.shape[0] * pixels.shape[1]
    method = cv2.INTER_AREA if shrinks else cv2.INTER_LANCZOS4
    out: Pixels = np.asarray(cv2.resize(np.ascontiguousarray(pixels), size, interpolation=method))
    return out


def shrunk_with_alpha(rgba: Pixels, size: Size) -> Pixels:
    """(h, w, 4) at a smaller `size` (width, height), colours weighed by alpha, so that no hidden colour comes in."""
    top = np.iinfo(rgba.dtype).max
    weight = rgba[:, :, 3].astype(np.float32)
    if bool((rgba[:, :, 3] == top).all()):
        return resized(rgba, size)
    # One channel at a time: a large box takes hundreds of megabytes as it is.
    alpha = cv2.resize(weight, size, interpolation=cv2.INTER_AREA)
    out = np.empty((size[1], size[0], 4), rgba.dtype)
    for channel in range(3):
        mean = cv2.resize(rgba[:, :, channel] * weight, size, interpolation=cv2.INTER_AREA)
        out[:, :, channel] = np.clip(np.rint(mean / np.maximum(alpha, np.float32(1e-3))), 0, top)
    out[:, :, 3] = np.rint(alpha)
    return out


def resized_hole(hole: NDArray[np.uint8], size: Size) -> NDArray[np.uint8]:
    """A hard mask (h, w), 0 or 255, at `size` (width, height), hard again; what it touches at all belongs to it."""
    if hole.shape[::-1] == size:
        return hole
    shrinks = size[0] * size[1] < hole.size
    if not shrinks:
        grown = cv2.resize(hole, size, interpolation=cv2.INTER_LINEAR)
        return np.where(grown >= 128, 255, 0).astype(np.uint8)
    share = cv2.resize(np.minimum(hole, 1).astype(np.float32), size, interpolation=cv2.INTER_AREA)
    return np.where(share > 1e-4, 255, 0).astype(np.uint8)
