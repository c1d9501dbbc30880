"""A smooth sheet over a hole, held by the known pixels around it: harmonic interpolation on a pyramid."""

from __future__ import annotations

import cv2
import numpy as np

from inlay.fill.local.options import Flags, Floats

_SMALLEST = 4
_SWEEPS = 24


def membrane(values: Floats, known: Flags) -> Floats:
    """Solve Laplace's equation where `known` (H, W) is False; known pixels and the picture's border hold it.

    `values` (H, W, C) float32; what it holds in unknown places doesn't matter. The picture's border
    is free (no flow across it). Returns (H, W, C); all zeros where nothing is known.
    """
    weight = known.astype(np.float32)
    return _solve(values * weight[:, :, None], weight)


def _solve(weighted: Floats, weight: Floats) -> Floats:
    height, width = weight.shape
    known = weight > 0
    values: Floats = (weighted / np.maximum(weight, np.float32(1e-6))[:, :, None]).astype(np.float32)
    if known.all():
        return values
    if max(height, width) <= _SMALLEST:
        mean = values[known].mean(axis=0) if known.any() else np.zeros(values.shape[2], np.float32)
        guess: Floats = np.broadcast_to(mean, values.shape).astype(np.float32)
    else:
        guess = _enlarged(_solve(*_halved(weighted, weight)), (height, width))
    return _relax(guess, values, known)


def _halved(weighted: Floats, weight: Floats) -> tuple[Floats, Floats]:
    """Means of 2 x 2 pixels, counting known ones only."""
    pad = ((0, weight.shape[0] % 2), (0, weight.shape[1] % 2))
    weighted = np.pad(weighted, (*pad, (0, 0)))
    weight = np.pad(weight, pad)
    count: Floats = _four(weight)
    small_weight: Floats = np.minimum(count, np.float32(1))
    scale = small_weight / np.maximum(count, np.float32(1e-6))
    return (_four(weighted) * scale[:, :, None]).astype(np.float32), small_weight


def _four(values: Floats) -> Floats:
    return np.asarray(values[::2, ::2] + values[1::2, ::2] + values[::2, 1::2] + values[1::2, 1::2], np.float32)


def _enlarged(small: Floats, size: tuple[int, int]) -> Floats:
    """Twice the size, bilinear about pixel centres, cut to (height, width)."""
    height, width = small.shape[:2]
    big = cv2.resize(small, (2 * width, 2 * height), interpolation=cv2.INTER_LINEAR).reshape(2 * height, 2 * width, -1)
    return np.ascontiguousarray(big[: size[0], : size[1]], dtype=np.float32)


def _relax(guess: Floats, values: Floats, known: Flags) -> Floats:
    """Sweeps of damped Jacobi: each unknown pixel becomes the mean of its neighbours."""
    fixed = known[:, :, None]
    out: Floats = np.where(fixed, values, guess).astype(np.float32)
    kernel = np.array([[0, 1, 0], [1, 0, 1], [0, 1, 0]], np.float32) / 4
    for _sweep in range(_SWEEPS):
        mean = cv2.filter2D(out, -1, kernel, borderType=cv2.BORDER_REPLICATE).reshape(out.shape)
        out = np.where(fixed, values, 0.1 * out + 0.9 * mean).astype(np.float32)
    return out
