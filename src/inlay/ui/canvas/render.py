"""Rendering of tiles, as pure functions of values: they run in the pool and know neither widgets nor Qt."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from inlay.base.errors import InlayError
from inlay.base.geometry import Rect
from inlay.document.document import Document
from inlay.document.scaled import compose_at
from inlay.imaging.colour import to_display
from inlay.imaging.mask import Coverage, Mask
from inlay.imaging.mips import mask_at
from inlay.imaging.tile import Pixels
from inlay.tools.overlay import MaskPreview

SIDE = 512
"""Pixels of a level that a tile shows, a side."""
APRON = 1
"""Pixels of the neighbours around them, so that smooth scaling doesn't stop at the border of a tile."""

Bytes = NDArray[np.uint8]


class Key(NamedTuple):
    """A tile: its mip level (below 0: enlarged) and its place in the grid of that level."""

    level: int
    column: int
    row: int

    @property
    def box(self) -> Rect:
        """What the tile shows, in pixels of its level."""
        return Rect(self.column * SIDE, self.row * SIDE, SIDE, SIDE)

    @property
    def unit(self) -> float:
        """The side of a pixel of the level, in the plane."""
        return math.ldexp(1.0, self.level)

    @property
    def plane(self) -> Rect:
        """What the tile shows, in the plane."""
        return scaled_box(self.box, self.level)


def scaled_box(box: Rect, by: int) -> Rect:
    """`box` times 2 ** by, rounded outwards."""
    if by >= 0:
        return Rect(box.x << by, box.y << by, box.w << by, box.h << by)
    up = (1 << -by) - 1
    return Rect.from_edges(box.x >> -by, box.y >> -by, (box.right + up) >> -by, (box.bottom + up) >> -by)


def keys_over(level: int, plane: Rect) -> list[Key]:
    """The tiles of a level that touch a box of the plane, row by row."""
    box = scaled_box(plane, -level)
    if plane.is_empty:
        return []
    columns = range(box.x // SIDE, (box.right - 1) // SIDE + 1)
    rows = range(box.y // SIDE, (box.bottom - 1) // SIDE + 1)
    return [Key(level, column, row) for row in rows for column in columns]


@dataclass(frozen=True, eq=False)
class Finished:
    """A tile as it is drawn: (SIDE + 2 APRON, same, 4) uint8 in the order B, G, R, A, colours multiplied by alpha.

    `inside` is the part of these pixels that lies in the canvas, `opaque` whether no pixel of that part is translucent.
    """

    pixels: Bytes
    inside: Rect
    opaque: bool


def picture_tile(document: Document, profile: bytes | None, key: Key) -> Finished:
    """The layers of a tile, blended and converted to the display. May read from disk and raise an InlayError."""
    box = key.box.grow(APRON)
    shown = to_display(_composed(document, key), document.colour, profile)
    held = scaled_box(document.canvas, -key.level).intersect(box)
    opaque = not held.is_empty and int(shown[:, :, 3][held.slices(box)].min()) == 255
    if not opaque or held != box:
        shown = _bytes(cv2.cvtColor(shown, cv2.COLOR_RGBA2mRGBA))
    return Finished(_bytes(cv2.cvtColor(shown, cv2.COLOR_RGBA2BGRA)), held.translate(-box.x, -box.y), opaque)


def _composed(document: Document, key: Key) -> Pixels:
    """The tile with its apron; where a neighbour can't be read, with its own pixels in place of the apron."""
    try:
        return compose_at(document, key.level, key.box.grow(APRON))
    except InlayError:
        own = compose_at(document, key.level, key.box)
        return np.pad(own, ((APRON, APRON), (APRON, APRON), (0, 0)), "edge")


def _bytes(pixels: object) -> Bytes:
    return np.asarray(pixels, np.uint8)


def mask_values(mask: Mask | MaskPreview, key: Key) -> Coverage:
    """The mask (SIDE + 2 APRON, same) under a tile. May read from disk and raise an InlayError."""
    box = key.box.grow(APRON)
    if key.level >= 0:
        return _mask_at(mask, key.level, box)
    times = 1 << -key.level
    source = scaled_box(box, key.level)
    large = _mask_at(mask, 0, source).repeat(times, axis=0).repeat(times, axis=1)
    return np.ascontiguousarray(large[box.slices(scaled_box(source, -key.level))])


def _mask_at(mask: Mask | MaskPreview, level: int, box: Rect) -> Coverage:
    return mask_at(mask, level, box) if isinstance(mask, Mask) else mask.at(level, box)


def outline_level(scale: float) -> int:
    """The level at which a pixel is one to two logical pixels of the screen; `scale` is logical, too."""
    return min(9, max(-5, math.ceil(-math.log2(scale) - 1e-9)))
