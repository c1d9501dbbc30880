"""Where masks come from: files and transparency."""

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
from inlay.imaging.tile import TILE

FARTHEST = 1000
"""Px that a mask may be grown or shrunk by at once."""


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
