"""The border of a mask: a band along its edge."""

from __future__ import annotations

import math
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from inlay.base.geometry import Rect
from inlay.imaging.mask import Mask
from inlay.imaging.regions.blocks import changed_in_blocks
from inlay.imaging.regions.distance import grow, shrink

Values = NDArray[np.uint8]
Side = Literal["inside", "outside", "both"]


def border(values: Values, px: float, side: Side) -> Values:
    """Mask values (h, w) of the band within `px` (Euclidean, 1 or more) of the edge of `values`, on one side or both.

    It is what growing adds and what shrinking takes away, so it is as soft as the edge is, and what is masked evenly
    has none. The borders of the array are no edge.
    """
    outer = grow(values, px) if side != "inside" else values
    inner = shrink(values, px) if side != "outside" else values
    band: Values = outer - inner
    return band


def border_mask(mask: Mask, px: float, side: Side, within: Rect) -> Mask:
    """The band along the edge of `mask` inside `within`; what lies outside of it neither counts nor changes."""
    if px < 1:
        raise ValueError("a border is 1 px wide or more")
    margin = math.floor(px)

    def work(block: Rect) -> Values:
        source = block.grow(margin).intersect(within)
        return border(mask.region(source), px, side)[block.slices(source)]

    return changed_in_blocks(mask, within, margin, work, even=0)
