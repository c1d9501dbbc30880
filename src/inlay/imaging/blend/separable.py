"""Separable modes (section 9.1 of W3C Compositing and Blending Level 1): each channel for itself.

All take the backdrop and the source (h, w, 3) in levels 0..`top` as float32, and give the same. In levels, not in 0..1,
because whole numbers up to 65535 and their differences are exact there: near the ends of dodge and burn a rounded
difference would be hundreds of levels off.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]


def normal(_backdrop: Floats, source: Floats, _top: float) -> Floats:
    """B = cs."""
    return source


def multiply(backdrop: Floats, source: Floats, top: float) -> Floats:
    """B = cb x cs."""
    out: Floats = backdrop * source
    out *= np.float32(1 / top)
    return out


def screen(backdrop: Floats, source: Floats, top: float) -> Floats:
    """B = cb + cs - cb x cs."""
    out: Floats = backdrop + source
    out -= multiply(backdrop, source, top)
    return out


def overlay(backdrop: Floats, source: Floats, top: float) -> Floats:
    """B = HardLight(cs, cb)."""
    return hard_light(source, backdrop, top)


def darken(backdrop: Floats, source: Floats, _top: float) -> Floats:
    """B = min(cb, cs)."""
    return np.minimum(backdrop, source, out=source)


def lighten(backdrop: Floats, source: Floats, _top: float) -> Floats:
    """B = max(cb, cs)."""
    return np.maximum(backdrop, source, out=source)


def color_dodge(backdrop: Floats, source: Floats, top: float) -> Floats:
    """B = 0 where cb is 0, else 1 where cs is 1, else min(1, cb / (1 - cs))."""
    white = np.float32(top)
    # One level below is the least that isn't 0, and cb / (1 level) is at least 1 there: as good as dividing by 0.
    room = np.maximum(white - source, np.float32(1))
    out: Floats = np.minimum(backdrop * white / room, white)
    return out


def color_burn(backdrop: Floats, source: Floats, top: float) -> Floats:
    """B = 1 where cb is 1, else 0 where cs is 0, else 1 - min(1, (1 - cb) / cs)."""
    white = np.float32(top)
    share = (white - backdrop) * white / np.maximum(source, np.float32(1))
    out: Floats = white - np.minimum(share, white)
    return out


def hard_light(backdrop: Floats, source: Floats, top: float) -> Floats:
    """B = Multiply(cb, 2 cs) where cs <= 0.5, else Screen(cb, 2 cs - 1)."""
    doubled = source * np.float32(2)
    dark = multiply(backdrop, doubled, top)
    light = screen(backdrop, doubled - np.float32(top), top)
    out: Floats = np.where(doubled <= top, dark, light)
    return out


def soft_light(backdrop: Floats, source: Floats, top: float) -> Floats:
    """B = cb - (1 - 2 cs) cb (1 - cb) where cs <= 0.5, else cb + (2 cs - 1) (D(cb) - cb).

    D(cb) = ((16 cb - 12) cb + 4) cb where cb <= 0.25, else its square root.
    """
    scale = np.float32(1 / top)
    c_b = backdrop * scale
    slope = source * (2 * scale) - np.float32(1)
    bent = np.where(c_b <= 0.25, ((16 * c_b - 12) * c_b + 4) * c_b, np.sqrt(c_b))
    reach = np.where(slope <= 0, c_b * (1 - c_b), bent - c_b)
    out: Floats = backdrop + slope * reach * np.float32(top)
    return out


def difference(backdrop: Floats, source: Floats, _top: float) -> Floats:
    """B = |cb - cs|."""
    np.subtract(backdrop, source, out=source)
    return np.abs(source, out=source)


def exclusion(backdrop: Floats, source: Floats, top: float) -> Floats:
    """B = cb + cs - 2 cb x cs."""
    out: Floats = backdrop + source
    out -= multiply(backdrop, source, top) * np.float32(2)
    return out
