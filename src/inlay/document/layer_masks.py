"""Edits of the masks of layers: added, taken away, switched off, made part of the pixels."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from inlay.base.errors import BadInput
from inlay.base.geometry import Rect
from inlay.base.text import tr
from inlay.document.document import Document
from inlay.document.edits import free_layer, layer_in, mask_of, set_mask, with_layers
from inlay.document.layer import Layer
from inlay.imaging.blend import with_alpha
from inlay.imaging.mask import Mask
from inlay.imaging.raster import Cell, Raster, cells_in
from inlay.imaging.tile import Pixels, Tile

SHOWS_ALL = Mask({}, 255)
"""A mask that hides nothing of a layer, wherever the layer is."""


def add_mask(document: Document, layer_id: str, mask: Mask) -> Document:
    """The document with a mask on a layer that has none; BadInput where it has one."""
    layer = free_layer(document, layer_id)
    if layer.mask is not None:
        raise BadInput(
            tr("The layer “{name}” has a mask already.").format(name=layer.name),
            next_step=tr("Delete or apply that one first."),
        )
    return with_layers(document, [replace(layer, mask=mask, mask_on=True)])


def remove_mask(document: Document, layer_id: str) -> Document:
    """The document with a layer's mask deleted; all of the layer is seen again."""
    mask_of(document, layer_id)
    return with_layers(document, [replace(free_layer(document, layer_id), mask=None, mask_on=True)])


def set_mask_on(document: Document, layer_id: str, on: bool) -> Document:
    """The document with a layer's mask switched on or off."""
    mask_of(document, layer_id)
    return with_layers(document, [replace(free_layer(document, layer_id), mask_on=on)])


def load_mask(document: Document, layer_id: str) -> Document:
    """The document with a copy of a layer's mask as the working mask."""
    mask = mask_of(document, layer_id)
    return set_mask(document, mask) if mask is not document.mask else document


def apply_mask(document: Document, layer_id: str) -> Document:
    """The document with a layer's mask made part of its alpha; it looks as before, and what was hidden is gone.

    BadInput for a mask that is off: applying it would change the look, leaving it out would be deleting it.
    """
    mask = mask_of(document, layer_id)
    layer = free_layer(document, layer_id)
    if not layer.mask_on:
        raise BadInput(
            tr("The mask of “{name}” is off.").format(name=layer.name), next_step=tr("Switch it on, or delete it.")
        )
    raster = _masked(layer, mask)
    return with_layers(document, [replace(layer, raster=raster, mask=None)])


def _masked(layer: Layer, mask: Mask) -> Raster:
    """The layer's pixels with their alpha times the mask; what is hidden has no colour, and so costs nothing."""
    raster = layer.raster
    ready: dict[Cell, Tile] = {}
    for cell in cells_in(raster.rect):
        value, held = mask.value_of(cell), raster.tile_rect(cell)
        if value == 255 and raster.channels == 4:
            ready[cell] = raster.tiles[cell]
        elif value == 0:
            ready[cell] = Tile.filled((held.h, held.w, 4), raster.dtype, (0, 0, 0, 0))

    def make(box: Rect) -> Pixels:
        return times_mask(raster.region(box), mask.region(box))

    return Raster.build(raster.rect, 4, raster.dtype, make, ready)


def times_mask(pixels: Pixels, values: Pixels) -> Pixels:
    """Pixels (h, w, 3|4) with alpha times a mask (h, w) uint8, rounded: (h, w, 4); 0 where nothing is left."""
    out = with_alpha(pixels).copy()
    alpha = (out[..., 3].astype(np.uint32) * values + 127) // 255
    out[..., 3] = alpha
    out[alpha == 0] = 0
    return out


def placed_mask(document: Document, layer_id: str, from_mask: bool, shown: bool) -> Mask:
    """The mask to add to a layer: the working mask, or one that shows all of the layer, or nothing of it.

    BadInput where the working mask doesn't touch the layer: it would be gone.
    """
    if not from_mask:
        return SHOWS_ALL if shown else Mask.empty()
    layer = layer_in(document, layer_id)
    if document.mask.is_empty_in(layer.raster.rect):
        raise BadInput(
            tr("Nothing of “{name}” is masked; all of it would be hidden.").format(name=layer.name),
            next_step=tr("Paint the part that is to stay, or add a mask that shows all."),
        )
    return document.mask
