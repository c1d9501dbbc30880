"""How much of each pixel an ellipse covers, exactly: the area under its arc, integrated in closed form."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from inlay.base.geometry import Rect

Values = NDArray[np.uint8]
Floats = NDArray[np.float64]


def is_in_ellipse(left: float, top: float, right: float, bottom: float, x: float, y: float) -> bool:
    """Whether a place lies in the ellipse that touches these edges."""
    a, b = (right - left) / 2, (bottom - top) / 2
    if a <= 0 or b <= 0:
        return False
    return ((x - left) / a - 1) ** 2 + ((y - top) / b - 1) ** 2 <= 1


def ellipse(left: float, top: float, right: float, bottom: float, box: Rect) -> Values:
    """Coverage (h, w) 0..255 in `box` of the ellipse that touches these edges (plane px, between pixels or on them).

    With H(x, y) the area that the ellipse has in the rectangle from its centre to (x, y), signed by the quadrant, a
    pixel is covered by H(x1, y1) - H(x0, y1) - H(x1, y0) + H(x0, y0).
    """
    a, b = (right - left) / 2, (bottom - top) / 2
    if a <= 0 or b <= 0 or box.is_empty:
        return np.zeros((box.h, box.w), np.uint8)
    x = np.arange(box.x, box.right + 1, dtype=np.float64) - (left + a)
    y = np.arange(box.y, box.bottom + 1, dtype=np.float64) - (top + b)
    corner = _from_centre(x, y, a, b)
    area = corner[1:, 1:] - corner[1:, :-1] - corner[:-1, 1:] + corner[:-1, :-1]
    covered: Values = np.floor(np.clip(area, 0, 1) * 255 + 0.5).astype(np.uint8)
    return covered


def _from_centre(x: Floats, y: Floats, a: float, b: float) -> Floats:
    """H at each (y, x): the integral of min(arc, y) from 0 to x, in the first quadrant and mirrored."""
    u, v = np.minimum(np.abs(x), a), np.minimum(np.abs(y), b)
    # Up to this x the arc lies above y.
    turn = a * np.sqrt(1 - (v / b) ** 2)
    below = v[:, np.newaxis] * np.minimum(u, turn[:, np.newaxis])
    beside = np.maximum(_under_arc(u, a, b) - _under_arc(turn, a, b)[:, np.newaxis], 0)
    signed: Floats = (below + beside) * np.sign(x) * np.sign(y)[:, np.newaxis]
    return signed


def _under_arc(x: Floats, a: float, b: float) -> Floats:
    """The area under the arc from 0 to x, 0 <= x <= a."""
    share = np.clip(x / a, 0, 1)
    area: Floats = a * b / 2 * (share * np.sqrt(1 - share**2) + np.arcsin(share))
    return area
