"""Non-separable modes (section 9.2 of W3C Compositing and Blending Level 1): hue, saturation and luminosity.

All take the backdrop and the source (h, w, 3) in levels 0..`top` as float32, and give the same.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
TINY = np.float32(1e-9)


def _channels(colour: Floats) -> tuple[Floats, Floats, Floats]:
    """Red, green and blue, (h, w, 1) each."""
    return colour[..., 0:1], colour[..., 1:2], colour[..., 2:3]


def _lum(colour: Floats) -> Floats:
    """Lum(C), (h, w, 1). Not a matrix product: its rounding depends on the size of the array, and a part of a picture
    has to be bit for bit the same part of the whole."""
    red, green, blue = _channels(colour)
    out: Floats = red * np.float32(0.3) + green * np.float32(0.59) + blue * np.float32(0.11)
    return out


def _ends(colour: Floats) -> tuple[Floats, Floats]:
    """The least and the greatest channel of each pixel, (h, w, 1) each."""
    red, green, blue = _channels(colour)
    return np.minimum(np.minimum(red, green), blue), np.maximum(np.maximum(red, green), blue)


def _set_lum(colour: Floats, lum: Floats, top: float) -> Floats:
    """SetLum(C, l), with ClipColor: back into 0..top along the line to the luminosity.

    ClipColor asks for the luminosity of the shifted colour, which is l: taken so, and never beyond the ends, nothing is
    ever divided by the mere rounding of two sums.
    """
    lum = np.clip(lum, 0, top)
    colour = colour + (lum - _lum(colour))
    low, high = _ends(colour)
    if low.min() >= 0 and high.max() <= top:
        return colour
    colour = np.where(low < 0, lum + (colour - lum) * lum / np.maximum(lum - low, TINY), colour)
    return np.where(high > top, lum + (colour - lum) * (top - lum) / np.maximum(high - lum, TINY), colour)


def _sat(colour: Floats) -> Floats:
    """Sat(C), (h, w, 1)."""
    low, high = _ends(colour)
    out: Floats = high - low
    return out


def _set_sat(colour: Floats, sat: Floats) -> Floats:
    """SetSat(C, s): the least channel becomes 0, the greatest `sat`; a grey has no hue and becomes black."""
    low, high = _ends(colour)
    out: Floats = (colour - low) * sat / np.maximum(high - low, TINY)
    return out


def hue(backdrop: Floats, source: Floats, top: float) -> Floats:
    """B = SetLum(SetSat(cs, Sat(cb)), Lum(cb))."""
    return _set_lum(_set_sat(source, _sat(backdrop)), _lum(backdrop), top)


def saturation(backdrop: Floats, source: Floats, top: float) -> Floats:
    """B = SetLum(SetSat(cb, Sat(cs)), Lum(cb))."""
    return _set_lum(_set_sat(backdrop, _sat(source)), _lum(backdrop), top)


def color(backdrop: Floats, source: Floats, top: float) -> Floats:
    """B = SetLum(cs, Lum(cb))."""
    return _set_lum(source, _lum(backdrop), top)


def luminosity(backdrop: Floats, source: Floats, top: float) -> Floats:
    """B = SetLum(cb, Lum(cs))."""
    return _set_lum(backdrop, _lum(source), top)
