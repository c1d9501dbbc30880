"""Flooding: everything that is connected with one pixel, cell by cell, reading only the cells that it comes to."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import cv2
import numpy as np
from numpy.typing import NDArray

from inlay.base.geometry import Rect
from inlay.imaging.giving_up import Stop, go_on
from inlay.imaging.pool import ordered_map
from inlay.imaging.raster import Cell, cell_rect

Values = NDArray[np.uint8]
Labels = NDArray[np.int32]
Inside = Callable[[Rect], Values]
"""1 where a pixel of a box (h, w) may be flooded, else 0."""
BESIDE = ((0, -1), (0, 1), (-1, 0), (1, 0))


def _labelled(open_: Values) -> Labels:
    """The connected areas (four neighbours) by number, from 1; 0 elsewhere. The same each time for the same values."""
    _, labels = cv2.connectedComponents(open_, connectivity=4, ltype=cv2.CV_32S)
    return np.asarray(labels, np.int32)


def _edge(values: Labels, way: tuple[int, int]) -> Labels:
    """The row or column of a cell that lies at its neighbour in that direction."""
    dx, dy = way
    edge: Labels = values[:, 0 if dx < 0 else -1] if dx else values[0 if dy < 0 else -1]
    return edge


class _Cell:
    """One cell as far as it has to be remembered: what may be flooded in bits, the numbers of the areas along its four
    edges, and those areas that are flooded. 60 kB stand for 1.3 MB."""

    def __init__(self, open_: Values) -> None:
        labels = _labelled(open_)
        self.shape = open_.shape
        self._bits = np.packbits(open_)
        self.count = int(labels.max(initial=0))
        self.edges = {way: _edge(labels, way).copy() for way in BESIDE}
        self.flooded: set[int] = set()

    def values(self) -> Values:
        """1 where it is flooded, else 0."""
        height, width = self.shape
        open_ = np.unpackbits(self._bits, count=height * width).reshape(height, width)
        if len(self.flooded) == self.count:
            return open_
        chosen = np.zeros(self.count + 1, np.uint8)
        chosen[list(self.flooded)] = 1
        return chosen[_labelled(open_)]


class Flood:
    """What is flooded from one pixel inside `within`."""

    def __init__(self, inside: Inside, within: Rect, stop: Stop) -> None:
        self._inside, self._within, self._stop = inside, within, stop
        self._cells: dict[Cell, _Cell] = {}

    @property
    def cells(self) -> list[Cell]:
        """The cells in which something is flooded."""
        return [cell for cell, held in self._cells.items() if held.flooded]

    def values(self, cell: Cell) -> Values:
        """1 where the part of a cell that lies within is flooded, else 0."""
        held = self._cells.get(cell)
        part = self.part(cell)
        return held.values() if held is not None and held.flooded else np.zeros((part.h, part.w), np.uint8)

    def part(self, cell: Cell) -> Rect:
        """The part of a cell that lies within."""
        return cell_rect(cell).intersect(self._within)

    def pour(self, x: int, y: int, cell: Cell) -> None:
        """Flood from the pixel (x, y) in `cell`; nothing happens where that may not be flooded itself."""
        self._read([cell])
        part = self.part(cell)
        labels = _labelled(self._inside(part))
        number = int(labels[y - part.y, x - part.x])
        waiting = {cell: {number}} if number else {}
        while waiting:
            go_on(self._stop)
            self._read([each for each in waiting if each not in self._cells])
            waiting = self._spread(waiting)

    def _read(self, cells: list[Cell]) -> None:
        made = ordered_map(self._read_one, cells) if len(cells) > 1 else map(self._read_one, cells)
        for cell, held in zip(cells, made, strict=True):
            self._cells[cell] = held

    def _read_one(self, cell: Cell) -> _Cell:
        go_on(self._stop)
        return _Cell(self._inside(self.part(cell)))

    def _spread(self, waiting: dict[Cell, set[int]]) -> dict[Cell, set[int]]:
        """Flood areas of cells; the areas of their neighbours that are reached by that and aren't flooded yet."""
        unread = {other for cell in waiting for other in self._beside(cell) if other not in self._cells}
        self._read(sorted(cell for cell in unread if self._is_reached(cell, waiting)))
        reached: dict[Cell, set[int]] = {}
        for cell, numbers in waiting.items():
            held = self._cells[cell]
            new = numbers - held.flooded
            held.flooded |= new
            for (dx, dy), edge in held.edges.items() if new else ():
                other = (cell[0] + dx, cell[1] + dy)
                if other in self._cells:
                    met = self._cells[other].edges[(-dx, -dy)][np.isin(edge, list(new))]
                    reached.setdefault(other, set()).update(np.unique(met).tolist())
        return {cell: fresh for cell, met in reached.items() if (fresh := met - {0} - self._cells[cell].flooded)}

    def _is_reached(self, cell: Cell, waiting: dict[Cell, set[int]]) -> bool:
        """Whether any of these areas lies along a cell."""
        for dx, dy in BESIDE:
            other = (cell[0] - dx, cell[1] - dy)
            if other in waiting and np.isin(self._cells[other].edges[(dx, dy)], list(waiting[other])).any():
                return True
        return False

    def _beside(self, cell: Cell) -> Iterator[Cell]:
        for dx, dy in BESIDE:
            other = (cell[0] + dx, cell[1] + dy)
            if not self.part(other).is_empty:
                yield other
