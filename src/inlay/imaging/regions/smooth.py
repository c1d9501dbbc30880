"""Smoothing a mask: corners are rounded, specks and pinholes go, and straight edges stay where they are."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from inlay.base.geometry import Rect
from inlay.imaging.mask import Mask
from inlay.imaging.regions.blocks import changed_in_blocks

Values = NDArray[np.uint8]
MOST = 127
"""Px of the largest radius: windows are at most 255 px a side."""


def smooth(values: Values, px: int) -> Values:
    """The median of mask values (h, w) in a window of 2 `px` + 1 a side, 0 to 127; beyond the array they go on as at
    its border.

    Of a hard mask the median is what most of the window is, so specks and gaps narrower than half of it vanish.
    """
    if not 0 <= px <= MOST:
        raise ValueError("a mask is smoothed by 0 to 127 px")
    if px == 0:
        return values.copy()
    side = 2 * px + 1
    inside = values == 255
    if not bool((inside | (values == 0)).all()):
        return np.asarray(cv2.medianBlur(np.ascontiguousarray(values), side), np.uint8)
    # Counting takes a fraction of the time that sorting takes, and gives the same. Unlike the median filter, it
    # doesn't take a picture smaller than its window, which is therefore widened by hand.
    wide = cv2.copyMakeBorder(inside.view(np.uint8), px, px, px, px, cv2.BORDER_REPLICATE)
    count = cv2.boxFilter(wide, cv2.CV_32S, (side, side), normalize=False)[px : -px or None, px : -px or None]
    return np.where(count * 2 > side * side, 255, 0).astype(np.uint8)


def smooth_mask(mask: Mask, px: int, within: Rect) -> Mask:
    """`mask` smoothed by `px` inside `within`; what lies outside of it neither counts nor changes."""

    def work(block: Rect) -> Values:
        source = block.grow(px).intersect(within)
        return smooth(mask.region(source), px)[block.slices(source)]

    return changed_in_blocks(mask, within, px, work) if px else mask
