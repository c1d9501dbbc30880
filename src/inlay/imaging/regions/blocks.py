"""Work on a mask block by block: only where it has an edge within reach, in threads, with bounded memory."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

import numpy as np
from numpy.typing import NDArray

from inlay.base.geometry import Rect
from inlay.imaging.mask import Mask
from inlay.imaging.pool import ordered_map
from inlay.imaging.raster import Cell, cell_rect, cells_in
from inlay.imaging.tile import TILE, Tile

Values = NDArray[np.uint8]
Work = Callable[[Rect], Values]
LARGEST = 4
"""Cells a side of a block at most: what is worked on at once is 2048 px a side and its margin."""


def blocks_in(within: Rect, margin: int) -> Iterator[Rect]:
    """Boxes of whole cells that cover `within`, cut to it; larger ones where the margin around each is large."""
    side = TILE * min(LARGEST, max(1, -(-2 * margin // TILE)))
    for top in range(within.y // side * side, within.bottom, side):
        for left in range(within.x // side * side, within.right, side):
            yield Rect(left, top, side, side).intersect(within)


def changed_in_blocks(mask: Mask, within: Rect, margin: int, work: Work, even: int | None = None) -> Mask:
    """`mask` with `work(block)`, (h, w) uint8, in each block of `within`; what lies outside of it doesn't change.

    `work` is called in several threads at once, and not at all for a block that is of one value as far as `margin` px
    around it: that gets the value `even`, or stays as it is.
    """

    def made(block: Rect) -> Values | None:
        if not is_even(mask, block.grow(margin).intersect(within)):
            return work(block)
        return None if even is None else np.broadcast_to(np.uint8(even), (block.h, block.w))

    return changed_in(mask, blocks_in(within, margin), made)


def changed_in(mask: Mask, boxes: Iterable[Rect], work: Callable[[Rect], Values | None]) -> Mask:
    """`mask` with `work(box)`, (h, w) uint8, in each box, or as it is where that gives None. No two boxes may share a
    cell; `work` is called in several threads at once."""

    def made(box: Rect) -> dict[Cell, Tile]:
        values = work(box)
        return {} if values is None else _tiles(mask, box, values)

    tiles = dict(mask.tiles)
    for changed in ordered_map(made, boxes):
        for cell, tile in changed.items():
            if tile.constant == (mask.outside,):
                tiles.pop(cell, None)
            else:
                tiles[cell] = tile
    return Mask(tiles, mask.outside)


def _tiles(mask: Mask, block: Rect, values: Values) -> dict[Cell, Tile]:
    """The cells of a block that are different now; the values may have changed in the block alone."""
    changed: dict[Cell, Tile] = {}
    for cell in cells_in(block):
        held = cell_rect(cell)
        part = held.intersect(block)
        before = mask.tile(cell)
        now = values[part.slices(block)]
        if np.array_equal(now, before[part.slices(held)]):
            continue
        whole = np.empty((TILE, TILE, 1), np.uint8)
        whole[:, :, 0] = before
        whole[:, :, 0][part.slices(held)] = now
        whole.flags.writeable = False  # the tile keeps this array instead of a copy
        changed[cell] = Tile.of(whole)
    return changed


def is_even(mask: Mask, box: Rect) -> bool:
    """Whether all cells that touch `box` have one and the same value."""
    cells = cells_in(box)
    first = mask.value_of(next(cells))
    return first is not None and all(mask.value_of(cell) == first for cell in cells)
