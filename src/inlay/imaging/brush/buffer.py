"""The stroke in progress: grows with the hand, and draws only what is looked at, at the size at which it is seen."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from inlay.base.geometry import Rect
from inlay.imaging.brush.capsule import Capsule
from inlay.imaging.brush.path import StrokePath, Vertex
from inlay.imaging.brush.render import FULL, apply_coverage, capsules_of, draw_into, render_stroke
from inlay.imaging.brush.settings import BrushSettings, StrokePoint
from inlay.imaging.mask import Mask
from inlay.imaging.raster import Cell, cell_rect, cells_in

Values = NDArray[np.uint8]


@dataclass(eq=False)
class _Piece:
    """One tile of the buffer: coverage of the first `drawn` capsules."""

    values: Values | None = None
    drawn: int = 0
    full: bool = False


class StrokeBuffer:
    """One stroke, mutable, for one thread. Level k is 1 / 2**k of full size; its pixel (i, j) covers the plane pixels
    from (i, j) * 2**k up.

    A tile is drawn when it is asked for. What the next position may still bend is drawn anew each time, over the rest.
    """

    def __init__(self, settings: BrushSettings, level: int = 0) -> None:
        self.settings = settings
        self.level = level
        self.points: list[StrokePoint] = []
        self.bounds = Rect(0, 0, 0, 0)
        """The box (plane px) of everything that was ever drawn."""
        self._scale = 1.0 / (1 << level)
        self._path = StrokePath(settings, self._scale)
        self._corner: Vertex | None = None
        self._settled: list[Capsule] = []
        self._loose: list[Capsule] = []
        self._pieces: dict[Cell, _Piece] = {}

    def extend(self, points: Iterable[StrokePoint]) -> list[Rect]:
        """The hand went on through `points`; the boxes (plane px) in which the stroke looks different now."""
        first = len(self._settled)
        before = self._loose
        for point in points:
            self.points.append(point)
            self._settle(self._path.feed(point))
        rest = self._path.rest()
        line = rest if self._corner is None else [self._corner, *rest]
        self._loose = self._capsules(line) if rest or not self._settled else []
        changed = _merged([each.box for each in (*before, *self._settled[first:], *self._loose)])
        boxes = [self._in_plane(box) for box in changed]
        for box in boxes:
            self.bounds = self.bounds.union(box)
        return boxes

    def _settle(self, vertices: list[Vertex]) -> None:
        for vertex in vertices:
            if self._corner is not None:
                self._settled += self._capsules([self._corner, vertex])
            self._corner = vertex

    def _capsules(self, line: list[Vertex]) -> list[Capsule]:
        return capsules_of(line, self.settings, self._scale) if line else []

    def _in_plane(self, box: Rect) -> Rect:
        return Rect(box.x << self.level, box.y << self.level, box.w << self.level, box.h << self.level)

    def at_level(self, level: int) -> StrokeBuffer:
        """The same stroke at another level, to go on with."""
        other = StrokeBuffer(self.settings, level)
        other.extend(self.points)
        return other

    def coverage(self, box: Rect) -> Values:
        """A fresh array (h, w) of 0..255: how much of each pixel in `box` (pixels of this level) the stroke covers."""
        out = np.zeros((box.h, box.w), np.uint8)
        for cell in cells_in(box):
            held = cell_rect(cell)
            part = held.intersect(box)
            piece = self._piece(cell, held)
            if piece.full:
                out[part.slices(box)] = FULL
            elif piece.values is not None:
                out[part.slices(box)] = piece.values[part.slices(held)]
        draw_into(out, box, self._loose)
        return out

    def _piece(self, cell: Cell, held: Rect) -> _Piece:
        """A tile, brought up to date."""
        piece = self._pieces.setdefault(cell, _Piece())
        if not piece.full and piece.drawn < len(self._settled):
            touching = list(self._waiting(piece.drawn, held))
            if touching and piece.values is None:
                piece.values = np.zeros((held.h, held.w), np.uint8)
            if piece.values is not None:
                piece.full = draw_into(piece.values, held, touching)
        piece.drawn = len(self._settled)
        return piece

    def _waiting(self, first: int, held: Rect) -> Iterator[Capsule]:
        return (each for each in self._settled[first:] if each.touches(held))

    def applied(self, values: Values, box: Rect) -> Values:
        """What the stroke makes of the mask's `values` (h, w) in `box` (pixels of this level)."""
        return apply_coverage(values, self.coverage(box), self.settings)

    def final(self, mask: Mask, clip: Rect | None = None) -> Mask:
        """The mask after this stroke, at full size (see `render_stroke`). Call it when the stroke has ended."""
        return render_stroke(mask, tuple(self.points), self.settings, clip)


def _merged(boxes: list[Rect]) -> list[Rect]:
    """The boxes, neighbours joined where that adds little to look at."""
    found: list[Rect] = []
    for box in boxes:
        if found:
            both = found[-1].union(box)
            if both.area <= 1.3 * (found[-1].area + box.area):
                found[-1] = both
                continue
        found.append(box)
    return found
