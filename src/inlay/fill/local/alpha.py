"""The alpha of a fill: opaque among opaque pixels, else a pass of its own."""

from __future__ import annotations

import cv2
import numpy as np

from inlay.fill.local import patches
from inlay.fill.local.options import Coverage, Flags, Pixels

_RING = 8


def is_opaque_around(alpha: Pixels, hole: Flags, known: Flags) -> bool:
    """Whether all known pixels within 8 px of the hole are opaque (or none are near)."""
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * _RING + 1, 2 * _RING + 1))
    ring = (cv2.dilate(hole.astype(np.uint8), kernel) > 0) & known
    return bool((alpha[ring] == np.iinfo(alpha.dtype).max).all())


def fill(alpha: Pixels, hole: Flags, known: Flags, seed: int) -> Pixels:
    """Alpha (H, W) uint8 or uint16 with `hole` filled from `known` pixels, transparent ones too."""
    top = int(np.iinfo(alpha.dtype).max)
    out = alpha.copy()
    if is_opaque_around(alpha, hole, known):
        out[hole] = top
        return out
    levels: Coverage = np.asarray(np.rint(alpha.astype(np.float32) * (255 / top)), np.uint8)
    solved = patches.solve(np.repeat(levels[:, :, None], 3, axis=2), hole, known, seed)[:, :, 0]
    out[hole] = solved[hole].astype(alpha.dtype) * (top // 255)
    return out
