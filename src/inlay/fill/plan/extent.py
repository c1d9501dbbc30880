"""Extent: the exact box of some of a mask's values, found tile by tile."""

from __future__ import annotations

import numpy as np

from inlay.base.geometry import Rect
from inlay.imaging.mask import Coverage, Mask
from inlay.imaging.raster import cell_rect, cells_in


def extent(mask: Mask, within: Rect, least: int = 1, most: int = 255) -> Rect | None:
    """The smallest box around the values `least` to `most` (0..255) inside `within`; None where there are none."""
    box = Rect(within.x, within.y, 0, 0)
    for cell in cells_in(within):
        held = cell_rect(cell)
        part = held.intersect(within)
        if box.contains(part):
            continue
        value = mask.value_of(cell)
        if value is None:
            box = box.union(_found(mask.tile(cell)[part.slices(held)], part, least, most))
        elif least <= value <= most:
            box = box.union(part)
    return None if box.is_empty else box


def _found(values: Coverage, part: Rect, least: int, most: int) -> Rect:
    counts = (values >= least) & (values <= most)
    columns = np.flatnonzero(counts.any(axis=0))
    if not len(columns):
        return Rect(part.x, part.y, 0, 0)
    rows = np.flatnonzero(counts.any(axis=1))
    left, top = part.x + int(columns[0]), part.y + int(rows[0])
    return Rect.from_edges(left, top, part.x + int(columns[-1]) + 1, part.y + int(rows[-1]) + 1)
