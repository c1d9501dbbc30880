"""What is to be known of a mask before it is transformed: its box, and its outline for showing where it goes."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from inlay.base.geometry import Rect
from inlay.imaging.mask import Coverage, Mask
from inlay.imaging.mips import MAX_LEVEL, level_box, mask_at
from inlay.imaging.regions.affine import Affine, filled_box, sampled

Line = NDArray[np.float32]
SIDE = 1024
"""Pixels of the longer side at which the outline is looked for."""
MOST_LINES, MOST_POINTS = 300, 20_000


@dataclass(frozen=True, eq=False)
class Measured:
    """The box of all that is masked, and closed lines (n, 2) float32 of plane px around it."""

    box: Rect
    lines: tuple[Line, ...]


def measured(mask: Mask) -> Measured | None:
    """Box and outline of a mask, None for an empty one; of an inverted mask, those of what isn't masked. For the
    pool."""
    box = filled_box(mask)
    if box is None:
        return None
    level = min(MAX_LEVEL, max(0, (max(box.w, box.h) - 1) // SIDE).bit_length())
    part = level_box(box, level).grow(1)
    values = mask_at(mask, level, part)
    if mask.outside:
        values = 255 - values
    inside = values >= 128
    if not inside.any():
        inside = values > 0
    found, _ = cv2.findContours(inside.view(np.uint8), cv2.RETR_CCOMP, cv2.CHAIN_APPROX_SIMPLE)
    unit = 2.0**level
    lines = [(np.asarray(each, np.float32)[:, 0] + (part.x + 0.5, part.y + 0.5)) * unit for each in _largest(found)]
    return Measured(box, tuple(each.astype(np.float32) for each in lines))


def _largest(found: object) -> list[NDArray[np.int32]]:
    """The longest lines, a little simplified, and only as many as can be drawn while they are dragged."""
    lines = [np.asarray(each, np.int32) for each in found]  # type: ignore[attr-defined]
    kept: list[NDArray[np.int32]] = []
    total = 0
    for line in sorted(lines, key=len, reverse=True)[:MOST_LINES]:
        plain = np.asarray(cv2.approxPolyDP(line, 0.7, True), np.int32)
        total += len(plain)
        if total > MOST_POINTS and kept:
            break
        kept.append(plain)
    return kept


@dataclass(frozen=True, eq=False)
class TransformPreview:
    """A mask as it will be, worked out where and as large as it is looked at (a `MaskPreview`)."""

    mask: Mask
    box: Rect
    back: Affine
    canvas: Rect

    def at(self, level: int, box: Rect) -> Coverage:
        """The mask (h, w) in `box`, in pixels of a level."""
        out = np.full((box.h, box.w), self.mask.outside, np.uint8)
        part = level_box(self.canvas, level).intersect(box)
        if not part.is_empty:
            unit = 2.0**level
            back = self.back
            there = Affine(back.a * unit, back.b * unit, back.c, back.d * unit, back.e * unit, back.f)
            out[part.slices(box)] = sampled(self.mask, self.box, there, part)
        return out
