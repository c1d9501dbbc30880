"""Putting two masks together."""

from __future__ import annotations

import numpy as np

from inlay.base.geometry import Rect
from inlay.imaging.mask import Mask
from inlay.imaging.raster import Cell
from inlay.imaging.regions.combine import Op, Values, combine
from inlay.imaging.tile import TILE


def merge(base: Mask, other: Mask, op: Op) -> Mask:
    """`base` after `other` was added (the larger counts), subtracted, intersected, or put in its place; tiles that stay
    the same are shared. It holds for the whole plane, the values outside of the tiles included."""
    if op == "replace":
        return other
    outside = int(_one(base.outside, other.outside, op))
    changed: dict[Cell, Values] = {}
    kept = {}
    for cell in {*base.tiles, *other.tiles}:
        first, second = base.value_of(cell), other.value_of(cell)
        value = _one(first, second, op) if first is not None and second is not None else _certain(first, second, op)
        if value is not None and value == first and cell in base.tiles:
            kept[cell] = base.tiles[cell]
        elif value is not None:
            changed[cell] = np.broadcast_to(np.uint8(value), (TILE, TILE))
        elif first is None and second is not None and _one(0, second, op) == 0 and _one(255, second, op) == 255:
            kept[cell] = base.tiles[cell]  # the other has nothing to say here
        else:
            changed[cell] = combine(base.tile(cell), other.tile(cell), op)
    return Mask(kept, outside).with_tiles(changed)


def _one(first: int, second: int, op: Op) -> int:
    return int(combine(np.array([[first]], np.uint8), np.array([[second]], np.uint8), op)[0, 0])


def _certain(first: int | None, second: int | None, op: Op) -> int | None:
    """The value of a cell in which one of both has several, where the other decides alone."""
    if second is not None and _one(0, second, op) == _one(255, second, op):
        return _one(0, second, op)
    if first is not None and _one(first, 0, op) == _one(first, 255, op):
        return _one(first, 0, op)
    return None


def within(mask: Mask, box: Rect) -> Mask:
    """What `mask` fills inside `box`, and nothing elsewhere."""
    return merge(mask, Mask.rectangle(box), "intersect")
