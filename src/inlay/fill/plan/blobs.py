"""Blobs: the separate parts of a mask, found on blocks of 16 px so that 100 MP cost no more than a moment."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from inlay.base.geometry import Rect
from inlay.fill.plan.clusters import clustered
from inlay.fill.plan.context import Target
from inlay.fill.plan.extent import extent
from inlay.fill.plan.place import Size
from inlay.imaging.mask import SHAPE, U8, Mask
from inlay.imaging.raster import Cell, cell_rect, cells_in
from inlay.imaging.tile import TILE, Tile

COUNTS = 25
"""Values above it (10 %) say where the hole is; a mask that is fainter everywhere counts as it is."""
GROW = 4
"""Px by which the hole is larger than what was painted, so that nothing of an object's rim feeds the fill."""
MOST_BLOBS = 24
_BLOCK = 16

Blocks = NDArray[np.uint8]
Labels = NDArray[np.int32]


@dataclass(frozen=True, eq=False)
class Blob:
    """One part of a mask: what a crop is made for, inside the canvas. The crop must hold the hole and all that is
    painted of it. Where there are several parts, boxes are rounded outwards to blocks."""

    label: int
    target: Target


@dataclass(frozen=True, eq=False)
class Blobs:
    """The parts of a mask inside a canvas; `faint` counts those that are left out because they are fainter than 10 %.

    labels (rows, columns) int32: to which blob a block of 16 px belongs, 0 where nothing is painted; the first
    block begins at the corner of the first cell.
    """

    parts: tuple[Blob, ...]
    faint: int
    mask: Mask
    canvas: Rect
    labels: Labels

    def mask_of(self, labels: Collection[int]) -> Mask:
        """The mask with these blobs alone; tiles that hold nothing else are shared."""
        return _only(self.mask, _cells(self.canvas), self.labels, np.isin(self.labels, list(labels)))


def find_blobs(mask: Mask, canvas: Rect) -> Blobs:
    """The separate parts of `mask` inside `canvas`, at most 24: where there are more, neighbours count as one.

    Parts less than 16 px apart are one part. May read tiles from disk: not for the loop thread.
    """
    grid = _maxima(mask, canvas)
    labels, counted, faint, holes = _labelled(grid)
    if len(counted) == 1:
        alone = Blobs((), faint, mask, canvas, labels).mask_of(counted) if faint else mask
        return Blobs((_exact(counted[0], alone, canvas),), faint, mask, canvas, labels)
    parts = [_coarse(label, hole, grid, labels, canvas) for label, hole in zip(counted, holes, strict=True)]
    return Blobs(tuple(parts), faint, mask, canvas, labels)


def _exact(label: int, mask: Mask, canvas: Rect) -> Blob:
    painted = extent(mask, canvas)
    assert painted is not None  # a labelled block has a painted pixel
    shape = (extent(mask, painted, COUNTS + 1) or painted).grow(GROW).intersect(canvas)
    return Blob(label, Target(shape, painted.union(shape), (shape.w, shape.h)))


def _coarse(label: int, hole: Size, grid: Blocks, labels: Labels, canvas: Rect) -> Blob:
    own = labels == label
    painted = _plane_box(own, canvas)
    solid = own & (grid > COUNTS)
    shape = (_plane_box(solid, canvas) if solid.any() else painted).grow(GROW).intersect(canvas)
    return Blob(label, Target(shape, painted.union(shape), hole))


def _plane_box(blocks: NDArray[np.bool_], canvas: Rect) -> Rect:
    rows, columns = np.flatnonzero(blocks.any(axis=1)), np.flatnonzero(blocks.any(axis=0))
    cells = _cells(canvas)
    left, top = cells.x * TILE, cells.y * TILE
    return Rect.from_edges(
        left + int(columns[0]) * _BLOCK,
        top + int(rows[0]) * _BLOCK,
        left + (int(columns[-1]) + 1) * _BLOCK,
        top + (int(rows[-1]) + 1) * _BLOCK,
    ).intersect(canvas)


def _cells(canvas: Rect) -> Rect:
    """The cells that touch the canvas, as a box of cell numbers."""
    return Rect.from_edges(
        canvas.x // TILE, canvas.y // TILE, (canvas.right - 1) // TILE + 1, (canvas.bottom - 1) // TILE + 1
    )


def _maxima(mask: Mask, canvas: Rect) -> Blocks:
    """The largest value in each block of 16 px, counting only what lies in the canvas."""
    cells, side = _cells(canvas), TILE // _BLOCK
    grid = np.zeros((cells.h * side, cells.w * side), np.uint8)
    for cell in cells_in(canvas):
        value = mask.value_of(cell)
        if value == 0:
            continue
        values = mask.tile(cell)
        held = cell_rect(cell)
        if not canvas.contains(held):
            part = held.intersect(canvas).slices(held)
            inside = np.zeros((TILE, TILE), np.uint8)
            inside[part] = values[part]
            values, value = inside, None
        grid[_place(cell, cells, side)] = _block_maxima(values) if value is None else value
    return grid


def _place(cell: Cell, cells: Rect, side: int) -> tuple[slice, slice]:
    left, top = (cell[0] - cells.x) * side, (cell[1] - cells.y) * side
    return slice(top, top + side), slice(left, left + side)


def _block_maxima(values: Blocks) -> Blocks:
    side = TILE // _BLOCK
    # Rows first: that runs along the memory.
    rows = values.reshape(side, _BLOCK, TILE).max(axis=1)
    maxima: Blocks = rows.reshape(side, side, _BLOCK).max(axis=2)
    return maxima


def _labelled(grid: Blocks) -> tuple[Labels, list[int], int, list[Size]]:
    """Labels of the parts, those that count, how many don't because they are faint, and for each that counts width
    and height in px of its largest connected piece."""
    total, found, stats, _ = cv2.connectedComponentsWithStats((grid > 0).astype(np.uint8), connectivity=8)
    labels: Labels = np.asarray(found, np.int32)
    solid = np.bincount(labels.ravel(), weights=(grid > COUNTS).ravel(), minlength=total) > 0
    if not solid.any():
        solid[1:] = True
    counted = np.flatnonzero(solid)
    faint = total - 1 - len(counted)
    boxes = np.asarray(stats, np.int32)[counted, :4]
    clusters = clustered(boxes, MOST_BLOBS) if len(counted) > MOST_BLOBS else np.arange(len(counted))[:, np.newaxis]
    names = np.zeros(total, np.int32)
    names[1:] = len(clusters) + 1  # what is faint belongs to none
    holes = []
    for index, members in enumerate(clusters):
        names[counted[members]] = index + 1
        largest = boxes[members][np.argmax(boxes[members, 2:].sum(axis=1)), 2:] * _BLOCK
        holes.append((int(largest[0]), int(largest[1])))
    return names[labels], list(range(1, len(clusters) + 1)), faint, holes


def _only(mask: Mask, cells: Rect, labels: Labels, chosen: NDArray[np.bool_]) -> Mask:
    """`mask` without what lies in painted blocks that aren't `chosen`."""
    side, tiles = TILE // _BLOCK, dict[Cell, Tile]()
    painted = labels > 0
    for cell in _touched(chosen, cells):
        place = _place(cell, cells, side)
        if (painted[place] == chosen[place]).all():
            tiles[cell] = mask.tiles.get(cell) or Tile.filled(SHAPE, U8, (mask.outside,))
        else:
            keep = np.repeat(np.repeat(chosen[place], _BLOCK, axis=0), _BLOCK, axis=1)
            kept = np.where(keep, mask.tile(cell), 0).astype(np.uint8)
            tiles[cell] = Tile.of(kept[:, :, np.newaxis])
    return Mask(tiles, 0)


def _touched(chosen: NDArray[np.bool_], cells: Rect) -> Iterator[Cell]:
    """The cells with a chosen block."""
    side = TILE // _BLOCK
    by_cell = chosen.reshape(cells.h, side, cells.w, side).any(axis=(1, 3))
    for row, column in np.argwhere(by_cell):
        yield cells.x + int(column), cells.y + int(row)
