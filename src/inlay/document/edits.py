"""Edits: functions from one document to the next; what didn't change is shared."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace

from inlay.base.errors import BadInput
from inlay.base.geometry import Rect
from inlay.base.text import tr, tr_number
from inlay.document.document import Document
from inlay.document.layer import Layer, new_id
from inlay.document.rendering import rendered
from inlay.imaging.blend import MODES
from inlay.imaging.limits import MAX_MEGAPIXELS, MAX_SIDE
from inlay.imaging.mask import Mask

LayerIds = str | Sequence[str]
"""One layer or several, by their ids."""


def ids_of(layers: LayerIds) -> tuple[str, ...]:
    """The ids, each once."""
    return (layers,) if isinstance(layers, str) else tuple(dict.fromkeys(layers))


def layer_in(document: Document, layer_id: str) -> Layer:
    """The layer; BadInput where it is gone, as it may be when an undo comes before an edit."""
    if not document.has_layer(layer_id):
        raise BadInput(tr("That layer isn't there any more."))
    return document.layer(layer_id)


def free_layer(document: Document, layer_id: str) -> Layer:
    """The layer, if it may be changed; BadInput where it is gone or locked."""
    layer = layer_in(document, layer_id)
    if layer.locked:
        raise BadInput(
            tr("The layer “{name}” is locked.").format(name=layer.name), next_step=tr("Unlock it in the Layers panel.")
        )
    return layer


def with_layers(document: Document, changed: Collection[Layer]) -> Document:
    """The document with some layers replaced by those of the same ids; itself where all look and are as before."""
    plain = ("name", "opacity", "mode", "visible", "mask_on", "locked", "raster", "mask")
    new = {
        layer.id: layer
        for layer in changed
        if any(getattr(layer, name) != getattr(document.layer(layer.id), name) for name in plain)
    }
    if not new:
        return document  # no step for what changes nothing
    return replace(document, layers=tuple(new.get(each.id, each) for each in document.layers))


def change_layers(document: Document, layers: LayerIds, change: Callable[[Layer], Layer]) -> Document:
    """The document with layers changed; BadInput, and nothing is changed, where one of them is gone or locked."""
    return with_layers(document, [change(free_layer(document, each)) for each in ids_of(layers)])


def add_layer(document: Document, layer: Layer, above: str | None = None) -> Document:
    """The document with `layer` on top, or right above the layer `above`."""
    at = len(document.layers)
    if above is not None:
        at = 1 + [each.id for each in document.layers].index(above)
    return replace(document, layers=(*document.layers[:at], layer, *document.layers[at:]))


def remove_layer(document: Document, layers: LayerIds) -> Document:
    """The document without a layer, or several; the last one can't be removed (BadInput)."""
    gone = {free_layer(document, each).id for each in ids_of(layers)}
    if len(gone) == len(document.layers):
        raise BadInput(tr("The last layer can't be deleted."))
    return replace(document, layers=tuple(each for each in document.layers if each.id not in gone))


def rename_layer(document: Document, layer_id: str, name: str) -> Document:
    """The document with a layer renamed; an empty name is refused (BadInput)."""
    name = " ".join(name.split())
    if not name:
        raise BadInput(tr("A layer needs a name."))
    return change_layers(document, layer_id, lambda layer: replace(layer, name=name))


def set_opacity(document: Document, layers: LayerIds, opacity: float) -> Document:
    """The document with the opacity of layers set; brought into 0..1."""
    return change_layers(document, layers, lambda layer: replace(layer, opacity=min(1.0, max(0.0, opacity))))


def set_mode(document: Document, layers: LayerIds, mode: str) -> Document:
    """The document with the blend mode of layers set; BadInput for a mode that doesn't exist."""
    if mode not in MODES:
        raise BadInput(tr("There is no blend mode called {mode}.").format(mode=mode))
    return change_layers(document, layers, lambda layer: replace(layer, mode=mode))


def set_visible(document: Document, layers: LayerIds, visible: bool) -> Document:
    """The document with layers shown or hidden; locked ones too, since that changes how they are looked at only."""
    return with_layers(document, [replace(layer_in(document, each), visible=visible) for each in ids_of(layers)])


def set_locked(document: Document, layers: LayerIds, locked: bool) -> Document:
    """The document with layers locked or unlocked."""
    return with_layers(document, [replace(layer_in(document, each), locked=locked) for each in ids_of(layers)])


def move_layer(document: Document, layer_id: str, index: int) -> Document:
    """The document with a layer at another place in the stack; 0 is the bottom."""
    layer = free_layer(document, layer_id)
    others = [each for each in document.layers if each.id != layer_id]
    others.insert(min(len(others), max(0, index)), layer)
    return with_order(document, others)


def with_order(document: Document, layers: Sequence[Layer]) -> Document:
    """The document with its layers in another order, bottom first; itself where that is as it was."""
    return replace(document, layers=tuple(layers)) if tuple(layers) != document.layers else document


def set_mask(document: Document, mask: Mask) -> Document:
    """The document with another working mask."""
    return replace(document, mask=mask)


def mask_of(document: Document, layer_id: str | None) -> Mask:
    """The working mask, or the mask of a layer that has one."""
    if layer_id is None:
        return document.mask
    mask = layer_in(document, layer_id).mask
    if mask is None:
        raise BadInput(tr("That layer has no mask."))
    return mask


def with_mask_of(document: Document, layer_id: str | None, mask: Mask) -> Document:
    """The document with another working mask, or with another mask on a layer that isn't locked."""
    if layer_id is None:
        return set_mask(document, mask)
    return change_layers(document, layer_id, lambda layer: replace(layer, mask=mask))


def check_size(width: int, height: int) -> None:
    """BadInput for a size that no picture and no layer may have."""
    if max(width, height) > MAX_SIDE or width * height > MAX_MEGAPIXELS * 1_000_000:
        raise BadInput(
            tr("A picture is at most {side} px a side and {area} MP.").format(
                side=tr_number(MAX_SIDE), area=MAX_MEGAPIXELS
            )
        )


def set_canvas(document: Document, canvas: Rect) -> Document:
    """The document with another frame; nothing moves and nothing outside is deleted."""
    if canvas.is_empty:
        raise BadInput(tr("The frame must be at least 1 x 1 px."))
    check_size(canvas.w, canvas.h)
    return replace(document, canvas=canvas) if canvas != document.canvas else document


def flatten(document: Document) -> Document:
    """The document with one layer that looks like all of them inside the canvas; BadInput where one is locked.

    Worked out tile by tile; a tile on which only one plain layer lies is shared, not made again.
    """
    for each in document.layers:
        free_layer(document, each.id)
    layer = Layer(new_id(), document.layers[0].name, rendered(document, document.layers, document.canvas))
    return replace(document, layers=(layer,))
