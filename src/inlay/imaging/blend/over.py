"""One picture over another: sections 5 and 10 of W3C Compositing and Blending Level 1, strip by strip."""

from __future__ import annotations

import cv2
import numpy as np

from inlay.imaging.blend.modes import MODES, Blend, Floats
from inlay.imaging.tile import Pixels

LEAST_OPACITY = 1 / 1024
"""Below, shares may be so small that the general formula's own guard against dividing by nothing counts."""
STRIP = 32
"""Rows at a time: what is worked on stays in the processor's cache, which is several times as fast."""


def blend(
    backdrop: Pixels, source: Pixels, mode: str = "normal", opacity: float = 1.0, mask: Pixels | None = None
) -> Pixels:
    """`source` over `backdrop`, both (h, w, 4) of one dtype (uint8 or uint16), not premultiplied.

    `opacity` is 0..1, `mask` (h, w) uint8 or None. Returns a new array. Where the source's alpha
    times mask and opacity is 0, the backdrop comes back bit for bit; where it is 1 in mode
    "normal", the source does.
    """
    alpha = source_alpha(source, opacity, mask)
    rows, columns = _box(alpha)
    out = backdrop.copy()
    for top in range(rows.start, rows.stop, STRIP):
        part = (slice(top, min(top + STRIP, rows.stop)), columns)
        out[part] = _blend(backdrop[part], source[part], MODES[mode], alpha[part])
    return out


def over_nothing(source: Pixels, opacity: float = 1.0, mask: Pixels | None = None) -> Pixels:
    """What `blend` gives over a backdrop of zeros, bit for bit and several times as fast; no mode counts there."""
    if opacity < LEAST_OPACITY:
        return blend(np.zeros_like(source), source, "normal", opacity, mask)
    share = source_alpha(source, opacity, mask)
    out = source.copy()
    out[..., 3] = _rounded(share * np.float32(np.iinfo(source.dtype).max), float(np.iinfo(source.dtype).max))
    out[share == 0] = 0
    return out


def source_alpha(source: Pixels, opacity: float, mask: Pixels | None) -> Floats:
    """The source's share 0..1 (h, w): its alpha times opacity times mask."""
    scale = np.float32(opacity / np.iinfo(source.dtype).max)
    alpha: Floats = source[:, :, 3] * scale
    if opacity == 1.0:
        alpha[source[:, :, 3] == np.iinfo(source.dtype).max] = 1.0
    if mask is not None:
        alpha *= mask * np.float32(1 / 255)
    return alpha


def _box(alpha: Floats) -> tuple[slice, slice]:
    rows = np.flatnonzero(alpha.any(axis=1))
    if not len(rows):
        return slice(0, 0), slice(0, 0)
    columns = np.flatnonzero(alpha.any(axis=0))
    return slice(int(rows[0]), int(rows[-1]) + 1), slice(int(columns[0]), int(columns[-1]) + 1)


def _blend(backdrop: Pixels, source: Pixels, mode: Blend, share: Floats) -> Pixels:
    """Section 5.1 and 10: co = as (1 - ab) cs + as ab B(cb, cs) + (1 - as) ab cb, divided by the new alpha."""
    top = np.iinfo(backdrop.dtype).max
    out = np.empty(backdrop.shape, backdrop.dtype)
    if (backdrop[..., 3] == top).all():
        out[..., :3] = _over_opaque(backdrop, source, mode, share, float(top))
        out[..., 3] = top
    else:
        out[...] = _over_any(backdrop, source, mode, share, float(top))
    untouched = share == 0
    out[untouched] = backdrop[untouched]
    return out


def _over_opaque(backdrop: Pixels, source: Pixels, mode: Blend, share: Floats, top: float) -> Floats:
    """Colours (h, w, 3) where ab is 1: co = as B + (1 - as) cb. Bit for bit what `_over_any` gives there."""
    c_b = backdrop[..., :3].astype(np.float32)
    c_s = _mixed(c_b, source[..., :3].astype(np.float32), mode, top)
    a_s = share[..., np.newaxis]
    c_s *= a_s
    c_b *= 1 - a_s
    c_s += c_b
    return _rounded(c_s, top)


def _over_any(backdrop: Pixels, source: Pixels, mode: Blend, share: Floats, top: float) -> Floats:
    """Colours and alpha (h, w, 4) over a backdrop of any alpha."""
    a_s = share[..., np.newaxis]
    a_b = backdrop[..., 3:].astype(np.float32) * np.float32(1 / top)
    opaque = backdrop[..., 3:] == np.iinfo(backdrop.dtype).max
    a_b[opaque] = 1.0
    c_b = backdrop[..., :3].astype(np.float32)
    c_s = source[..., :3].astype(np.float32)
    c_s = np.where(a_b > 0, (1 - a_b) * c_s + a_b * _mixed(c_b, c_s.copy(), mode, top), c_s)
    a_o = a_s + a_b * (1 - a_s)
    a_o[opaque] = 1.0  # exactly, whatever the rounding of the sum
    colour = (a_s * c_s + (1 - a_s) * a_b * c_b) / np.maximum(a_o, np.float32(1e-12))
    return np.concatenate([_rounded(np.asarray(colour, np.float32), top), _rounded(a_o * np.float32(top), top)], axis=2)


def _mixed(c_b: Floats, c_s: Floats, mode: Blend, top: float) -> Floats:
    """B(cb, cs) of colours 0..top; may reuse `c_s`."""
    return mode(c_b, c_s, top)


def _rounded(values: Floats, top: float) -> Floats:
    """Whole numbers 0..top, in place."""
    np.rint(values, out=values)
    return np.clip(values, 0, top, out=values)


def with_alpha(pixels: Pixels) -> Pixels:
    """(h, w, 4) of pixels (h, w, 3|4); opaque where there was no alpha."""
    if pixels.shape[2] == 4:
        return pixels
    # Ten times as fast as three strided copies; the new channel gets the greatest value of the dtype.
    out: Pixels = cv2.cvtColor(np.ascontiguousarray(pixels), cv2.COLOR_RGB2RGBA)
    return out
