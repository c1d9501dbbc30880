"""The magic wand: what looks like the colour at a place, near it or anywhere."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from inlay.base.geometry import Rect
from inlay.imaging.giving_up import Stop, go_on, never
from inlay.imaging.mask import Mask
from inlay.imaging.raster import Cell, cell_rect, cells_in
from inlay.imaging.regions.blocks import changed_in
from inlay.imaging.regions.flood import Flood
from inlay.imaging.regions.similar import around, cleared, colour_at, soft_edge, tolerance_in, unlikeness
from inlay.imaging.tile import TILE, Pixels

Values = NDArray[np.uint8]
Sample = Callable[[Rect], Pixels]
"""The pixels (h, w, 4) uint8 or uint16 of a box: a fresh array; called from several threads at once."""


@dataclass(frozen=True, eq=False)
class Wand:
    """How the wand selects: `tolerance` 0..255 (16-bit pixels: 257 times that), whether only what is connected with
    the place counts, whether edges are soft, and the `side` (1, 3 or 5 px) of the square whose mean colour is meant."""

    tolerance: int = 32
    contiguous: bool = True
    antialias: bool = True
    side: int = 1


def wand_mask(sample: Sample, canvas: Rect, x: int, y: int, how: Wand, stop: Stop = never) -> Mask:
    """What looks like the pixel (x, y), as a mask inside `canvas`; empty where the pixel lies outside of it.

    A pixel is like enough where no channel (alpha being one) differs by more than the tolerance from the mean colour;
    connected are pixels that share a side. Raises GivenUp where `stop` says so.
    """
    if not canvas.holds(x, y):
        return Mask.empty()
    held = around(x, y, how.side).intersect(canvas)
    near = cleared(sample(held))
    measure = _Measure(sample, colour_at(near), tolerance_in(near.dtype, how.tolerance), stop)
    if not how.contiguous:
        return _anywhere(measure, canvas, how.antialias)
    start = _nearest(measure.inside(held), x - held.x, y - held.y)
    if start is None:
        return Mask.empty()
    return _connected(measure, canvas, (start[0] + held.x, start[1] + held.y), how.antialias)


class _Measure:
    """How unlike pixels are, in any box."""

    def __init__(self, sample: Sample, colour: NDArray[np.float64], tolerance: int, stop: Stop) -> None:
        self._sample, self._colour, self.tolerance, self.stop = sample, colour, tolerance, stop

    def apart(self, box: Rect) -> Pixels:
        """The unlikeness (h, w) of each pixel in a box."""
        go_on(self.stop)
        return unlikeness(cleared(self._sample(box)), self._colour)

    def inside(self, box: Rect) -> Values:
        """1 where a pixel is like enough, else 0."""
        return self.likes(self.apart(box))

    def likes(self, apart: Pixels) -> Values:
        """1 where pixels of this unlikeness are like enough, else 0."""
        return (apart <= self.tolerance).astype(np.uint8)


def _nearest(inside: Values, x: int, y: int) -> tuple[int, int] | None:
    """The pixel that is like enough and nearest to (x, y): of a mean of very different colours it may be another."""
    rows, columns = np.nonzero(inside)
    if not len(rows):
        return None
    index = int(np.argmin((rows - y) ** 2 + (columns - x) ** 2))
    return int(columns[index]), int(rows[index])


def _anywhere(measure: _Measure, canvas: Rect, antialias: bool) -> Mask:
    def made(part: Rect) -> Values:
        box = part.grow(1).intersect(canvas) if antialias else part
        apart = measure.apart(box)
        inside = measure.likes(apart)
        values = soft_edge(inside, apart, measure.tolerance) if antialias else inside * np.uint8(255)
        return values[part.slices(box)]

    return changed_in(Mask.empty(), (cell_rect(cell).intersect(canvas) for cell in cells_in(canvas)), made)


def _connected(measure: _Measure, canvas: Rect, start: tuple[int, int], antialias: bool) -> Mask:
    x, y = start
    flood = Flood(measure.inside, canvas, measure.stop)
    flood.pour(x, y, (x // TILE, y // TILE))
    cells = flood.cells
    hard = changed_in(
        Mask.empty(),
        (flood.part(cell) for cell in cells),
        lambda part: flood.values((part.x // TILE, part.y // TILE)) * np.uint8(255),
    )
    return _with_soft_edges(measure, canvas, hard, cells) if antialias else hard


def _with_soft_edges(measure: _Measure, canvas: Rect, hard: Mask, cells: list[Cell]) -> Mask:
    """The edges may reach a pixel into cells that weren't flooded."""
    near = {(column + dx, row + dy) for column, row in cells for dx in (-1, 0, 1) for dy in (-1, 0, 1)}
    parts = (part for cell in sorted(near) if not (part := cell_rect(cell).intersect(canvas)).is_empty)

    def made(part: Rect) -> Values | None:
        box = part.grow(1).intersect(canvas)
        inside = hard.region(box) // 255
        if not inside.any() or inside.all():
            return None
        return soft_edge(inside, measure.apart(box), measure.tolerance)[part.slices(box)]

    return changed_in(hard, parts, made)
