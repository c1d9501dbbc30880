"""From a mask to a request: which pixels the engine sees, and which it may invent."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from inlay.base.errors import BadInput
from inlay.base.geometry import Rect
from inlay.base.text import tr
from inlay.document.compose import compose, shown_layers
from inlay.document.document import Document
from inlay.document.version import Value
from inlay.fill.local.checks import check, sources_of, whole_patches
from inlay.fill.local.engine import estimate
from inlay.fill.local.options import Options, Quality
from inlay.fill.local.plan import Estimate, crop_for
from inlay.fill.request import FillRequest
from inlay.imaging.mask import Mask
from inlay.imaging.regions.distance import grow

GROW = 4
_COUNTS = 25  # values above 10 % count for the shape of the hole


def engine_hole(painted: NDArray[np.uint8], px: int = GROW) -> NDArray[np.uint8]:
    """What the engine may invent (h, w), 0 or 255: what is painted above 10 %, grown by `px` within the array.

    A mask that is fainter than that everywhere counts as it is.
    """
    shape = painted > _COUNTS
    if not shape.any():
        shape = painted > 0
    return grow(np.where(shape, 255, 0).astype(np.uint8), px)


def prepare(
    document: Document,
    painted: Mask,
    *,
    provider: str = "local",
    model: str = "content-aware",
    params: Mapping[str, Value] | None = None,
    prompt: str = "",
    seed: int = 0,
    started_from: str | None = None,
) -> FillRequest:
    """The request for filling `painted` in what the document shows, inside its canvas.

    Reads pixels: call it off the loop thread. Raises BadInput where nothing is masked, or where the
    picture has nothing to fill it from.
    """
    canvas = document.canvas
    masked = painted.bounds(canvas)
    if masked is None:
        raise BadInput(tr("The mask is empty. Paint over what should go."))
    box, image, values = _cut(document, painted, masked)
    return FillRequest(
        provider=provider,
        model=model,
        params=dict(params or {}),
        prompt=prompt,
        seed=seed,
        box=box,
        scale=1.0,
        image=image,
        hole=_usable_hole(image, values),
        painted=values,
        canvas=canvas,
        colour=document.colour,
        started_from=started_from,
    )


def _cut(document: Document, painted: Mask, masked: Rect) -> tuple[Rect, NDArray[Any], NDArray[np.uint8]]:
    """Box, picture and painted mask: the hole with its context, or the whole canvas where that shows no source."""
    canvas = document.canvas
    target = masked.grow(GROW).intersect(canvas).translate(-canvas.x, -canvas.y)
    crop = crop_for(target, (canvas.h, canvas.w)).translate(canvas.x, canvas.y)
    for box in (crop, canvas):
        image, values = compose(document, box), painted.region(box)
        if box == canvas or whole_patches(sources_of(image, engine_hole(values))).any():
            break
    return box, image, values


def estimate_for(document: Document, quality: Quality) -> Estimate | None:
    """At what scale the built-in engine would fill the document's mask, and about how long it would take.

    None where nothing is masked. Looks at the mask and at where layers lie, not at their pixels; for the
    pool all the same. Raises BadInput where the engine would refuse.
    """
    canvas = document.canvas
    masked = document.mask.bounds(canvas)
    if masked is None:
        return None
    target = masked.grow(GROW).intersect(canvas).translate(-canvas.x, -canvas.y)
    box = crop_for(target, (canvas.h, canvas.w)).translate(canvas.x, canvas.y)
    covered = np.zeros((box.h, box.w), np.uint8)
    for layer in shown_layers(document):
        covered[layer.raster.rect.intersect(box).slices(box)] = 255
    image = np.broadcast_to(covered[:, :, np.newaxis], (box.h, box.w, 4))
    return estimate(image, engine_hole(document.mask.region(box)), Options(quality=quality, grown=GROW))


def _usable_hole(image: NDArray[Any], values: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The grown hole; grown by less where a small picture would have nothing left to take the fill from."""
    for px in range(GROW, 0, -1):
        hole = engine_hole(values, px)
        if whole_patches(sources_of(image, hole)).any():
            return hole
    hole = engine_hole(values, 0)
    check(image, hole)
    return hole
