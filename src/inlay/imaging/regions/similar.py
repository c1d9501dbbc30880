"""Which pixels look like one colour: the magic wand's measure of likeness, and its soft edge."""

from __future__ import annotations

import functools

import cv2
import numpy as np
from numpy.typing import NDArray

from inlay.base.geometry import Rect
from inlay.imaging.tile import Pixels

Values = NDArray[np.uint8]
Colour = NDArray[np.float64]


def cleared(pixels: Pixels) -> Pixels:
    """(h, w, 4) with colours 0 where alpha is 0: what can't be seen is all alike. Changes `pixels` where it lies."""
    pixels[pixels[:, :, 3] == 0] = 0
    return pixels


def colour_at(pixels: Pixels) -> Colour:
    """The mean colour (4,) of cleared pixels (h, w, 4), those of a point or of a few around it."""
    mean: Colour = pixels.reshape(-1, pixels.shape[2]).mean(axis=0)
    return mean


def unlikeness(pixels: Pixels, colour: Colour) -> Pixels:
    """How far each of cleared pixels (h, w, 4) is from a colour: the largest difference of a channel, alpha being one,
    rounded to whole levels; (h, w) of the pixels' own type."""
    top = int(np.iinfo(pixels.dtype).max)
    levels = np.arange(top + 1)
    planes = [
        _looked_up(plane, np.abs(levels - min(top, round(float(middle)))).astype(pixels.dtype))
        for plane, middle in zip(cv2.split(pixels), colour, strict=True)
    ]
    furthest: Pixels = functools.reduce(np.maximum, planes)
    return furthest


def _looked_up(plane: Pixels, table: Pixels) -> Pixels:
    return np.asarray(cv2.LUT(plane, table)) if plane.dtype == np.uint8 else np.asarray(table[plane])


def tolerance_in(dtype: np.typing.DTypeLike, tolerance: int) -> int:
    """A tolerance of 0..255 in levels of the pixels' type: in 16 bits 257 times as many."""
    return tolerance if np.dtype(dtype) == np.uint8 else tolerance * 257


def soft_edge(inside: Values, apart: Pixels, tolerance: int) -> Values:
    """Mask values (h, w) of what is `inside` (0 or 1), with a soft edge; `apart` is the unlikeness of each pixel.

    A pixel beside the inside (of eight neighbours) holds some of its colour where an edge of the picture runs through
    it. It is covered by (d - apart) / (d - tolerance), d being the largest unlikeness among it and its neighbours: that
    is 1 where it is just like enough, and 0 where nothing near it is less like. The values in the outermost row and
    column aren't right, for want of neighbours.
    """
    window = np.ones((3, 3), np.uint8)
    near = (cv2.dilate(inside, window) > inside) & (apart > tolerance)
    out: Values = inside * np.uint8(255)
    rows, columns = np.nonzero(near)
    if len(rows):
        furthest = cv2.dilate(apart, window)[rows, columns].astype(np.float64)
        share = (furthest - apart[rows, columns]) / np.maximum(furthest - tolerance, 1)
        out[rows, columns] = np.floor(np.clip(share, 0, 1) * 255 + 0.5).astype(np.uint8)
    return out


def around(x: int, y: int, side: int) -> Rect:
    """The box of `side` pixels (odd) around the pixel (x, y)."""
    return Rect(x - side // 2, y - side // 2, side, side)
