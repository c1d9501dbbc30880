"""Masks that are only looked at so far: made tile by tile at the size they are seen at, over the one there is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from inlay.base.geometry import Rect
from inlay.document.document import Document
from inlay.document.scaled import compose_at
from inlay.imaging.mask import Coverage, Mask
from inlay.imaging.mips import level_box, mask_at
from inlay.imaging.regions import Op, combine
from inlay.imaging.regions.colour_range import ColourRange, range_values


@dataclass(frozen=True, eq=False)
class ShapePreview:
    """A shape that is known already."""

    mask: Mask
    op: Op
    shape: Mask

    def at(self, level: int, box: Rect) -> Coverage:
        """The mask in `box`, in pixels of a level."""
        return combine(mask_at(self.mask, level, box), mask_at(self.shape, level, box), self.op)


@dataclass(frozen=True, eq=False)
class RangePreview:
    """A range of colours, worked out from the picture as small as it is seen."""

    mask: Mask
    op: Op
    source: Document
    wanted: ColourRange

    def at(self, level: int, box: Rect) -> Coverage:
        """The mask in `box`, in pixels of a level."""
        shape = np.zeros((box.h, box.w), np.uint8)
        part = level_box(self.source.canvas, level).intersect(box)
        if not part.is_empty:
            pixels = compose_at(self.source, level, part)
            shape[part.slices(box)] = range_values(pixels, self.source.colour, self.wanted)
        return combine(mask_at(self.mask, level, box), shape, self.op)
