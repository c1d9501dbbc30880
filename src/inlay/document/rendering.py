"""Several layers made one raster that looks like them; tiles that one plain layer alone makes up are shared."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from inlay.base.geometry import Rect
from inlay.document.compose import compose, is_covered, shown_layers
from inlay.document.document import Document
from inlay.document.layer import Layer
from inlay.imaging.raster import Cell, Raster, cell_rect, cells_in
from inlay.imaging.tile import Tile

NOTHING = (0, 0, 0, 0)


def rendered(document: Document, layers: Sequence[Layer], box: Rect) -> Raster:
    """What `layers` (bottom first) look like over nothing inside `box`, bit for bit as `compose` has it; only the
    colour of a wholly transparent pixel, which nobody sees, may be another.

    It has no alpha where one of them covers `box` without any. Worked out tile by tile.
    """
    alone = replace(document, layers=tuple(layers), canvas=box)
    channels = 3 if is_covered(alone) else 4
    seen = shown_layers(alone)
    ready: dict[Cell, Tile] = {}
    for cell in cells_in(box):
        held = cell_rect(cell).intersect(box)
        meeting = [layer for layer in seen if not layer.raster.rect.intersect(held).is_empty]
        tile = _ready_tile(meeting, cell, held, document.dtype)
        if tile is not None and tile.shape[2] == channels:
            ready[cell] = tile
    raster = Raster.build(box, channels, document.dtype, lambda part: compose(alone, part)[:, :, :channels], ready)
    return _sharing(raster, [layer.raster for layer in seen])


def _ready_tile(layers: Sequence[Layer], cell: Cell, held: Rect, dtype: np.dtype[Any]) -> Tile | None:
    """The tile of a cell that shows `held` of these layers, where nothing has to be blended for it."""
    sharing = [layer for layer in layers if _has_share(layer, held)]
    if not sharing:
        return Tile.filled((held.h, held.w, 4), dtype, NOTHING)
    # Over nothing, a plain lowest layer is itself; what has no share above it leaves it as it is.
    lowest = layers[0]
    plain = lowest.opacity == 1.0 and lowest.hiding is None
    if len(sharing) > 1 or sharing[0] is not lowest or not plain or lowest.raster.tile_rect(cell) != held:
        return None
    return lowest.raster.tiles[cell]


def _has_share(layer: Layer, box: Rect) -> bool:
    """Whether a layer changes anything in `box`, as far as can be told without reading pixels."""
    part = layer.raster.rect.intersect(box)
    mask = layer.hiding
    if mask is not None and all(mask.value_of(cell) == 0 for cell in cells_in(part)):
        return False
    return any(layer.raster.tiles[cell].constant != NOTHING for cell in cells_in(part))


def _sharing(raster: Raster, others: Sequence[Raster]) -> Raster:
    """The same raster with tiles of the others where they are equal, so that they are kept once."""
    tiles = dict(raster.tiles)
    for cell, tile in raster.tiles.items():
        if tile.constant is not None:
            continue
        for other in others:
            old = other.tiles.get(cell)
            if old is not None and old.constant is None and old.shape == tile.shape and old.digest == tile.digest:
                tiles[cell] = old
                break
    return Raster(raster.rect, raster.channels, raster.dtype, tiles)
