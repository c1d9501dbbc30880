"""Edits: functions from one document to the next; what didn't change is shared."""

from __future__ import annotations

from dataclasses import replace

from inlay.base.errors import BadInput
from inlay.base.geometry import Rect
from inlay.base.text import tr
from inlay.document.compose import compose, is_covered
from inlay.document.document import Document
from inlay.document.layer import Layer, new_id
from inlay.imaging.blend import MODES
from inlay.imaging.limits import MAX_MEGAPIXELS, MAX_SIDE
from inlay.imaging.mask import Mask
from inlay.imaging.raster import Raster


def add_layer(document: Document, layer: Layer, above: str | None = None) -> Document:
    """The document with `layer` on top, or right above the layer `above`."""
    at = len(document.layers)
    if above is not None:
        at = 1 + [each.id for each in document.layers].index(above)
    return replace(document, layers=(*document.layers[:at], layer, *document.layers[at:]))


def remove_layer(document: Document, layer_id: str) -> Document:
    """The document without a layer; the last one can't be removed (BadInput)."""
    _layer(document, layer_id)
    if len(document.layers) == 1:
        raise BadInput(tr("The last layer can't be deleted."))
    return replace(document, layers=tuple(each for each in document.layers if each.id != layer_id))


def _layer(document: Document, layer_id: str) -> Layer:
    """The layer; BadInput where it is gone, as it may be when an undo comes before an edit."""
    if not document.has_layer(layer_id):
        raise BadInput(tr("That layer isn't there any more."))
    return document.layer(layer_id)


def _changed(document: Document, changed: Layer) -> Document:
    old = document.layer(changed.id)
    plain = ("name", "opacity", "mode", "visible", "mask_on", "locked")
    if all(getattr(old, name) == getattr(changed, name) for name in plain):
        return document  # no step for what changes nothing
    return replace(document, layers=tuple(changed if each.id == changed.id else each for each in document.layers))


def rename_layer(document: Document, layer_id: str, name: str) -> Document:
    """The document with a layer renamed; an empty name is refused (BadInput)."""
    name = " ".join(name.split())
    if not name:
        raise BadInput(tr("A layer needs a name."))
    return _changed(document, replace(_layer(document, layer_id), name=name))


def set_opacity(document: Document, layer_id: str, opacity: float) -> Document:
    """The document with a layer's opacity set; brought into 0..1."""
    return _changed(document, replace(_layer(document, layer_id), opacity=min(1.0, max(0.0, opacity))))


def set_mode(document: Document, layer_id: str, mode: str) -> Document:
    """The document with a layer's blend mode set; BadInput for a mode that doesn't exist."""
    if mode not in MODES:
        raise BadInput(tr("There is no blend mode called {mode}.").format(mode=mode))
    return _changed(document, replace(_layer(document, layer_id), mode=mode))


def set_visible(document: Document, layer_id: str, visible: bool) -> Document:
    """The document with a layer shown or hidden."""
    return _changed(document, replace(_layer(document, layer_id), visible=visible))


def move_layer(document: Document, layer_id: str, index: int) -> Document:
    """The document with a layer at another place in the stack; 0 is the bottom."""
    layer = _layer(document, layer_id)
    others = [each for each in document.layers if each.id != layer_id]
    others.insert(min(len(others), max(0, index)), layer)
    return replace(document, layers=tuple(others)) if tuple(others) != document.layers else document


def set_mask(document: Document, mask: Mask) -> Document:
    """The document with another working mask."""
    return replace(document, mask=mask)


def mask_of(document: Document, layer_id: str | None) -> Mask:
    """The working mask, or the mask of a layer that has one."""
    if layer_id is None:
        return document.mask
    mask = _layer(document, layer_id).mask
    if mask is None:
        raise BadInput(tr("That layer has no mask."))
    return mask


def with_mask_of(document: Document, layer_id: str | None, mask: Mask) -> Document:
    """The document with another working mask, or with another mask on a layer."""
    if layer_id is None:
        return set_mask(document, mask)
    changed = replace(_layer(document, layer_id), mask=mask)
    return replace(document, layers=tuple(changed if each.id == layer_id else each for each in document.layers))


def set_canvas(document: Document, canvas: Rect) -> Document:
    """The document with another frame; nothing moves and nothing outside is deleted."""
    if canvas.is_empty:
        raise BadInput(tr("The frame must be at least 1 x 1 px."))
    if max(canvas.w, canvas.h) > MAX_SIDE or canvas.area > MAX_MEGAPIXELS * 1_000_000:
        raise BadInput(
            tr("A picture is at most {side} px a side and {area} MP.").format(side=f"{MAX_SIDE:,}", area=MAX_MEGAPIXELS)
        )
    return replace(document, canvas=canvas) if canvas != document.canvas else document


def flatten(document: Document) -> Document:
    """The document with one layer that looks like all of them inside the canvas.

    Worked out tile by tile; a tile on which only one plain opaque layer lies is shared, not made again.
    """
    base = document.layers[0]
    channels = 3 if is_covered(document) else 4
    raster = Raster.build(
        document.canvas, channels, document.dtype, lambda box: compose(document, box)[:, :, :channels]
    )
    layer = Layer(new_id(), base.name, _sharing(raster, base.raster))
    return replace(document, layers=(layer,))


def _sharing(raster: Raster, other: Raster) -> Raster:
    """The same raster with the tiles of `other` where they are equal, so that they are kept once."""
    tiles = dict(raster.tiles)
    for cell, tile in raster.tiles.items():
        old = other.tiles.get(cell)
        if old is not None and old.constant is None and old.shape == tile.shape and old.digest == tile.digest:
            tiles[cell] = old
    return Raster(raster.rect, raster.channels, raster.dtype, tiles)
