"""Pictures and masks looked at in another place without being moved: for showing a move while it goes on.

They can be read like any other; nobody keeps them. Their `tiles` are those of what they show, in its own place.
"""

from __future__ import annotations

from dataclasses import dataclass

from inlay.base.geometry import Rect
from inlay.imaging.mask import Coverage, Mask
from inlay.imaging.raster import Cell, Raster, cell_rect
from inlay.imaging.tile import TILE, Pixels


@dataclass(frozen=True, eq=False, kw_only=True)
class ShiftedRaster(Raster):
    """`of`, `by` whole pixels further to the right and down. `rect` is where it is looked at."""

    of: Raster
    by: tuple[int, int]

    @staticmethod
    def shift(raster: Raster, dx: int, dy: int) -> ShiftedRaster:
        """A raster, looked at in another place."""
        if isinstance(raster, ShiftedRaster):
            return ShiftedRaster.shift(raster.of, raster.by[0] + dx, raster.by[1] + dy)
        rect = raster.rect.translate(dx, dy)
        return ShiftedRaster(rect, raster.channels, raster.dtype, raster.tiles, of=raster, by=(dx, dy))

    def region(self, box: Rect) -> Pixels:
        """A fresh array (h, w, c) of the pixels in `box`; 0 where the raster doesn't reach."""
        dx, dy = self.by
        return self.of.region(box.translate(-dx, -dy))


@dataclass(frozen=True, eq=False, kw_only=True)
class ShiftedMask(Mask):
    """`of`, `by` whole pixels further to the right and down."""

    of: Mask
    by: tuple[int, int]

    @staticmethod
    def shift(mask: Mask, dx: int, dy: int) -> ShiftedMask:
        """A mask, looked at in another place."""
        if isinstance(mask, ShiftedMask):
            return ShiftedMask.shift(mask.of, mask.by[0] + dx, mask.by[1] + dy)
        return ShiftedMask(mask.tiles, mask.outside, of=mask, by=(dx, dy))

    def region(self, box: Rect) -> Coverage:
        """A fresh array (h, w) of the values in `box`."""
        dx, dy = self.by
        return self.of.region(box.translate(-dx, -dy))

    def tile(self, cell: Cell) -> Coverage:
        """The values of one cell (512, 512)."""
        return self.region(cell_rect(cell))

    def value_of(self, cell: Cell) -> int | None:
        """The one value of a cell, or None where it may have several."""
        first_x, first_y = (cell[axis] * TILE - self.by[axis] for axis in (0, 1))
        columns = range(first_x // TILE, (first_x + TILE - 1) // TILE + 1)
        rows = range(first_y // TILE, (first_y + TILE - 1) // TILE + 1)
        values = {self.of.value_of((column, row)) for column in columns for row in rows}
        return values.pop() if len(values) == 1 else None
