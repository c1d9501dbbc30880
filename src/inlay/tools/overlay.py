"""Overlays: what a tool wants drawn over the picture, as data in plane coordinates. Only the canvas paints."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from inlay.base.geometry import Point, Rect
from inlay.imaging.brush import StrokeBuffer
from inlay.imaging.mask import Coverage, Mask
from inlay.imaging.regions.affine import Affine


@dataclass(frozen=True, eq=False)
class BrushCursor:
    """A circle of `radius` plane px, full up to radius * `hardness` (0..1); `subtract` marks an eraser."""

    pos: Point
    radius: float
    hardness: float
    subtract: bool = False


@dataclass(frozen=True, eq=False)
class Polyline:
    """A thin line through points, e.g. a lasso; `closed` joins the last to the first."""

    points: tuple[Point, ...]
    closed: bool = False


@dataclass(frozen=True, eq=False)
class RectOutline:
    """A thin rectangle between two opposite corners in plane px (left, top <= right, bottom).

    `handles` are centres of small squares, `marks` ends of thin lines (centre marks), `label` a text to be shown beside
    the bottom right corner. `dim_outside` asks for everything outside to be darkened; `bands` are boxes to be tinted
    like the mask.
    """

    left: float
    top: float
    right: float
    bottom: float
    handles: tuple[Point, ...] = ()
    marks: tuple[tuple[Point, Point], ...] = ()
    label: str = ""
    dim_outside: bool = False
    bands: tuple[Rect, ...] = ()


@dataclass(frozen=True, eq=False)
class EllipseOutline:
    """A thin ellipse that touches four edges in plane px (left, top <= right, bottom), with a text beside the bottom
    right corner of the box around it."""

    left: float
    top: float
    right: float
    bottom: float
    label: str = ""


@dataclass(frozen=True, eq=False)
class Knob:
    """A small round place that can be clicked; `active` where a click would do so now."""

    pos: Point
    active: bool = False


@dataclass(frozen=True, eq=False)
class Scribble:
    """A broad line through points that says "this" (`wanted`) or "not this"; `width` in logical screen px."""

    points: tuple[Point, ...]
    wanted: bool
    width: float = 5.0


@dataclass(frozen=True, eq=False)
class TransformBox:
    """A box that may be turned (its corners, clockwise), with centres of small squares, a text beside it, and closed
    lines (n, 2) float32 that are drawn where `matrix` brings them; all in plane px."""

    corners: tuple[Point, Point, Point, Point]
    handles: tuple[Point, ...]
    lines: tuple[NDArray[np.float32], ...]
    matrix: Affine
    label: str = ""


@dataclass(frozen=True, eq=False)
class PlanFrame:
    """A part of the picture that would be sent (`rect`, plane px), and what is to be said of it."""

    rect: Rect
    label: str


Overlay = BrushCursor | Polyline | RectOutline | EllipseOutline | Knob | Scribble | TransformBox | PlanFrame


@dataclass(frozen=True, eq=False)
class StrokePreview:
    """A stroke that isn't part of the document yet. `buffer` grows while the stroke goes on (loop thread only).

    Where it is to be seen, the mask to be shown in `box` (pixels of the buffer's level) is
    `preview.buffer.applied(mask_at_that_level, box)`; several previews apply one after the other. Nothing changes
    outside `clip` (plane px).
    """

    buffer: StrokeBuffer
    clip: Rect

    def final(self, mask: Mask) -> Mask:
        """The mask with the stroke applied at full resolution; runs in any thread once the stroke has ended."""
        return self.buffer.final(mask, self.clip)


class MaskPreview(Protocol):
    """A mask that isn't part of the document yet, made where and as large as it is looked at."""

    def at(self, level: int, box: Rect) -> Coverage:
        """The mask (h, w) in `box`, in pixels of a mip level, 0 or above; asked from any thread."""
