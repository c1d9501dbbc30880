"""A soft edge that follows the picture: the guided filter of He, Sun and Tang (2013) with a colour picture as guide."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
EPSILON = 2e-4
"""Variance of colours 0..1 that counts as noise rather than as an edge (a little more than 3 levels of 8 bits)."""


def guided(guide: Floats, alpha: Floats, radius: int) -> Floats:
    """`alpha` (h, w) as the best linear function of the colours of `guide` (h, w, 3), 0..1, in each window of
    2 `radius` + 1 a side, averaged over all windows that hold a pixel. Beyond the array both are mirrored."""
    colours = [np.ascontiguousarray(guide[..., channel]) for channel in range(3)]
    means = [_mean(each, radius) for each in colours]
    middle = _mean(alpha, radius)
    shared = [_mean(each * alpha, radius) - mean * middle for each, mean in zip(colours, means, strict=True)]
    slopes = _solved(_variances(colours, means, radius), shared)
    offset = middle - sum(slope * mean for slope, mean in zip(slopes, means, strict=True))
    result = _mean(np.asarray(offset, np.float32), radius)
    for slope, colour in zip(slopes, colours, strict=True):
        result += _mean(slope, radius) * colour
    return result


def _mean(values: Floats, radius: int) -> Floats:
    side = 2 * radius + 1
    return np.asarray(cv2.blur(values, (side, side)), np.float32)


def _variances(colours: list[Floats], means: list[Floats], radius: int) -> dict[tuple[int, int], Floats]:
    """The covariances of the channels in each window, with what counts as noise added to the variances."""
    found = {}
    for first in range(3):
        for second in range(first, 3):
            moment = _mean(colours[first] * colours[second], radius) - means[first] * means[second]
            found[(first, second)] = moment + np.float32(EPSILON) if first == second else moment
    return found


def _solved(s: dict[tuple[int, int], Floats], right: list[Floats]) -> list[Floats]:
    """The solution of the symmetric 3 x 3 system at each pixel, by its adjugate."""
    xx, xy, xz, yy, yz, zz = (s[key] for key in ((0, 0), (0, 1), (0, 2), (1, 1), (1, 2), (2, 2)))
    a, b, c = yy * zz - yz * yz, yz * xz - xy * zz, xy * yz - yy * xz
    d, e, f = xx * zz - xz * xz, xy * xz - xx * yz, xx * yy - xy * xy
    determinant = np.maximum(xx * a + xy * b + xz * c, np.float32(EPSILON**3))
    first, second, third = right
    return [
        (a * first + b * second + c * third) / determinant,
        (b * first + d * second + e * third) / determinant,
        (c * first + e * second + f * third) / determinant,
    ]
