"""Grain: measured in the surroundings of a hole, made again from a seed."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from inlay.fill.local.options import Flags, Floats, Pixels

_RING = 12


def around(hole: Flags, sources: Flags, width: int = _RING) -> Flags:
    """The sources (H, W) within `width` px of the hole."""
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * width + 1, 2 * width + 1))
    near: Flags = cv2.dilate(hole.astype(np.uint8), kernel) > 0
    ring: Flags = near & sources & ~hole
    return ring


def measure(values: Floats, ring: Flags) -> NDArray[np.float64]:
    """Covariance (C, C) of the finest detail of `values` (H, W, C) on `ring`, edges left out.

    The detail is a second difference along rows and columns (kernel [1 -2 1]/sqrt(6)), which
    ignores slopes and has the variance of white noise; only the quieter half of the ring
    counts, scaled back by the share that a normal distribution has there.
    """
    channels = values.shape[2]
    kernel = np.array([[1, -2, 1], [-2, 4, -2], [1, -2, 1]], np.float32) / 6
    detail = cv2.filter2D(values, -1, kernel, borderType=cv2.BORDER_REFLECT_101).reshape(values.shape)
    inner = cv2.erode(ring.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
    samples = detail[inner].astype(np.float64)
    if len(samples) < 16:
        return np.zeros((channels, channels))
    covariance = np.atleast_2d(np.cov(samples, rowvar=False, bias=True))
    size = np.sqrt(np.maximum(np.diag(covariance), 1e-12))
    robust = 1.4826 * np.median(np.abs(samples), axis=0)
    scale = np.minimum(robust / size, 1.0)
    return np.asarray(covariance * np.outer(scale, scale))


def limits(values: Pixels, ring: Flags) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Lowest and highest value of each channel on `ring`: grain must not go beyond what is there."""
    if not ring.any():
        return np.zeros(values.shape[2]), np.full(values.shape[2], float(np.iinfo(values.dtype).max))
    around = values[ring]
    return around.min(axis=0).astype(np.float64), around.max(axis=0).astype(np.float64)


def make(shape: tuple[int, int], covariance: NDArray[np.float64], seed: int) -> Floats:
    """Normal noise (H, W, C) of that covariance."""
    rng = np.random.Generator(np.random.PCG64([seed % 2**64, 0x67726169]))
    values, vectors = np.linalg.eigh(covariance)
    root = vectors * np.sqrt(np.maximum(values, 0))
    white = rng.standard_normal((*shape, len(covariance)), dtype=np.float32)
    return np.asarray(white @ root.T.astype(np.float32), np.float32)


def dither(shape: tuple[int, int], seed: int) -> Floats:
    """Triangular noise (H, W, 1) of -1..1 steps, the same in all channels, to fill the lowest bits."""
    rng = np.random.Generator(np.random.PCG64([seed % 2**64, 0x64697468]))
    return np.asarray(rng.random((*shape, 1), np.float32) - rng.random((*shape, 1), np.float32), np.float32)
