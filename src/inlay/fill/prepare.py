"""From a mask to a request: which pixels the engine sees, and which it may invent."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import cv2
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
from inlay.fill.plan.blobs import COUNTS, GROW
from inlay.fill.plan.border import with_inner
from inlay.fill.plan.calls import Takes
from inlay.fill.plan.crop import Crop
from inlay.fill.request import FillRequest
from inlay.fill.sending import sent_pictures
from inlay.imaging.mask import Mask
from inlay.imaging.regions.distance import grow

__all__ = ["GROW", "engine_hole", "estimate_for", "prepare"]


def engine_hole(painted: NDArray[np.uint8], px: int = GROW) -> NDArray[np.uint8]:
    """What the engine may invent (h, w), 0 or 255: what is painted above 10 %, grown by `px` within the array.

    A mask that is fainter than that everywhere counts as it is.
    """
    shape = painted > COUNTS
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
    options: Mapping[str, Value] | None = None,
    crop: Crop | None = None,
    takes: Takes = "mask",
) -> FillRequest:
    """The request for filling `painted` in what the document shows, inside its canvas.

    crop   what is sent, as planned; None for the built-in fill, which finds its own and sends nothing
    takes  whether the model takes a mask, or only a border to add around the picture

    Reads pixels: call it off the loop thread. Raises BadInput where nothing is masked, where the picture has
    nothing for the built-in fill to take from, or where a border is wanted and the mask isn't one.
    """
    canvas = document.canvas
    masked = painted.bounds(canvas if crop is None else crop.box.intersect(canvas))
    if masked is None:
        raise BadInput(tr("The mask is empty. Paint over what should go."))
    if crop is None:
        cut = _cut(document, painted, masked)
    else:
        if takes == "border" and crop.inner is None:
            crop = with_inner(crop, painted, canvas)
        cut = _cut_to_send(document, painted, crop)
    return FillRequest(
        provider=provider,
        model=model,
        params=dict(params or {}),
        prompt=prompt,
        seed=seed,
        box=cut.box,
        scale=1.0 if crop is None else crop.scale,
        image=cut.image,
        hole=cut.hole,
        painted=cut.painted,
        canvas=canvas,
        colour=document.colour,
        started_from=started_from,
        options=dict(options or {}),
        sent=None if crop is None else sent_pictures(cut.image, cut.hole, document.colour, crop),
    )


class _Cut(NamedTuple):
    """What is cut from the document for a box: arrays as in the request."""

    box: Rect
    image: NDArray[Any]
    hole: NDArray[np.uint8]
    painted: NDArray[np.uint8]


def _cut_to_send(document: Document, painted: Mask, crop: Crop) -> _Cut:
    """The planned box. Beyond the canvas there is nothing: what a crop has hidden isn't sent."""
    box = crop.box
    inside = box.intersect(document.canvas)
    place = inside.slices(box)
    image = np.zeros((box.h, box.w, 4), document.dtype)
    image[place] = compose(document, inside)
    values = np.zeros((box.h, box.w), np.uint8)
    values[place] = painted.region(inside)
    if crop.inner is None:
        return _Cut(box, image, _continued(engine_hole(values[place]), inside, box), values)
    hole = np.full((box.h, box.w), 255, np.uint8)
    hole[crop.inner.slices(box)] = 0
    return _Cut(box, image, hole, values)


def _continued(hole: NDArray[np.uint8], inside: Rect, box: Rect) -> NDArray[np.uint8]:
    """The hole of `inside` for all of `box`: where it meets the end of the picture it goes on beyond, so that the model
    doesn't work towards something that isn't there."""
    top, left = inside.y - box.y, inside.x - box.x
    bottom, right = box.bottom - inside.bottom, box.right - inside.right
    wide = cv2.copyMakeBorder(hole, top, bottom, left, right, cv2.BORDER_REPLICATE)
    return np.asarray(wide, np.uint8)


def _cut(document: Document, painted: Mask, masked: Rect) -> _Cut:
    """The hole with its context, or the whole canvas where that shows no source."""
    canvas = document.canvas
    target = masked.grow(GROW).intersect(canvas).translate(-canvas.x, -canvas.y)
    crop = crop_for(target, (canvas.h, canvas.w)).translate(canvas.x, canvas.y)
    for box in (crop, canvas):
        image, values = compose(document, box), painted.region(box)
        if box == canvas or whole_patches(sources_of(image, engine_hole(values))).any():
            break
    return _Cut(box, image, _usable_hole(image, values), values)


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
