"""Proof that a fill left alone what wasn't painted: the composite before and after, counted pixel by pixel."""

from __future__ import annotations

import numpy as np

from inlay.base.geometry import Rect
from inlay.document.compose import compose
from inlay.document.diff import changed_boxes
from inlay.document.document import Document
from inlay.imaging.mask import Mask
from inlay.imaging.raster import Cell, cell_rect, cells_in


def count_unmasked_changes(before: Document, after: Document, painted: Mask) -> tuple[int, int]:
    """How many pixels of the canvas have a painted value of 0, and how many of those look different afterwards.

    Where the same tiles are stacked in the same way, both documents are the same without a look;
    everything else is composed and compared, one tile at a time. Reads pixels: call it off the
    loop thread.
    """
    canvas = after.canvas
    unmasked = sum(_unmasked(painted, cell, canvas) for cell in cells_in(canvas))
    comparable = (before.depth, before.colour) == (after.depth, after.colour)
    boxes = changed_boxes(before, after) if comparable else [canvas]
    changed = 0
    for box in boxes:
        for cell in cells_in(box.intersect(canvas)):
            changed += _changed(before, after, painted, cell_rect(cell).intersect(box).intersect(canvas))
    return unmasked, changed


def _unmasked(painted: Mask, cell: Cell, canvas: Rect) -> int:
    part = cell_rect(cell).intersect(canvas)
    value = painted.value_of(cell)
    if value is not None:
        return part.area if value == 0 else 0
    return int(np.count_nonzero(painted.region(part) == 0))


def _changed(before: Document, after: Document, painted: Mask, part: Rect) -> int:
    free = painted.region(part) == 0
    if not free.any():
        return 0
    different = (compose(before, part) != compose(after, part)).any(axis=2)
    return int(np.count_nonzero(different & free))
