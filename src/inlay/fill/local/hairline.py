"""Hairline strokes: dust, scratches, wires. OpenCV continues the colours across, and texture hides the smear."""

from __future__ import annotations

import cv2
import numpy as np

from inlay.fill.local import alpha as opacity
from inlay.fill.local import grain, heal
from inlay.fill.local.options import Flags, Pixels
from inlay.fill.local.transfer import spread

_REACH = 3.0
_BLOCK = 128
_NEED = 40  # context around a hairline, px


def fill(colour: Pixels, hole: Flags, sources: Flags, seed: int) -> None:
    """Fill `hole` (H, W) of `colour` (H, W, 3) uint8 or uint16 in place; pixels not in `sources` are ignored.

    Works block by block, so that a long thin line costs no more than its length.
    """
    height, width = hole.shape
    whole = (slice(0, height), slice(0, width))
    made = colour.copy()
    for y in range(0, height, _BLOCK):
        for x in range(0, width, _BLOCK):
            inner = (slice(y, min(y + _BLOCK, height)), slice(x, min(x + _BLOCK, width)))
            todo = hole[inner]
            if not todo.any():
                continue
            around = _grown(inner, height, width)
            if not sources[around].any():
                around = whole  # nothing known nearby
            filled = _filled(colour[around], hole[around], sources[around], seed)
            top, left = y - around[0].start, x - around[1].start
            made[inner][todo] = filled[top : top + todo.shape[0], left : left + todo.shape[1]][todo]
    colour[hole] = made[hole]


def _grown(part: tuple[slice, slice], height: int, width: int) -> tuple[slice, slice]:
    rows, columns = part
    return (
        slice(max(0, rows.start - _NEED), min(height, rows.stop + _NEED)),
        slice(max(0, columns.start - _NEED), min(width, columns.stop + _NEED)),
    )


def _filled(colour: Pixels, hole: Flags, sources: Flags, seed: int) -> Pixels:
    # What is neither hole nor source (transparent, say) must not flow in: it takes the nearest source's colour.
    sound = spread(colour, sources)
    planes = [np.ascontiguousarray(sound[:, :, channel]) for channel in range(3)]
    gap = hole.astype(np.uint8)
    smooth = np.stack([cv2.inpaint(plane, gap, _REACH, cv2.INPAINT_TELEA) for plane in planes], axis=2)
    detail = heal.detail_for(sound, smooth, hole, sources, seed)
    low, high = grain.limits(colour, grain.around(hole, sources))
    return np.asarray(np.clip(np.rint(smooth.astype(np.float32) + detail), low, high).astype(colour.dtype))


def fill_alpha(alpha: Pixels, hole: Flags, known: Flags) -> Pixels:
    """Alpha (H, W) uint8 or uint16 with `hole` continued from the `known` pixels beside it."""
    out = alpha.copy()
    top = int(np.iinfo(alpha.dtype).max)
    if opacity.is_opaque_around(alpha, hole, known):
        out[hole] = top
    else:
        flowed = cv2.inpaint(alpha, (~known).astype(np.uint8), _REACH, cv2.INPAINT_TELEA)
        out[hole] = flowed[hole]
    return out
