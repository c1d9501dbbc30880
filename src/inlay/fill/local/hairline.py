"""Hairline strokes: dust, scratches, wires. OpenCV continues the colours across, and grain hides the smear."""

from __future__ import annotations

import cv2
import numpy as np

from inlay.fill.local import alpha as opacity
from inlay.fill.local import grain
from inlay.fill.local.options import Flags, Pixels
from inlay.fill.local.transfer import spread

_REACH = 3.0
_NEED = 16  # context around a hairline, px


def fill(colour: Pixels, hole: Flags, sources: Flags, seed: int) -> None:
    """Fill `hole` (H, W) of `colour` (H, W, 3) uint8 or uint16 in place; pixels not in `sources` are ignored."""
    count, _labels, boxes, _centres = cv2.connectedComponentsWithStats(_joined(hole), connectivity=8)
    height, width = hole.shape
    for number in range(1, count):
        x, y, w, h = (int(v) for v in boxes[number][:4])
        rows = slice(max(0, y - _NEED), min(height, y + h + _NEED))
        columns = slice(max(0, x - _NEED), min(width, x + w + _NEED))
        part = (rows, columns)
        if not sources[part].any():
            part = (slice(0, height), slice(0, width))  # nothing known nearby
        _fill_part(colour[part], hole[part], sources[part], seed + number)


def _joined(hole: Flags) -> Pixels:
    """Strokes that lie close together are one piece, so that a speckle mask doesn't become thousands."""
    kernel = np.ones((2 * _NEED + 1, 2 * _NEED + 1), np.uint8)
    return np.asarray(cv2.dilate(hole.astype(np.uint8), kernel))


def _fill_part(colour: Pixels, hole: Flags, sources: Flags, seed: int) -> None:
    if not hole.any():
        return
    # What is neither hole nor source (transparent, say) must not flow in: it takes the nearest source's colour.
    sound = spread(colour, sources)
    planes = [np.ascontiguousarray(sound[:, :, channel]) for channel in range(3)]
    gap = hole.astype(np.uint8)
    smooth = np.stack([cv2.inpaint(plane, gap, _REACH, cv2.INPAINT_TELEA) for plane in planes], axis=2)
    ring = grain.around(hole, sources)
    noise = grain.make(hole.shape, grain.measure(colour.astype(np.float32), ring), seed)
    low, high = grain.limits(colour, ring)
    mixed = np.clip(np.rint(smooth.astype(np.float32) + noise), low, high).astype(colour.dtype)
    colour[hole] = mixed[hole]


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
