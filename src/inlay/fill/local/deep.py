"""16 bits: the engine's 8-bit structure is given back what the rounding took, so that a smooth sky has no bands."""

from __future__ import annotations

from typing import NamedTuple

import cv2
import numpy as np

from inlay.fill.local import grain
from inlay.fill.local.membrane import membrane
from inlay.fill.local.options import Coverage, Flags, Floats, Pixels

_QUIET, _BUSY = 0.45, 0.9  # spread of the structure, in its own steps: below smooth, above textured
_SLACK = 1.25  # how far, in steps, the smooth sheet may leave the structure
_NEAR, _FAR = 3.0, 7.0  # distance of sheet and structure, in units: below it the sheet, above it the structure
_UNIT = 257.0  # an 8-bit level
_WINDOW = 15
_SWEEPS = 160


class Scale(NamedTuple):
    """How 16-bit values became 8-bit ones: value = low + step * level."""

    low: float
    step: float


def scale_of(colour: Pixels, sources: Flags) -> Scale:
    """The range of the sources spread over all 256 levels: a flat sky keeps more than its own few levels."""
    known = colour[sources]
    low, high = float(known.min()), float(known.max())
    return Scale(low, max((high - low) / 255, 1 / 16))


def to_levels(colour: Pixels, scale: Scale) -> Coverage:
    """16-bit colours (H, W, 3) as 8-bit structure."""
    levels = (colour.astype(np.float32) - np.float32(scale.low)) / np.float32(scale.step)
    return np.asarray(np.clip(np.rint(levels), 0, 255), np.uint8)


def restore(colour: Pixels, structure: Floats, hole: Flags, sources: Flags, scale: Scale, seed: int) -> Pixels:
    """`colour` (H, W, 3) uint16 with `hole` filled: structure, smooth 16-bit sheet and seeded grain.

    `structure` (H, W, 3) float32 holds the solved values in 16-bit units, right to about one
    `scale.step`. Where it is textured it rules; where it is smooth, a sheet held by the
    16-bit rim runs within 1.25 steps of it, and grain as strong as that of the surroundings is added.
    """
    ring = grain.around(hole, sources)
    covariance = grain.measure(colour.astype(np.float32), ring)
    textures = busy(structure, hole | ring, scale.step)[:, :, None]
    sheet = _sheet(colour.astype(np.float32), structure, hole, sources, scale.step)
    noise = grain.make(hole.shape, covariance, seed)
    dither = grain.dither(hole.shape, seed)
    smooth = sheet + noise + 0.5 * dither
    textured = structure + dither * np.float32(scale.step / 2)
    mixed = np.clip(np.rint(smooth + (textured - smooth) * textures), 0, 65535)
    out = colour.copy()
    out[hole] = mixed[hole].astype(np.uint16)
    return out


def busy(structure: Floats, region: Flags, step: float) -> Floats:
    """0 where the structure is smooth but for its own rounding, 1 where it is textured (H, W)."""
    weight = region.astype(np.float32)
    kernel = (_WINDOW, _WINDOW)
    total = np.maximum(cv2.blur(weight, kernel), 1e-6)
    # A slope isn't a texture: what counts is the deviation from the local mean after a fine blur is taken off.
    fine = (structure - _mean(structure, weight, 5)) * weight[:, :, None]
    spread = np.sqrt(np.maximum(cv2.blur(fine * fine, kernel).max(axis=2) / total, 0)) / step
    share = np.clip((spread - _QUIET) / (_BUSY - _QUIET), 0, 1)
    return np.asarray(cv2.GaussianBlur((share * share * (3 - 2 * share)).astype(np.float32), (0, 0), 3), np.float32)


def _mean(values: Floats, weight: Floats, side: int) -> Floats:
    total = np.maximum(cv2.blur(weight, (side, side)), 1e-6)[:, :, None]
    return np.asarray(cv2.blur(values * weight[:, :, None], (side, side)) / total, np.float32)


def _sheet(colour: Floats, structure: Floats, hole: Flags, sources: Flags, step: float) -> Floats:
    """The smoothest surface near the structure: a membrane that is pushed back wherever it leaves by too much."""
    rim = sources & ~hole
    held = _mean(colour, rim.astype(np.float32), 5)
    held = np.where(rim[:, :, None], held, structure).astype(np.float32)
    sheet = membrane(held, rim)
    middle = _drawn_to(sheet, _mean(structure, (hole | rim).astype(np.float32), 5), _UNIT)
    slack = np.float32(_SLACK * step)
    low, high = middle - slack, middle + slack
    sheet = np.where(hole[:, :, None], np.clip(sheet, low, high), held).astype(np.float32)
    inside = (hole | rim).astype(np.float32)
    for side in (31, 15, 7, 3):
        for _sweep in range(_SWEEPS // (4 * side) + 2):
            smooth = np.clip(_mean(sheet, inside, side), low, high)
            sheet = np.where(hole[:, :, None], smooth, held).astype(np.float32)
    return sheet


def _drawn_to(sheet: Floats, middle: Floats, unit: float) -> Floats:
    """The structure's local mean, replaced by the sheet where the two are within a few units of each other."""
    off = sheet - middle
    share = np.clip((np.abs(off).max(axis=2, keepdims=True) / unit - _NEAR) / (_FAR - _NEAR), 0, 1)
    share = cv2.GaussianBlur(share.astype(np.float32), (0, 0), 4).reshape(*middle.shape[:2], 1)
    return np.asarray(sheet - off * (share * share * (3 - 2 * share)), np.float32)
