"""The finished stroke: its coverage at full size, and what it makes of a mask. Pure; safe in any thread."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from inlay.base.geometry import Rect
from inlay.imaging.brush.capsule import Capsule, capsule, halves_of
from inlay.imaging.brush.path import Vertex, stroke_line
from inlay.imaging.brush.settings import BrushSettings, StrokePoint
from inlay.imaging.mask import Mask
from inlay.imaging.raster import Cell, cell_rect, cells_in

Values = NDArray[np.uint8]
FULL = 255
FEW = 4
BLOCK = 128 * 128


def capsules_of(line: Sequence[Vertex], settings: BrushSettings, scale: float = 1.0) -> list[Capsule]:
    """The capsules of a line; a line of one corner is a dot."""
    if len(line) == 1:
        return [capsule(line[0], line[0], settings, scale)]
    return [capsule(a, b, settings, scale) for a, b in pairwise(line)]


def apply_coverage(values: Values, coverage: Values, settings: BrushSettings) -> Values:
    """Mask values (h, w) after a stroke of `coverage` (h, w): m + (255 - m) c, or m - m c, with c = coverage * opacity.

    Exact at the ends: no coverage changes nothing, full coverage at full opacity gives 255, or 0.
    """
    counted = coverage if settings.opacity == 1 else _table(settings.opacity)[coverage]
    if settings.mode == "add":
        missing: Values = np.asarray(cv2.multiply(255 - values, counted, scale=1 / 255), np.uint8)
        return np.asarray(values + missing.reshape(values.shape), np.uint8)
    gone: Values = np.asarray(cv2.multiply(np.ascontiguousarray(values), counted, scale=1 / 255), np.uint8)
    return np.asarray(values - gone.reshape(values.shape), np.uint8)


def _table(opacity: float) -> Values:
    table: Values = np.floor(np.arange(256) * opacity + 0.5).astype(np.uint8)
    return table


def draw_into(out: Values, box: Rect, capsules: Iterable[Capsule]) -> bool:
    """Draw capsules into `out` (h, w), which covers `box`; True when all of it is covered in full."""
    touching = [each for each in capsules if each.touches(box)]
    if any(each.fills(box) for each in touching):
        out.fill(FULL)
        return True
    if len(touching) > FEW and box.area > BLOCK:
        # Most of a long stroke of a large brush lies wholly inside one of its pieces: find those parts.
        halves = [draw_into(out[half.slices(box)], half, touching) for half in halves_of(box)]
        return all(halves)
    for each in touching:
        each.draw(out, box)
    return False


def render_stroke(mask: Mask, points: Iterable[StrokePoint], settings: BrushSettings, clip: Rect | None = None) -> Mask:
    """`mask` after a stroke through `points` (plane px), at full size; nothing changes outside `clip`.

    Works on the tiles that the stroke touches, one after the other; the others are shared.
    """
    capsules = capsules_of(stroke_line(points, settings), settings)
    changed: dict[Cell, Values] = {}
    for cell, touching in _by_cell(capsules, clip).items():
        values = _changed_cell(mask, cell, touching, settings, clip)
        if values is not None:
            changed[cell] = values
    return mask.with_tiles(changed) if changed else mask


def _by_cell(capsules: Iterable[Capsule], clip: Rect | None) -> dict[Cell, list[Capsule]]:
    found: dict[Cell, list[Capsule]] = {}
    for each in capsules:
        box = each.box if clip is None else each.box.intersect(clip)
        for cell in cells_in(box):
            if each.touches(cell_rect(cell)):
                found.setdefault(cell, []).append(each)
    return found


def _changed_cell(
    mask: Mask, cell: Cell, capsules: list[Capsule], settings: BrushSettings, clip: Rect | None
) -> Values | None:
    """The values (512, 512) of a cell after the stroke, or None where nothing changes."""
    held = cell_rect(cell)
    box = held if clip is None else held.intersect(clip)
    if mask.value_of(cell) == (FULL if settings.mode == "add" else 0):
        return None
    coverage = np.zeros((box.h, box.w), np.uint8)
    draw_into(coverage, box, capsules)
    before = mask.tile(cell)
    part = box.slices(held)
    after = apply_coverage(before[part], coverage, settings)
    if np.array_equal(after, before[part]):
        return None
    values = np.array(before)
    values[part] = after
    return values
