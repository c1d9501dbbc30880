"""Where two pictures of 8 bits differ: OpenCV does it in a tenth of the time that NumPy takes along three channels."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from inlay.imaging.colour.depth import Pixels

_SUM = np.ones((1, 3), np.float32)


def distances(one: Pixels, other: Pixels) -> Pixels:
    """How far values of two pictures (h, w, 1|3) uint8 are apart, of the same shape."""
    apart: Pixels = cv2.absdiff(np.ascontiguousarray(one), np.ascontiguousarray(other))
    return apart.reshape(one.shape)


def different(apart: Pixels) -> NDArray[np.bool_]:
    """The pixels (h, w) of `distances` that differ in any channel."""
    # The sum saturates, so it is 0 only where all are.
    summed = cv2.transform(apart, _SUM) if apart.shape[2] == 3 else apart[..., 0]
    return np.asarray(summed != 0)
