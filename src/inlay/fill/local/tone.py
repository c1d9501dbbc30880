"""Tone: a smooth sky keeps to the colours of its rim; beyond a border it goes on instead of running back."""

from __future__ import annotations

import cv2
import numpy as np

from inlay.fill.local.grain import around
from inlay.fill.local.membrane import membrane
from inlay.fill.local.options import Flags, Floats

_RIM = 24
_NARROW, _WIDE = 3.0, 8.0  # sigmas, px
_SURE = 0.9
_NEAR, _FAR = 16.0, 40.0  # 8-bit levels between structure and membrane
_SMOOTH, _EDGED = 0.5, 1.2  # slope of the blurred picture, 8-bit levels a px


def even(structure: Floats, hole: Flags, sources: Flags, level: float) -> Floats:
    """`structure` (H, W, 3), solved in `hole`, with its coarse colours moved to a membrane where it is smooth.

    The membrane is held by the sources beside the hole and free at the border of the picture.
    Where the structure has edges it stays as it is. `level` is the size of an 8-bit level.
    """
    rim = around(hole, sources, _RIM)
    inside = hole | rim
    smooth = _smoothness(structure, inside, level)
    holding = rim & (smooth > _SURE)  # rock must not lend the sky its colour
    if not holding.any():
        return structure
    off = membrane(_blurred(structure, rim, _NARROW), holding) - _blurred(structure, inside, _WIDE)
    # Farther away than a slope could have come, it is another thing.
    likely = np.clip((_FAR - np.abs(off).max(axis=2) / level) / (_FAR - _NEAR), 0, 1).astype(np.float32)
    share = cv2.GaussianBlur(smooth * likely, (0, 0), _WIDE)[:, :, None]
    moved = structure + off * share
    return np.where(hole[:, :, None], moved, structure).astype(np.float32)


def _blurred(values: Floats, counted: Flags, sigma: float) -> Floats:
    weight = counted.astype(np.float32)
    total = np.maximum(cv2.GaussianBlur(weight, (0, 0), sigma), 1e-4)[:, :, None]
    return np.asarray(cv2.GaussianBlur(values * weight[:, :, None], (0, 0), sigma) / total, np.float32)


def _smoothness(structure: Floats, inside: Flags, level: float) -> Floats:
    """1 where the blurred structure has gentle slopes only, 0 at and near edges (H, W)."""
    plain = _blurred(structure, inside, _NARROW)
    slope = np.maximum.reduce([np.abs(cv2.Sobel(plain, -1, dx, 1 - dx, scale=1 / 8)).max(axis=2) for dx in (0, 1)])
    known = cv2.erode(inside.astype(np.uint8), np.ones((3, 3), np.uint8), borderValue=1) > 0
    worst = cv2.dilate((slope * known).astype(np.float32), np.ones((17, 17), np.uint8)) / level
    share = np.clip((worst - _SMOOTH) / (_EDGED - _SMOOTH), 0, 1)
    edged = cv2.GaussianBlur((share * share * (3 - 2 * share)).astype(np.float32), (0, 0), _WIDE)
    return np.asarray(1 - edged, np.float32)
