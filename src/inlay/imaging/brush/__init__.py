"""The brush: from pointer positions to mask values, the same whether a stroke is watched or not."""

from __future__ import annotations

from inlay.imaging.brush.buffer import StrokeBuffer
from inlay.imaging.brush.path import smooth
from inlay.imaging.brush.render import apply_coverage, render_stroke
from inlay.imaging.brush.settings import MAX_SIZE, BrushSettings, Mode, StrokePoint

__all__ = [
    "MAX_SIZE",
    "BrushSettings",
    "Mode",
    "StrokeBuffer",
    "StrokePoint",
    "apply_coverage",
    "render_stroke",
    "smooth",
]
