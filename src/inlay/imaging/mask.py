"""Mask: what is to be filled, in tiles over the whole plane, with a value outside of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from inlay.base.geometry import Rect
from inlay.imaging.raster import Cell, cell_rect, cells_in, hash_tiles
from inlay.imaging.tile import TILE, Tile

Coverage = NDArray[np.uint8]
SHAPE = (TILE, TILE, 1)
U8 = np.dtype(np.uint8)


@dataclass(frozen=True, eq=False)
class Mask:
    """One uint8 channel, 0 = keep, 255 = fill, over the whole plane.

    A cell without a tile has the value `outside` (0, or 255 after Invert) everywhere. All tiles
    are whole cells (512, 512, 1), and none has only the value `outside`.
    """

    tiles: Mapping[Cell, Tile]
    outside: int = 0

    @staticmethod
    def empty() -> Mask:
        """The mask that fills nothing."""
        return _EMPTY

    @staticmethod
    def from_array(values: Coverage, x: int = 0, y: int = 0, outside: int = 0) -> Mask:
        """The mask with `values` (H, W) at (x, y) and `outside` elsewhere."""
        return Mask({}, outside).with_region(x, y, values)

    @staticmethod
    def rectangle(box: Rect) -> Mask:
        """The mask that fills exactly `box`; cells wholly inside cost nothing."""
        tiles: dict[Cell, Tile] = {}
        for cell in cells_in(box):
            part = cell_rect(cell).intersect(box)
            if part == cell_rect(cell):
                tiles[cell] = Tile.filled(SHAPE, U8, (255,))
                continue
            values = np.zeros(SHAPE, np.uint8)
            values[part.slices(cell_rect(cell))] = 255
            tiles[cell] = Tile.of(values)
        return Mask(tiles, 0)

    def tile(self, cell: Cell) -> Coverage:
        """The values of one cell (512, 512), read-only."""
        tile = self.tiles.get(cell)
        if tile is None:
            return np.broadcast_to(np.uint8(self.outside), (TILE, TILE))
        values: Coverage = tile.pixels()[:, :, 0]
        return values

    def value_of(self, cell: Cell) -> int | None:
        """The one value of a cell, or None where it has several."""
        tile = self.tiles.get(cell)
        if tile is None:
            return self.outside
        return tile.constant[0] if tile.constant is not None else None

    def region(self, box: Rect) -> Coverage:
        """A fresh array (h, w) of the values in `box`."""
        out = np.full((box.h, box.w), self.outside, np.uint8)
        for cell in cells_in(box):
            if cell in self.tiles:
                held = cell_rect(cell)
                part = held.intersect(box)
                out[part.slices(box)] = self.tile(cell)[part.slices(held)]
        return out

    def with_region(self, x: int, y: int, values: Coverage) -> Mask:
        """The mask with `values` (h, w) at (x, y); untouched tiles are shared."""
        box = Rect(x, y, values.shape[1], values.shape[0])
        changed: dict[Cell, Coverage] = {}
        for cell in cells_in(box):
            held = cell_rect(cell)
            part = held.intersect(box)
            tile = self.tile(cell).copy()
            tile[part.slices(held)] = values[part.slices(box)]
            changed[cell] = tile
        return self.with_tiles(changed)

    def with_tiles(self, changed: Mapping[Cell, Coverage]) -> Mask:
        """The mask with whole cells (512, 512) replaced; cells of only the value `outside` are left away."""
        tiles = dict(self.tiles)
        for cell, values in changed.items():
            tile = Tile.of(values[:, :, np.newaxis])
            if tile.constant == (self.outside,):
                tiles.pop(cell, None)
            else:
                tiles[cell] = tile
        return Mask(tiles, self.outside)

    def inverted(self) -> Mask:
        """The mask that fills what this one keeps."""
        tiles = {cell: _inverse(tile) for cell, tile in self.tiles.items()}
        return Mask(tiles, 255 - self.outside)

    def moved(self, dx: int, dy: int) -> Mask:
        """The mask that has the same values `dx` px further to the right and `dy` px further down."""
        if dx % TILE == 0 and dy % TILE == 0:
            shifted = {(column + dx // TILE, row + dy // TILE): tile for (column, row), tile in self.tiles.items()}
            return Mask(shifted, self.outside)
        reached = {cell for held in self.tiles for cell in cells_in(cell_rect(held).translate(dx, dy))}
        regions = {cell: self.region(cell_rect(cell).translate(-dx, -dy)) for cell in reached}
        return Mask({}, self.outside).with_tiles(regions)

    def bounds(self, within: Rect) -> Rect | None:
        """The exact box of values above 0 inside `within`, or None where there are none."""
        box = Rect(within.x, within.y, 0, 0)
        for cell in cells_in(within):
            if self.value_of(cell) == 0:
                continue
            part = cell_rect(cell).intersect(within)
            if box.contains(part):
                continue
            box = box.union(_bounds(self.tile(cell)[part.slices(cell_rect(cell))], part))
        return None if box.is_empty else box

    @property
    def is_empty(self) -> bool:
        """Whether it fills nothing, anywhere."""
        return not self.tiles and self.outside == 0

    def is_empty_in(self, within: Rect) -> bool:
        """Whether no value inside `within` is above 0; looks no further than the first that is."""
        for cell in cells_in(within):
            value = self.value_of(cell)
            if value is None:
                whole = cell_rect(cell)
                value = int(self.tile(cell)[whole.intersect(within).slices(whole)].any())
            if value:
                return False
        return True

    @cached_property
    def digest(self) -> bytes:
        """The hash (20 bytes) of all values."""
        return hash_tiles(f"mask{self.outside}".encode(), self.tiles)


def _inverse(tile: Tile) -> Tile:
    if tile.constant is not None:
        return Tile.filled(SHAPE, U8, (255 - tile.constant[0],))
    return Tile.of(255 - tile.pixels())


def _bounds(values: Coverage, part: Rect) -> Rect:
    rows = np.flatnonzero(values.any(axis=1))
    if not len(rows):
        return Rect(part.x, part.y, 0, 0)
    columns = np.flatnonzero(values.any(axis=0))
    return Rect.from_edges(
        part.x + int(columns[0]), part.y + int(rows[0]), part.x + int(columns[-1]) + 1, part.y + int(rows[-1]) + 1
    )


_EMPTY = Mask({}, 0)
