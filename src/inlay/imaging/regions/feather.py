"""Feathering: a Gaussian that ends, so that what lies out of its reach stays exactly as it is."""

from __future__ import annotations

import math

import cv2
import numpy as np
from numpy.typing import NDArray

from inlay.base.geometry import Rect
from inlay.imaging.mask import Mask
from inlay.imaging.regions.blocks import changed_in_blocks
from inlay.imaging.tile import TILE

Values = NDArray[np.uint8]
Floats = NDArray[np.float32]
FINEST = 6.0
"""The least sigma, in pixels of the size at which is blurred: a wide blur looks the same at a fraction of the size."""


def reach_of(px: float) -> int:
    """How far, in px along rows and columns, a feather of `px` looks: a little more than 3 sigma, where 0.1 % is left
    of a Gaussian."""
    step = _step(px)
    radius = math.ceil(3 * px / step)
    return radius if step == 1 else round(step * (radius + 1.5))


def _step(px: float) -> int:
    """Pixels a side that become one before the blur: a power of two, 1 to 64."""
    step = 1
    while step < 64 and px / (2 * step) >= FINEST:
        step *= 2
    return step


def _kernel(px: float, step: int) -> Floats:
    """The Gaussian, one-dimensional, in pixels of `step`, cut at 3 sigma.

    Averaging over `step` pixels and drawing straight lines between the averages is a blur, too: together they have the
    variance ((step^2 - 1) / 12) + (step^2 / 6 + 1 / 12) = step^2 / 4, which is taken off.
    """
    variance = (px / step) ** 2 - (0.25 if step > 1 else 0.0)
    radius = math.ceil(3 * px / step)
    places = np.arange(-radius, radius + 1)
    weights = np.exp(-places * places / (2 * variance))
    kernel: Floats = (weights / weights.sum()).astype(np.float32)
    return kernel


def feather_mask(mask: Mask, px: float, within: Rect) -> Mask:
    """`mask` with edges softened by a Gaussian whose sigma is `px` (0.2 or more), inside `within` only.

    From 84 % to 16 % an edge is 2 `px` wide. Where all values within `reach_of(px)` along rows and columns are 0, or
    255, they stay exactly that. What lies outside of `within` neither counts nor changes: there the mask goes on as at
    its border.
    """
    if px < 0.2:
        raise ValueError("a mask is feathered by 0.2 px or more")
    step, margin = _step(px), reach_of(px)
    kernel = _kernel(px, step)
    return changed_in_blocks(mask, within, margin, lambda block: _feathered(mask, within, block, step, kernel))


def _feathered(mask: Mask, within: Rect, block: Rect, step: int, kernel: Floats) -> Values:
    inner = _divided(block, step).grow(1 if step > 1 else 0)  # lines between averages begin one outside
    source = inner.grow(len(kernel) // 2)
    blurred = cv2.sepFilter2D(_small(mask, within, source, step), cv2.CV_32F, kernel, kernel)
    part = np.ascontiguousarray(blurred[inner.slices(source)])
    large = part if step == 1 else cv2.resize(part, (inner.w * step, inner.h * step), interpolation=cv2.INTER_LINEAR)
    values = large[block.slices(Rect(inner.x * step, inner.y * step, inner.w * step, inner.h * step))]
    # The hair more than a half keeps values that are halves by symmetry from falling to either side by chance.
    out: Values = np.clip(np.floor(values + np.float32(0.501)), 0, 255).astype(np.uint8)
    return out


def _divided(box: Rect, step: int) -> Rect:
    """`box` in pixels of `step`, rounded outwards."""
    return Rect.from_edges(box.x // step, box.y // step, -(-box.right // step), -(-box.bottom // step))


def _small(mask: Mask, within: Rect, box: Rect, step: int) -> Floats:
    """The mask in `box`, which is in pixels of `step`, as averages; beyond `within` it goes on as at its border."""
    out: Floats = np.empty((box.h, box.w), np.float32)
    rows = max(1, TILE // step)
    for top in range(0, box.h, rows):
        count = min(rows, box.h - top)
        band = Rect(box.x * step, (box.y + top) * step, box.w * step, count * step)
        floats = _clamped(mask, within, band).astype(np.float32)
        if step > 1:
            floats = np.asarray(cv2.resize(floats, (box.w, count), interpolation=cv2.INTER_AREA), np.float32)
        out[top : top + count] = floats
    return out


def _clamped(mask: Mask, within: Rect, box: Rect) -> Values:
    """The values in `box`; for a place beyond `within` that of the nearest place inside."""
    if within.contains(box):
        return mask.region(box)
    columns = np.clip(np.arange(box.x, box.right), within.x, within.right - 1)
    rows = np.clip(np.arange(box.y, box.bottom), within.y, within.bottom - 1)
    held = Rect.from_edges(int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1)
    values: Values = mask.region(held)[np.ix_(rows - held.y, columns - held.x)]
    return values
