"""Shapes and masks: polygons and rectangles as coverage, growing, shrinking, combining, and outlines."""

from __future__ import annotations

from inlay.imaging.regions.combine import (
    Op,
    apply_ellipse,
    apply_polygon,
    apply_rectangle,
    apply_shape,
    combine,
    hard_mask,
)
from inlay.imaging.regions.distance import grow, grow_mask, shrink, shrink_mask
from inlay.imaging.regions.ellipse import ellipse
from inlay.imaging.regions.outline import outline, outline_segments
from inlay.imaging.regions.shapes import polygon, rectangle

__all__ = [
    "Op",
    "apply_ellipse",
    "apply_polygon",
    "apply_rectangle",
    "apply_shape",
    "combine",
    "ellipse",
    "grow",
    "grow_mask",
    "hard_mask",
    "outline",
    "outline_segments",
    "polygon",
    "rectangle",
    "shrink",
    "shrink_mask",
]
