"""Where masks come from: grown or shrunk ones, files, transparency."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from inlay.base.errors import BadInput
from inlay.base.geometry import Rect
from inlay.base.text import tr
from inlay.document.compose import compose
from inlay.document.document import Document
from inlay.imaging.codec import read_bytes, read_mask
from inlay.imaging.mask import Mask
from inlay.imaging.raster import cell_rect, cells_in
from inlay.imaging.regions import grow_mask, shrink_mask
from inlay.imaging.tile import TILE

FARTHEST = 500
"""Px that a mask may be grown or shrunk by at once."""


def checked_distance(px: int) -> int:
    """`px` if a mask can be grown or shrunk by it, else BadInput."""
    if not 1 <= px <= FARTHEST:
        raise BadInput(tr("A mask can be grown or shrunk by 1 to {most} px.").format(most=FARTHEST))
    return px


def grown(mask: Mask, px: int, canvas: Rect) -> Mask:
    """The mask grown by `px` inside the canvas."""
    return grow_mask(mask, checked_distance(px), canvas)


def shrunk(mask: Mask, px: int, canvas: Rect) -> Mask:
    """The mask shrunk by `px` inside the canvas."""
    return shrink_mask(mask, checked_distance(px), canvas)


def from_file(path: Path, canvas: Rect) -> Mask:
    """The mask in a grey picture of the canvas's size, white = fill; BadInput for another size or an empty one."""
    values = read_mask(read_bytes(path), path.name, (canvas.w, canvas.h))
    if not values.any():
        raise BadInput(tr("The mask {path} is empty: nothing in it is white.").format(path=path))
    return Mask.from_array(values, canvas.x, canvas.y)


def from_transparency(document: Document) -> Mask:
    """The mask of what can be seen through in a document, be it a little; BadInput where all is opaque.

    All of it is 255: a layer of the same softness over a soft edge would leave it half transparent.
    """
    changed = {}
    for cell in cells_in(document.canvas):
        box = cell_rect(cell).intersect(document.canvas)
        clear = compose(document, box)[:, :, 3] < np.iinfo(document.dtype).max
        if clear.any():
            changed[cell] = np.zeros((TILE, TILE), np.uint8)
            changed[cell][box.slices(cell_rect(cell))] = np.where(clear, 255, 0)
    if not changed:
        raise BadInput(tr("Nothing in the picture is transparent."), next_step=tr("Give a mask with --mask."))
    return Mask.empty().with_tiles(changed)
