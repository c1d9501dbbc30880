"""Growing and shrinking by a distance, exactly: a pixel takes the largest value whose centre is within reach."""

from __future__ import annotations

import math
from collections.abc import Callable

import cv2
import numpy as np
from numpy.typing import NDArray

from inlay.base.geometry import Rect
from inlay.imaging.mask import Mask
from inlay.imaging.regions.blocks import changed_in_blocks

Values = NDArray[np.uint8]


def grow(values: Values, px: float) -> Values:
    """Mask values (h, w) grown by `px` (Euclidean, between pixel centres; 0 or more): the largest value within reach.

    What lies beyond the array counts as 0: hand over a margin of `px`. A hard mask stays hard, and a soft edge moves
    out as it is.
    """
    if px < 0:
        raise ValueError("a mask grows by 0 px or more")
    if px < 1 or not values.any():
        return values.copy()
    if px > 2 and bool(((values == 0) | (values == 255)).all()):
        return _grown_hard(values, px)
    return _grown_soft(values, px)


def shrink(values: Values, px: float) -> Values:
    """Mask values (h, w) shrunk by `px`: the smallest value within reach; what lies beyond the array counts as 255."""
    return 255 - grow(255 - values, px)


def _grown_hard(values: Values, px: float) -> Values:
    distance = cv2.distanceTransform(255 - values, cv2.DIST_L2, cv2.DIST_MASK_PRECISE)
    # Squares of distances are whole numbers; the root is known to about 1e-6 of its size.
    reach = math.sqrt(math.floor(px * px + 1e-9) + 0.5)
    grown: Values = np.where(distance <= reach, 255, 0).astype(np.uint8)
    return grown


def _grown_soft(values: Values, px: float) -> Values:
    """The largest value under a disc: for each row of the disc the running maximum of that width, shifted.

    A window of any width is two windows of a power of two, so all rows share a few running maxima.
    """
    reach = math.floor(px)
    height, width = values.shape
    spans = [math.isqrt(math.floor(px * px + 1e-9) - dy * dy) for dy in range(reach + 1)]
    padded = np.zeros((height, width + 2 * reach), np.uint8)
    padded[:, reach : reach + width] = values
    doubled = [padded]
    while 2 ** len(doubled) <= 2 * reach + 1:
        last, step = doubled[-1], 2 ** (len(doubled) - 1)
        wider = last.copy()
        np.maximum(last[:, :-step], last[:, step:], out=wider[:, :-step])
        doubled.append(wider)
    out = np.zeros_like(values)
    for dy, span in enumerate(spans):
        window = 2 * span + 1
        power = window.bit_length() - 1
        first = reach - span
        second = first + window - 2**power
        row = np.maximum(doubled[power][:, first : first + width], doubled[power][:, second : second + width])
        if dy < height:
            np.maximum(out[dy:], row[: height - dy], out=out[dy:])
            np.maximum(out[: height - dy], row[dy:], out=out[: height - dy])
    return out


def grow_mask(mask: Mask, px: float, within: Rect) -> Mask:
    """`mask` grown by `px`, inside `within` only: what lies outside of it neither counts nor changes."""
    return _moved(mask, px, within, grow)


def shrink_mask(mask: Mask, px: float, within: Rect) -> Mask:
    """`mask` shrunk by `px`, inside `within` only; it doesn't draw back from the borders of `within`."""
    return _moved(mask, px, within, shrink)


def _moved(mask: Mask, px: float, within: Rect, move: Callable[[Values, float], Values]) -> Mask:
    if px < 0:
        raise ValueError("a mask grows and shrinks by 0 px or more")
    margin = math.floor(px)

    def work(block: Rect) -> Values:
        source = block.grow(margin).intersect(within)
        return move(mask.region(source), px)[block.slices(source)]

    return changed_in_blocks(mask, within, margin, work) if margin else mask
