"""Pixels on their way out, band by band, so that a picture of any size needs little memory."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from inlay.base.geometry import Rect
from inlay.document.layer import Layer
from inlay.imaging.blend import with_alpha
from inlay.imaging.mask import Mask
from inlay.imaging.tile import TILE, Pixels


def bands(rect: Rect) -> Iterator[Rect]:
    """`rect` from top to bottom in pieces that end where tiles do."""
    y = rect.y
    while y < rect.bottom:
        bottom = min(rect.bottom, (y // TILE + 1) * TILE)
        yield Rect.from_edges(rect.x, y, rect.right, bottom)
        y = bottom


class Rows:
    """A layer's rows for a writer that asks for thin strips: each band of tiles is put together once.

    `mask` is applied to alpha; where there is one, the rows have four channels.
    """

    def __init__(self, layer: Layer, mask: Mask | None) -> None:
        self._raster = layer.raster
        self._mask = mask
        self._box = Rect(0, 0, 0, 0)
        self._pixels: Pixels | None = None

    def rows(self, y: int, h: int) -> Pixels:
        """Rows y to y + h of the raster: (h, width, 3 or 4)."""
        rect = self._raster.rect
        wanted = Rect(rect.x, rect.y + y, rect.w, h)
        if self._pixels is None or not self._box.contains(wanted):
            bottom = min(rect.bottom, max(wanted.bottom, (wanted.y // TILE + 1) * TILE))
            self._box = Rect.from_edges(rect.x, wanted.y, rect.right, bottom)
            self._pixels = self._made(self._box)
        return self._pixels[wanted.slices(self._box)]

    def _made(self, box: Rect) -> Pixels:
        pixels = self._raster.region(box)
        return pixels if self._mask is None else masked(pixels, self._mask.region(box))


def masked(pixels: Pixels, mask: Pixels) -> Pixels:
    """(h, w, 4) of (h, w, 3|4) with the mask (h, w) uint8 in its alpha, rounded to the nearest level."""
    out = with_alpha(pixels)
    out = out.copy() if out is pixels else out
    out[..., 3] = np.rint(out[..., 3] * (mask / 255.0)).astype(out.dtype)
    return out
