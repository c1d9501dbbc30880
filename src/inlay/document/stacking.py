"""Edits of several layers at once: their order in the stack, copies of them, and their place in the plane."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import replace

from inlay.base.errors import BadInput
from inlay.base.text import tr, tr_number
from inlay.document.document import Document
from inlay.document.edits import LayerIds, change_layers, free_layer, ids_of, layer_in, with_layers, with_order
from inlay.document.layer import Layer
from inlay.imaging.mask import Mask
from inlay.imaging.raster import Raster
from inlay.imaging.shifted import ShiftedMask, ShiftedRaster

FARTHEST = 1_000_000
"""How far from the origin of the plane a layer may be moved, in px."""


def in_stack(document: Document, layers: LayerIds) -> tuple[Layer, ...]:
    """These layers, bottom first; BadInput where one is gone."""
    wanted = {layer_in(document, each).id for each in ids_of(layers)}
    return tuple(layer for layer in document.layers if layer.id in wanted)


def place_layers(document: Document, layers: LayerIds, gap: int) -> Document:
    """The document with layers together in a gap of the stack as it is: 0 is below all, 1 above the lowest layer.

    They keep their order among themselves. BadInput where one is gone or locked.
    """
    moved = [free_layer(document, layer.id) for layer in in_stack(document, layers)]
    at = min(len(document.layers), max(0, gap))
    below = [layer for layer in document.layers[:at] if layer not in moved]
    above = [layer for layer in document.layers[at:] if layer not in moved]
    return with_order(document, [*below, *moved, *above])


def shift_layers(document: Document, layers: LayerIds, by: int) -> Document:
    """The document with each of these layers one place higher (+1) or lower (-1), as far as there is room."""
    chosen = {free_layer(document, each).id for each in ids_of(layers)}
    stack = list(document.layers) if by < 0 else list(reversed(document.layers))
    for at in range(1, len(stack)):
        if stack[at].id in chosen and stack[at - 1].id not in chosen:
            stack[at - 1], stack[at] = stack[at], stack[at - 1]
    return with_order(document, stack if by < 0 else stack[::-1])


def duplicate_layers(document: Document, layers: LayerIds, new_ids: Sequence[str]) -> Document:
    """The document with copies above the topmost of these layers, in their order; `new_ids` are the copies'.

    Copies share all pixels, and aren't locked.
    """
    chosen = in_stack(document, layers)
    taken = {layer.name for layer in document.layers}
    copies = []
    for layer, new_id in zip(chosen, new_ids, strict=True):
        copies.append(replace(layer, id=new_id, name=_copy_name(layer.name, taken), locked=False))
        taken.add(copies[-1].name)
    at = 1 + document.layers.index(chosen[-1])
    return replace(document, layers=(*document.layers[:at], *copies, *document.layers[at:]))


def _copy_name(name: str, taken: set[str]) -> str:
    """What a copy is called: "Sky copy", "Sky copy 2"; a copy of a copy counts on."""
    first, further = tr("{name} copy"), tr("{name} copy {number}")
    for pattern in (further, first):
        parts = re.escape(pattern).replace(r"\{name\}", "(.+)").replace(r"\{number\}", r"\d+")
        found = re.fullmatch(parts, name)
        if found is not None:
            name = found.group(1)
            break
    counted = (further.format(name=name, number=number) for number in itertools.count(2))
    return next(each for each in itertools.chain([first.format(name=name)], counted) if each not in taken)


def check_moved(document: Document, layers: LayerIds, dx: int, dy: int) -> None:
    """BadInput where one of the layers can't be moved so: it is gone or locked, or would lie out of reach."""
    for each in ids_of(layers):
        rect = free_layer(document, each).raster.rect.translate(dx, dy)
        if max(abs(rect.x), abs(rect.y)) > FARTHEST:
            raise BadInput(tr("A layer can be moved by at most {most} px.").format(most=tr_number(FARTHEST)))


def move_by(document: Document, layers: LayerIds, dx: int, dy: int) -> Document:
    """The document with layers and their masks `dx` px further to the right and `dy` px further down, bit for bit."""
    check_moved(document, layers, dx, dy)
    if dx == dy == 0:
        return document
    return change_layers(
        document,
        layers,
        lambda layer: replace(
            layer,
            raster=layer.raster.moved(dx, dy),
            mask=layer.mask.moved(dx, dy) if layer.mask is not None else None,
        ),
    )


def looked_at_moved(document: Document, layers: LayerIds, dx: int, dy: int) -> Document:
    """What `move_by` would give, at once: for looking at, not for keeping. What can't be moved stays where it is."""
    there = [document.layer(each) for each in ids_of(layers) if document.has_layer(each)]
    return with_layers(document, [_shifted(layer, dx, dy) for layer in there if not layer.locked])


def _shifted(layer: Layer, dx: int, dy: int) -> Layer:
    raster: Raster = ShiftedRaster.shift(layer.raster, dx, dy)
    mask: Mask | None = ShiftedMask.shift(layer.mask, dx, dy) if layer.mask is not None else None
    return replace(layer, raster=raster, mask=mask)
