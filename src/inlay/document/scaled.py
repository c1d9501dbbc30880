"""What a document looks like at a mip level: the layers' mips, blended by the same formulas as at full size."""

from __future__ import annotations

import numpy as np

from inlay.base.geometry import Rect
from inlay.document.compose import Part, compose, shown_layers, stack
from inlay.document.document import Document
from inlay.document.layer import Layer
from inlay.imaging.mips import mask_at, plane_box, raster_at
from inlay.imaging.tile import Pixels


def compose_at(document: Document, level: int, box: Rect) -> Pixels:
    """The picture at 1 / 2**level of its size: a fresh (h, w, 4) array of `box`, which is in pixels of that level.

    Level 0 is `compose` itself. Above, mips are blended, which may differ from a scaled blend. Pixels that the edge of
    the canvas cuts look as their part inside does.
    """
    if level == 0:
        return compose(document, box)
    return edges_made_whole(_blended(document, level, box), document.canvas, level, box)


def _blended(document: Document, level: int, box: Rect) -> Pixels:
    plane = plane_box(box, level)
    touching = [layer for layer in shown_layers(document) if not layer.raster.rect.intersect(plane).is_empty]
    return stack((_part(layer, level, box) for layer in touching), box, document.dtype)


def _part(layer: Layer, level: int, box: Rect) -> Part:
    mask = mask_at(layer.hiding, level, box) if layer.hiding is not None else None
    return Part(raster_at(layer.raster, level, box), layer.mode, layer.opacity, mask)


def edges_made_whole(pixels: Pixels, canvas: Rect, level: int, box: Rect) -> Pixels:
    """Give pixels that the edge of the canvas cuts the alpha of their inner part; (h, w, 4), changed where it lies.

    Without this the last row of nearly every picture would be half transparent when it is shown small.
    """
    for axis, (first, last, start, count) in enumerate(
        ((canvas.y, canvas.bottom, box.y, box.h), (canvas.x, canvas.right, box.x, box.w))
    ):
        for at in {first >> level, (last - 1) >> level}:
            held = min(last, (at + 1) << level) - max(first, at << level)
            if held < 1 << level and start <= at < start + count:
                line = np.moveaxis(pixels, axis, 0)[at - start]
                line[:, 3] = _spread(line[:, 3], held / (1 << level))
    return pixels


def _spread(alpha: Pixels, share: float) -> Pixels:
    top = np.iinfo(alpha.dtype).max
    whole = alpha / np.float64(share)
    # Each level has rounded once, by half a step; that must not leave an opaque edge translucent.
    whole[whole + 1.0 / share >= top] = top
    out: Pixels = np.rint(whole).astype(alpha.dtype)
    return out
