"""Putting a shape and a mask together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from inlay.base.geometry import Rect
from inlay.imaging.mask import Mask
from inlay.imaging.regions.shapes import polygon, rectangle
from inlay.imaging.tile import TILE

Values = NDArray[np.uint8]
Op = Literal["add", "subtract", "replace", "intersect"]


def combine(base: Values, shape: Values, op: Op) -> Values:
    """Mask values (h, w) after a shape's coverage (h, w) was added (the larger counts), subtracted (what the shape
    leaves), put in their place, or intersected (the smaller counts)."""
    if op == "add":
        return np.maximum(base, shape)
    if op == "subtract":
        return np.minimum(base, 255 - shape)
    if op == "intersect":
        return np.minimum(base, shape)
    return shape.copy()


def apply_shape(mask: Mask, box: Rect, coverage: Values, op: Op) -> Mask:
    """`mask` combined with a shape whose coverage (h, w) in `box` is given and that is nowhere else."""
    base = Mask.empty() if op in ("replace", "intersect") else mask
    return base.with_region(box.x, box.y, combine(mask.region(box), coverage, op))


def apply_polygon(mask: Mask, points: Sequence[tuple[float, float]], op: Op, within: Rect) -> Mask:
    """`mask` combined with a closed polygon (plane px), which counts inside `within` only."""
    if not points:
        return apply_shape(mask, Rect(within.x, within.y, 0, 0), np.zeros((0, 0), np.uint8), op)
    xs, ys = [x for x, _ in points], [y for _, y in points]
    result = Mask.empty() if op in ("replace", "intersect") else mask
    for band in _bands(_around(min(xs), min(ys), max(xs), max(ys)).intersect(within)):
        values = combine(mask.region(band), polygon(points, band), op)
        result = result.with_region(band.x, band.y, values)
    return result


def apply_rectangle(mask: Mask, left: float, top: float, right: float, bottom: float, op: Op, within: Rect) -> Mask:
    """`mask` combined with a rectangle (plane px), which counts inside `within` only."""
    result = Mask.empty() if op in ("replace", "intersect") else mask
    for band in _bands(_around(left, top, right, bottom).intersect(within)):
        values = combine(mask.region(band), rectangle(left, top, right, bottom, band), op)
        result = result.with_region(band.x, band.y, values)
    return result


def _around(left: float, top: float, right: float, bottom: float) -> Rect:
    return Rect.from_edges(int(np.floor(left)), int(np.floor(top)), int(np.ceil(right)), int(np.ceil(bottom)))


def _bands(box: Rect) -> Iterator[Rect]:
    """The box in rows of tiles, so that a large shape needs little memory."""
    top = box.y
    while top < box.bottom:
        bottom = min(box.bottom, (top // TILE + 1) * TILE)
        yield Rect.from_edges(box.x, top, box.right, bottom)
        top = bottom
