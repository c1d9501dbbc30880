"""Flatten: a picture without any hole in it, for models that know no transparency."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[Any]
Floats = NDArray[np.float32]

_TINY = np.float32(1e-12)
_OPAQUE = np.float32(0.8)  # of the most opaque pixel: what is fainter says nothing about its surroundings


def flattened(rgba: Pixels) -> Pixels:
    """(h, w, 4) uint8 or uint16, not premultiplied -> (h, w, 3) of that dtype, opaque.

    What can be seen through lies over a continuation of its surroundings: beside an edge it has the edge's colours,
    farther away it is ever more blurred. Opaque pixels keep their values; a picture with nothing in it becomes grey.
    """
    top = np.iinfo(rgba.dtype).max
    alpha = rgba[:, :, 3]
    solid = alpha == top
    if solid.all():
        return np.ascontiguousarray(rgba[:, :, :3])
    if not alpha.any():
        return np.full((*alpha.shape, 3), top // 2, rgba.dtype)
    share: Floats = alpha.astype(np.float32) / np.float32(top)
    colours = rgba[:, :, :3].astype(np.float32)
    # What is nearly opaque says what lies around: a veil isn't to be seen through itself.
    weight: Floats = np.maximum(share / share.max() - _OPAQUE, 0) / (1 - _OPAQUE)
    around = _spread(colours * weight[:, :, np.newaxis], weight)
    around += (colours - around) * share[:, :, np.newaxis]
    out: Pixels = np.clip(np.rint(around), 0, top).astype(rgba.dtype)
    out[solid] = rgba[:, :, :3][solid]
    return out


def _spread(colours: Floats, weight: Floats) -> Floats:
    """Colours (h, w, 3) everywhere, from premultiplied ones with their weights 0..1.

    Means of 2 x 2 px, of those again, and so on, until all is covered; a place takes the finest mean that there is.
    """
    height, width = weight.shape
    if max(height, width) == 1 or float(weight.min()) > 0.999:
        return np.asarray(colours / np.maximum(weight, _TINY)[:, :, np.newaxis], np.float32)
    size = ((width + 1) // 2, (height + 1) // 2)
    mean = np.asarray(cv2.resize(colours, size, interpolation=cv2.INTER_AREA), np.float32)
    share = np.asarray(cv2.resize(weight, size, interpolation=cv2.INTER_AREA), np.float32)
    # A mean of which a quarter is picture counts fully; a fainter one gives way to what is around it.
    trust = np.minimum(1, 4 * share)
    mean *= (trust / np.maximum(share, _TINY))[:, :, np.newaxis]
    coarse = _spread(mean, trust)
    fine = np.asarray(cv2.resize(coarse, (width, height), interpolation=cv2.INTER_LINEAR), np.float32)
    fine *= (1 - weight)[:, :, np.newaxis]
    fine += colours
    return fine
