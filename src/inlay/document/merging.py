"""Merging: one layer in place of several.

What is merged is blended by itself, over nothing, each layer with its own mode, opacity and mask; the result is opaque
at 100 %. Its mode is Normal, as in Krita and GIMP, unless all were of one mode whose order doesn't matter (multiply,
screen, darken, lighten, exclusion), which is kept, so that the layers below are seen as before. Merged with an opaque
Normal layer below, or with nothing visible below, the picture stays the same bit for bit. Other modes over parts that
can be seen through would need the layers below: `merge` gives what there is, `looks_alike` tells if it is the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from inlay.base.errors import BadInput
from inlay.base.geometry import Rect
from inlay.base.text import tr
from inlay.document.compose import compose, shown_layers
from inlay.document.diff import changed_boxes
from inlay.document.document import Document
from inlay.document.edits import LayerIds, check_size, free_layer, layer_in
from inlay.document.layer import Layer, new_id
from inlay.document.rendering import rendered
from inlay.document.stacking import in_stack
from inlay.imaging.raster import cell_rect, cells_in

ORDERLESS = ("multiply", "screen", "darken", "lighten", "exclusion")
"""Modes for which blending a, then b, is blending a and b together; with soft edges, darken and lighten nearly so."""


def merge_down(document: Document, layer_id: str) -> Document:
    """The document with a layer merged with the one right below it; BadInput where there is none."""
    at = document.layers.index(layer_in(document, layer_id))
    if at == 0:
        raise BadInput(tr("There is no layer below this one."))
    return merge(document, (document.layers[at - 1].id, layer_id))


def merge(document: Document, layers: LayerIds) -> Document:
    """The document with several layers merged into one in the place of the topmost, under the lowest one's name.

    BadInput where one of them is gone, locked or hidden, or where they lie too far apart for one layer.
    """
    chosen = in_stack(document, layers)
    for layer in chosen:
        _check(document, layer)
    if len(chosen) < 2:
        raise BadInput(tr("It takes two layers to merge."))
    modes = {layer.mode for layer in chosen}
    mode = chosen[0].mode if len(modes) == 1 and chosen[0].mode in ORDERLESS else "normal"
    return _replaced(document, chosen, mode, at=chosen[-1])


def merge_visible(document: Document) -> Document:
    """The document with all visible layers merged into one in the place of the lowest; hidden ones stay.

    It looks the same, bit for bit. BadInput where fewer than two are visible, or one of them is locked.
    """
    chosen = tuple(layer for layer in document.layers if layer.visible)
    if len(chosen) < 2:
        raise BadInput(tr("Fewer than two layers are visible."))
    for layer in chosen:
        _check(document, layer)
    return _replaced(document, chosen, "normal", at=chosen[0])


def _check(document: Document, layer: Layer) -> None:
    free_layer(document, layer.id)
    if not layer.visible:
        raise BadInput(
            tr("The layer “{name}” is hidden.").format(name=layer.name), next_step=tr("Show it before merging it.")
        )


def _replaced(document: Document, chosen: Sequence[Layer], mode: str, at: Layer) -> Document:
    box = Rect(0, 0, 0, 0)
    for layer in chosen:
        box = box.union(layer.raster.rect)
    check_size(box.w, box.h)
    merged = Layer(new_id(), chosen[0].name, rendered(document, chosen, box), mode=mode)
    gone = {layer.id for layer in chosen}
    stack = [merged if layer is at else layer for layer in document.layers if layer is at or layer.id not in gone]
    return replace(document, layers=tuple(stack))


def looks_alike(before: Document, after: Document) -> bool:
    """Whether a merge left the look inside the canvas, but for rounding by one of 255 levels (two of alpha).

    Where all that was merged was Normal, with nothing to be seen in between, it always does; else what differs is
    read, tile by tile, up to the first difference.
    """
    merged = [layer for layer in before.layers if not after.has_layer(layer.id)]
    if all(layer.mode == "normal" for layer in merged) and _are_neighbours(merged, shown_layers(before)):
        return True
    slack = 1 if before.depth == 8 else 257
    for changed in changed_boxes(before, after):
        part = changed.intersect(before.canvas)
        for cell in cells_in(part):
            box = cell_rect(cell).intersect(part)
            if not _alike(compose(before, box).astype(np.int32), compose(after, box).astype(np.int32), slack):
                return False
    return True


def _are_neighbours(merged: Sequence[Layer], seen: Sequence[Layer]) -> bool:
    """Whether nothing that is seen lies between layers that were merged."""
    places = [place for place, layer in enumerate(seen) if layer in merged]
    return not places or places[-1] - places[0] + 1 == len(places)


def _alike(one: np.ndarray, other: np.ndarray, slack: int) -> bool:
    """Colours count by what can be seen of them: a wholly transparent pixel has none."""
    top = 255 * slack if slack > 1 else 255
    if np.abs(one[..., 3] - other[..., 3]).max(initial=0) > 2 * slack:
        return False
    weighed = np.abs(one[..., :3] - other[..., :3]) * np.minimum(one[..., 3:], other[..., 3:]) // top
    return bool(weighed.max(initial=0) <= slack)
