"""Putting a shape and a mask together."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from inlay.base.geometry import Rect
from inlay.imaging.mask import Mask
from inlay.imaging.raster import Cell, cell_rect, cells_in
from inlay.imaging.regions.ellipse import ellipse, is_in_ellipse
from inlay.imaging.regions.shapes import polygon, rectangle
from inlay.imaging.tile import TILE

Values = NDArray[np.uint8]
Op = Literal["add", "subtract", "replace", "intersect"]
FULL: Values = np.full((1, 1), 255, np.uint8)


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


def hard_mask(mask: Mask) -> Mask:
    """The mask with 255 wherever it is 128 or more, and 0 elsewhere."""
    soft = [cell for cell in mask.tiles if mask.value_of(cell) not in (0, 255)]
    changed = {cell: np.where(mask.tile(cell) < 128, 0, 255).astype(np.uint8) for cell in soft}
    return mask.with_tiles(changed) if changed else mask


def apply_ellipse(mask: Mask, left: float, top: float, right: float, bottom: float, op: Op, within: Rect) -> Mask:
    """`mask` combined with the ellipse that touches the four edges (plane px); it counts inside `within` only."""

    def cover(part: Rect) -> Values:
        corners = [(x, y) for x in (part.x, part.right) for y in (part.y, part.bottom)]
        whole = all(is_in_ellipse(left, top, right, bottom, x, y) for x, y in corners)
        return FULL if whole else ellipse(left, top, right, bottom, part)

    return _apply(mask, _around(left, top, right, bottom).intersect(within), op, cover)


def apply_polygon(mask: Mask, points: Sequence[tuple[float, float]], op: Op, within: Rect) -> Mask:
    """`mask` combined with a closed polygon (plane px), which counts inside `within` only."""
    if not points:
        return Mask.empty() if op in ("replace", "intersect") else mask
    corners = np.asarray(points, np.float64)
    (left, top), (right, bottom) = corners.min(axis=0), corners.max(axis=0)
    crossed = _crossed(corners)

    def cover(part: Rect) -> Values:
        cell = (part.x // TILE, part.y // TILE)
        # A cell that no edge crosses is as its first pixel is.
        return polygon(points, part) if cell in crossed else polygon(points, part._replace(w=1, h=1))

    return _apply(mask, _around(left, top, right, bottom).intersect(within), op, cover)


def apply_rectangle(mask: Mask, left: float, top: float, right: float, bottom: float, op: Op, within: Rect) -> Mask:
    """`mask` combined with a rectangle (plane px), which counts inside `within` only."""

    def cover(part: Rect) -> Values:
        whole = left <= part.x and top <= part.y and right >= part.right and bottom >= part.bottom
        return FULL if whole else rectangle(left, top, right, bottom, part)

    return _apply(mask, _around(left, top, right, bottom).intersect(within), op, cover)


def _apply(mask: Mask, box: Rect, op: Op, cover: Callable[[Rect], Values]) -> Mask:
    """Combine cell by cell; `cover` gives the coverage of a part of a cell, (1, 1) where it is the same all over."""
    result = Mask.empty() if op in ("replace", "intersect") else mask
    changed: dict[Cell, Values] = {}
    for cell in cells_in(box):
        held = cell_rect(cell)
        part = held.intersect(box)
        place = part.slices(held)
        values = combine(mask.tile(cell)[place], np.broadcast_to(cover(part), (part.h, part.w)), op)
        if part != held:
            whole = np.array(result.tile(cell))
            whole[place] = values
            values = whole
        value = mask.value_of(cell)
        # A constant cell is kept as one value until it becomes a tile, so that large shapes need little memory.
        changed[cell] = _thin(values) if value is not None else values
    return result.with_tiles(changed)


def _thin(values: Values) -> Values:
    first = values[0, 0]
    return np.broadcast_to(first, values.shape) if bool((values == first).all()) else values


def _crossed(corners: NDArray[np.float64]) -> set[Cell]:
    """The cells in which a closed polygon has edges, or more than those."""
    step = TILE / 2
    ends = np.roll(corners, -1, axis=0)
    counts = np.ceil(np.abs(ends - corners).max(axis=1) / step).astype(np.int64) + 1
    which = np.repeat(np.arange(len(corners)), counts)
    number = np.arange(len(which)) - np.repeat(np.cumsum(counts) - counts, counts)
    share = (number / np.maximum(counts - 1, 1)[which])[:, np.newaxis]
    places = corners[which] + share * (ends - corners)[which]
    # Between two places the edge stays within half a step of one of them.
    near = [np.floor(np.add(places, (dx, dy)) / TILE) for dx in (-step, 0, step) for dy in (-step, 0, step)]
    return {(int(x), int(y)) for x, y in np.unique(np.concatenate(near), axis=0)}


def _around(left: float, top: float, right: float, bottom: float) -> Rect:
    return Rect.from_edges(int(np.floor(left)), int(np.floor(top)), int(np.ceil(right)), int(np.ceil(bottom)))
