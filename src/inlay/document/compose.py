"""What a document looks like: the one path by which layers are blended, for the canvas and for export."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np

from inlay.base.geometry import Rect
from inlay.document.document import Document
from inlay.document.layer import Layer
from inlay.imaging.blend import blend, over_nothing, with_alpha
from inlay.imaging.tile import Pixels


class Part(NamedTuple):
    """One layer's share of a box: pixels (h, w, 4) and mask (h, w) uint8 or None."""

    pixels: Pixels
    mode: str
    opacity: float
    mask: Pixels | None


def shown_layers(document: Document) -> list[Layer]:
    """The layers that can be seen at all, bottom first."""
    return [layer for layer in document.layers if layer.visible and layer.opacity > 0]


def is_covered(document: Document) -> bool:
    """Whether a layer without any alpha covers the whole canvas; the blend mode doesn't matter for that."""
    return any(
        layer.opacity == 1.0
        and layer.hiding is None
        and layer.raster.channels == 3
        and layer.raster.rect.contains(document.canvas)
        for layer in shown_layers(document)
    )


def compose(document: Document, box: Rect) -> Pixels:
    """The picture in `box`: a fresh (h, w, 4) array in the document's depth, transparent where nothing is.

    Exactly what is exported and what the canvas shows at 100 %; nothing is cut at the canvas.
    """
    touching = [layer for layer in shown_layers(document) if not layer.raster.rect.intersect(box).is_empty]
    return stack((_part(layer, box) for layer in touching), box, document.dtype)


def _part(layer: Layer, box: Rect) -> Part:
    mask = layer.hiding.region(box) if layer.hiding is not None else None
    return Part(_with_alpha_in(layer, box), layer.mode, layer.opacity, mask)


def _with_alpha_in(layer: Layer, box: Rect) -> Pixels:
    pixels = layer.raster.region(box)
    if layer.raster.channels == 4 or layer.raster.rect.contains(box):
        return with_alpha(pixels)
    # Outside its own box an opaque layer is transparent, not black.
    out = np.zeros((box.h, box.w, 4), pixels.dtype)
    part = layer.raster.rect.intersect(box).slices(box)
    out[part] = with_alpha(pixels[part])
    return out


def stack(parts: Iterable[Part], box: Rect, dtype: np.typing.DTypeLike) -> Pixels:
    """Blend the parts of one box, bottom first, over nothing."""
    out: Pixels | None = None
    for part in parts:
        plain = part.mode == "normal" and part.opacity == 1.0 and part.mask is None
        if out is None and plain:
            out = part.pixels  # over nothing, a plain layer is itself, bit for bit
            continue
        if out is None:
            out = over_nothing(part.pixels, part.opacity, part.mask)
            continue
        out = blend(out, part.pixels, part.mode, part.opacity, part.mask)
    return out if out is not None else np.zeros((box.h, box.w, 4), dtype)
