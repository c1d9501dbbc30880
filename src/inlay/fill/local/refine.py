"""Full-size pixels for a hole that was solved at a lower scale: copies, moved to the colours of the solve."""

from __future__ import annotations

import cv2
import numpy as np

from inlay.base.geometry import Rect
from inlay.fill.local import grain, holes
from inlay.fill.local.checks import RADIUS
from inlay.fill.local.options import Flags, Floats, Pixels, Progress
from inlay.fill.local.transfer import Copy

_CHUNK = 1024  # px a side: what is worked on at a time
_AROUND = 4  # small px
_SOFT = 0.7  # sigma in small px


class Refiner:
    """`solved` (h, w, 3) is the small picture, `copy` gives full-size pixels from the places of its patches.

    `smooth` (h, w) or None says where (0..1) the small picture is enlarged instead, with dither: in a
    clean 16-bit sky, where every seam between two copies would show.
    """

    def __init__(self, copy: Copy, solved: Pixels, smooth: Floats | None, seed: int) -> None:
        self._copy = copy
        self._solved = solved
        self._smooth = smooth
        self._seed = seed

    def write(self, out: Pixels, hole: Flags, progress: Progress) -> None:
        """Fill `hole` (H, W) of `out` (H, W, 3) in place."""
        windows = self._windows(_CHUNK // self._copy.factor)
        for number, window in enumerate(windows):
            self._write(out, hole, window, number)
            progress((number + 1) / len(windows))

    def _windows(self, side: int) -> list[Rect]:
        """Boxes of at most side x side small pixels that cover the hole."""
        hole = self._copy.hole
        box = holes.bounds(hole)
        assert box is not None
        side = max(side, 4 * RADIUS)
        corners = [(x, y) for y in range(box.y, box.bottom, side) for x in range(box.x, box.right, side)]
        cells = [Rect(x, y, side, side).intersect(box) for x, y in corners]
        return [cell for cell in cells if hole[cell.y : cell.bottom, cell.x : cell.right].any()]

    def _write(self, out: Pixels, hole: Flags, window: Rect, number: int) -> None:
        small = self._solved.shape
        wide = window.grow(_AROUND).intersect(Rect(0, 0, small[1], small[0]))
        made = self._made(wide, number)
        inner = self._full(window).intersect(Rect(0, 0, hole.shape[1], hole.shape[0]))
        part = (slice(inner.y, inner.bottom), slice(inner.x, inner.right))
        todo = hole[part]
        top = float(np.iinfo(out.dtype).max)
        values = made[inner.slices(self._full(wide))][todo]
        out[part][todo] = np.clip(np.rint(values), 0, top).astype(out.dtype)

    def _full(self, box: Rect) -> Rect:
        """A box of small pixels in full-size ones."""
        factor = self._copy.factor
        return Rect(box.x * factor, box.y * factor, box.w * factor, box.h * factor)

    def _made(self, wide: Rect, number: int) -> Floats:
        """The pixels of a box given in small pixels."""
        part = (slice(wide.y, wide.bottom), slice(wide.x, wide.right))
        size = (wide.w * self._copy.factor, wide.h * self._copy.factor)
        copied = self._copy.window(wide)
        made = copied + cv2.resize(self._field(copied, part), size, interpolation=cv2.INTER_LINEAR)
        if self._smooth is not None:
            share = cv2.resize(self._smooth[part], size, interpolation=cv2.INTER_LINEAR)[:, :, None]
            plain = cv2.resize(self._solved[part].astype(np.float32), size, interpolation=cv2.INTER_LINEAR)
            plain = plain + 0.5 * grain.dither((size[1], size[0]), self._seed + number)
            made = made + (plain - made) * share
        return np.asarray(made, np.float32)

    def _field(self, copied: Floats, part: tuple[slice, slice]) -> Floats:
        """What the copies lack to the colours of the solve, at the small scale."""
        solved = self._solved[part].astype(np.float32)
        hole, used = self._copy.hole[part], self._copy.used[part].astype(np.float32)
        means = cv2.resize(copied, (solved.shape[1], solved.shape[0]), interpolation=cv2.INTER_AREA)
        off = (solved - means) * hole[:, :, None]
        total = np.maximum(cv2.GaussianBlur(used, (0, 0), _SOFT), 1e-3)[:, :, None]
        return np.asarray(cv2.GaussianBlur(off, (0, 0), _SOFT) / total, np.float32)
