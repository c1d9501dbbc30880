"""Texture for hairlines: the fine detail of a matching place nearby, laid over colours that flowed in."""

from __future__ import annotations

import cv2
import numpy as np

from inlay.fill.local import grain
from inlay.fill.local.options import Flags, Floats, Pixels

_FINE = 3.0  # sigma, px: what is finer than this is texture, what is coarser is colour
_ANGLES = 12
_MATCH = 15  # px: side of the box over which two places are compared


def detail_for(sound: Pixels, smooth: Pixels, hole: Flags, sources: Flags, seed: int) -> Floats:
    """Detail (H, W, 3) float32 to add to `smooth` in the hole.

    `sound` (H, W, 3) holds the picture with something harmless where it isn't source, `smooth`
    the same with the hole filled smoothly. Of a dozen shifts, turned by the seed, each place
    takes the one whose colours are most like its own; where no shifted place is sound, grain.
    """
    ring = grain.around(hole, sources)
    values = sound.astype(np.float32)
    covariance = grain.measure(values, ring)
    out = grain.make(hole.shape, covariance, seed)
    coarse = _coarse(values, sources)
    wanted = cv2.GaussianBlur(smooth, (0, 0), _FINE).astype(np.float32)
    fine = values - coarse
    best = np.full(hole.shape, np.inf, np.float32)
    for shift in _shifts(hole, seed):
        cost = _cost(wanted, _moved(coarse, shift), _moved(sources.astype(np.uint8), shift) > 0)
        better = hole & (cost < best)
        out[better] = _moved(fine, shift)[better]
        best[better] = cost[better]
    return out


def _coarse(values: Floats, sources: Flags) -> Floats:
    """A blur that counts sources only."""
    weight = sources.astype(np.float32)
    total = np.maximum(cv2.GaussianBlur(weight, (0, 0), _FINE), 1e-4)[:, :, None]
    return np.asarray(cv2.GaussianBlur(values * weight[:, :, None], (0, 0), _FINE) / total, np.float32)


def _shifts(hole: Flags, seed: int) -> list[tuple[int, int]]:
    """Steps (dy, dx) out of a hairline on all sides, not much farther than needed."""
    rng = np.random.Generator(np.random.PCG64([seed % 2**64, 0x6865616C]))
    thickest = float(cv2.distanceTransform(hole.astype(np.uint8), cv2.DIST_L2, 3).max())
    turns = 2 * np.pi * (np.arange(_ANGLES) + rng.random()) / _ANGLES
    reach = 2 * thickest + 3 + 14 * rng.random(_ANGLES)
    return [
        (round(float(r * np.sin(turn))), round(float(r * np.cos(turn)))) for turn, r in zip(turns, reach, strict=True)
    ]


def _moved(values: Pixels, shift: tuple[int, int]) -> Pixels:
    """At each place what lies `shift` away; zeros beyond the border."""
    dy, dx = shift
    out = np.zeros_like(values)
    height, width = values.shape[:2]
    if abs(dy) < height and abs(dx) < width:
        rows = slice(max(0, -dy), min(height, height - dy))
        columns = slice(max(0, -dx), min(width, width - dx))
        there = values[rows.start + dy : rows.stop + dy, columns.start + dx : columns.stop + dx]
        out[rows, columns] = there
    return out


def _cost(wanted: Floats, offered: Floats, sound: Flags) -> Floats:
    """How unlike the colours are around each place; infinite where there is nothing sound."""
    off = np.square(wanted - offered).sum(axis=2)
    cost = cv2.boxFilter(off, -1, (_MATCH, _MATCH))
    return np.where(sound, cost, np.inf).astype(np.float32)
