"""Moving, scaling and turning a mask."""

from __future__ import annotations

import math
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from inlay.base.geometry import Rect
from inlay.imaging.mask import Mask
from inlay.imaging.mips import MAX_LEVEL, level_box, mask_at
from inlay.imaging.raster import cell_rect, cells_in
from inlay.imaging.regions.blocks import changed_in

Values = NDArray[np.uint8]
Doubles = NDArray[np.float64]
FINE = 32
"""Parts of a pixel that OpenCV tells places apart by."""
MOST_SAMPLES = 16
"""A side, for one pixel; what is made smaller still is read from mips."""
STRIP = 1 << 20
"""Samples that are taken at once."""


class Affine(NamedTuple):
    """A map of the plane: x' = a x + b y + c, y' = d x + e y + f."""

    a: float
    b: float
    c: float
    d: float
    e: float
    f: float

    def at(self, x: float, y: float) -> tuple[float, float]:
        """Where a place goes."""
        return self.a * x + self.b * y + self.c, self.d * x + self.e * y + self.f

    def inverse(self) -> Affine:
        """The way back. ZeroDivisionError where everything fell onto a line."""
        size = self.a * self.e - self.b * self.d
        a, b, d, e = self.e / size, -self.b / size, -self.d / size, self.a / size
        return Affine(a, b, -(a * self.c + b * self.f), d, e, -(d * self.c + e * self.f))

    @property
    def shift(self) -> tuple[int, int] | None:
        """The whole pixels that everything moves by, where it does nothing else; what a float can't
        tell counts as nothing."""
        dx, dy = round(self.c), round(self.f)
        wanted = Affine(1, 0, dx, 0, 1, dy)
        return (dx, dy) if all(abs(one - other) < 1e-9 for one, other in zip(self, wanted, strict=True)) else None


def placed(source: Rect, x: float, y: float, width: float, height: float, angle: float) -> Affine:
    """The map that brings the box `source` to (x, y) and to width x height px, and then turns it around its middle by
    `angle` degrees, clockwise on the screen."""
    turn = math.radians(angle)
    cos, sin = math.cos(turn), math.sin(turn)
    across, down = width / source.w, height / source.h
    a, b, d, e = cos * across, -sin * down, sin * across, cos * down
    from_x, from_y = source.x + source.w / 2, source.y + source.h / 2
    return Affine(a, b, x + width / 2 - a * from_x - b * from_y, d, e, y + height / 2 - d * from_x - e * from_y)


def transformed(mask: Mask, matrix: Affine, within: Rect) -> Mask:
    """`mask` as `matrix` moves it, cut off at the borders of `within`; outside of it there is only the value `outside`.

    What doesn't move at all, and what moves by whole pixels, keeps its values exactly. Else a pixel is a cubic sample,
    or, where the mask is made smaller, the mean of as many linear ones as it takes for thin parts not to break up. What
    is wholly masked, or not at all, as far as two pixels around a place is exactly that.
    """
    shift = matrix.shift
    if shift == (0, 0):
        return mask
    source = filled_box(mask)
    if source is None:
        return mask
    target = _around(source.grow(2), matrix).intersect(within)
    back = matrix.inverse()
    blank = Mask({}, mask.outside)

    def moved(box: Rect) -> Values | None:
        if shift is not None:
            return mask.region(box.translate(-shift[0], -shift[1]))
        return sampled(mask, source, back, box)

    return changed_in(blank, (cell_rect(cell).intersect(target) for cell in cells_in(target)), moved)


def filled_box(mask: Mask) -> Rect | None:
    """The box (plane px) of all that differs from the value outside; None where nothing does."""
    around = Rect(0, 0, 0, 0)
    for cell in mask.tiles:
        around = around.union(cell_rect(cell))
    return (mask if mask.outside == 0 else mask.inverted()).bounds(around)


def _around(box: Rect, matrix: Affine) -> Rect:
    corners = [matrix.at(x, y) for x in (box.x, box.right) for y in (box.y, box.bottom)]
    xs, ys = zip(*corners, strict=True)
    return Rect.from_edges(math.floor(min(xs)), math.floor(min(ys)), math.ceil(max(xs)), math.ceil(max(ys)))


def sampled(mask: Mask, source: Rect, back: Affine, box: Rect) -> Values:
    """The values (h, w) in `box`, each read where `back` leads to; only in `source` has the mask more than the value
    outside. `box` may be one of a smaller size, where `back` leads from there to the mask at full size."""
    across, down = math.hypot(back.a, back.d), math.hypot(back.b, back.e)
    level = max(0, math.ceil(math.log2(max(across, down, 1) / MOST_SAMPLES)))
    level = min(level, MAX_LEVEL)
    counts = [min(MOST_SAMPLES, max(1, math.ceil(each / 2**level - 1e-6))) for each in (across, down)]
    out = np.empty((box.h, box.w), np.uint8)
    held = level_box(source, level).grow(2)
    rows = max(1, STRIP // (box.w * counts[0] * counts[1]))
    for top in range(0, box.h, rows):
        strip = Rect(box.x, box.y + top, box.w, min(rows, box.h - top))
        fine = _read(mask, level, held, _places(back, strip, counts, level), is_cubic=counts == [1, 1])
        if counts != [1, 1]:
            fine = np.asarray(cv2.resize(fine, (strip.w, strip.h), interpolation=cv2.INTER_AREA), np.uint8)
        out[top : top + strip.h] = fine
    return out


def _places(back: Affine, strip: Rect, counts: list[int], level: int) -> tuple[Doubles, Doubles]:
    """Where each sample of a strip is read, in pixels of a level (centres at whole numbers)."""
    unit = 1 / 2**level
    columns = strip.x + (np.arange(strip.w * counts[0]) + 0.5) / counts[0]
    rows = (strip.y + (np.arange(strip.h * counts[1]) + 0.5) / counts[1])[:, np.newaxis]
    x = (back.a * columns + (back.b * rows + back.c)) * unit - 0.5
    y = (back.d * columns + (back.e * rows + back.f)) * unit - 0.5
    return x, y


def _read(mask: Mask, level: int, held: Rect, places: tuple[Doubles, Doubles], is_cubic: bool) -> Values:
    """Samples at `places` of a level, which has more than the value outside in `held` only."""
    # Places are rounded here, in the plane, so that neighbouring tiles agree to the last bit.
    x, y = (np.floor(each * FINE + 0.5).astype(np.int64) for each in places)
    seen = Rect.from_edges(
        int(x.min()) // FINE - 2, int(y.min()) // FINE - 2, int(x.max()) // FINE + 4, int(y.max()) // FINE + 4
    ).intersect(held)
    if seen.is_empty:
        return np.full(x.shape, mask.outside, np.uint8)
    whole = np.stack([(x >> 5) - seen.x, (y >> 5) - seen.y], axis=-1).clip(-32_000, 32_000).astype(np.int16)
    parts = ((y & 31) * FINE + (x & 31)).astype(np.uint16)
    kind = cv2.INTER_CUBIC if is_cubic else cv2.INTER_LINEAR
    values = mask_at(mask, level, seen)
    out = cv2.remap(values, whole, parts, kind, borderMode=cv2.BORDER_CONSTANT, borderValue=mask.outside)
    return np.asarray(out, np.uint8)
