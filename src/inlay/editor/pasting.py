"""Pictures in from other programs as layers, and out to them as PNG; blocking, for the pool."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from pathlib import PurePath

import numpy as np

from inlay.base.errors import BadInput
from inlay.base.geometry import Point, Rect
from inlay.base.text import tr
from inlay.document.compose import compose
from inlay.document.document import Document
from inlay.document.edits import layer_in
from inlay.document.layer import Layer, new_id
from inlay.document.layer_masks import times_mask
from inlay.document.rendering import rendered
from inlay.editor.exporting import is_opaque
from inlay.editor.opening import open_bytes
from inlay.imaging.codec import PixelSource, write_picture
from inlay.imaging.colour import to_8bit, to_16bit
from inlay.imaging.colour.convert import converted
from inlay.imaging.mask import Mask
from inlay.imaging.raster import Raster
from inlay.imaging.tile import TILE, Pixels

PixelsOf = Callable[[Rect], Pixels]


def pasted_layer(document: Document, data: bytes, name: str, centre: Point | None) -> tuple[Layer, Sequence[str]]:
    """A layer of a picture file's bytes, in the document's colour and depth, and what is to be told about it.

    It keeps its own size in pixels, whatever the canvas's, and lies around `centre` (plane px), or the middle of the
    canvas. BadInput where the bytes can't be read.
    """
    opened = open_bytes(data, name)
    found = opened.document
    source = rendered(found, found.layers, found.canvas) if len(found.layers) > 1 else found.layers[0].raster
    canvas = document.canvas
    middle = centre or Point(canvas.x + canvas.w / 2, canvas.y + canvas.h / 2)
    dx = round(middle.x - source.rect.w / 2) - source.rect.x
    dy = round(middle.y - source.rect.h / 2) - source.rect.y

    def make(box: Rect) -> Pixels:
        pixels = source.region(box.translate(-dx, -dy))
        colours = converted(np.ascontiguousarray(pixels[..., :3]), found.colour, document.colour, document.dtype)
        if source.channels == 3:
            return colours
        return np.concatenate([colours, _in_depth(pixels[..., 3:], document)], axis=2)

    raster = Raster.build(source.rect.translate(dx, dy), source.channels, document.dtype, make)
    return Layer(new_id(), PurePath(name).stem or tr("Picture"), raster), opened.notes


def _in_depth(values: Pixels, document: Document) -> Pixels:
    return to_16bit(values) if document.depth == 16 else to_8bit(values)


def copied_layer(document: Document, layer_id: str) -> bytes:
    """A PNG of a layer as its own mask leaves it: of what is masked of it, or all of it where nothing is masked.

    BadInput where what is masked doesn't touch the layer.
    """
    layer = layer_in(document, layer_id)

    def pixels(box: Rect) -> Pixels:
        found = layer.raster.region(box)
        return found if layer.hiding is None else times_mask(found, layer.hiding.region(box))

    opaque = layer.raster.channels == 3 and layer.hiding is None
    return _png(document, layer.raster.rect, pixels, opaque)


def copied_merged(document: Document) -> bytes:
    """A PNG of the picture: of what is masked of it, or all of it where nothing is masked. BadInput where what is
    masked lies outside the canvas."""
    return _png(document, document.canvas, lambda box: compose(document, box), is_opaque(document))


def _png(document: Document, ground: Rect, pixels: PixelsOf, opaque: bool) -> bytes:
    """What of `ground` is masked. `opaque` says that `pixels` has no alpha."""
    mask = None if document.mask.is_empty else document.mask
    box = ground if mask is None else mask.bounds(ground)
    if box is None:
        raise BadInput(
            tr("Nothing of it is masked."), next_step=tr("Mask what is to be copied, or nothing to copy all of it.")
        )

    def rows(y: int, h: int) -> Pixels:
        strip = Rect(box.x, box.y + y, box.w, h)
        found = pixels(strip)
        return found if mask is None else times_mask(found, mask.region(strip))

    whole = mask is None or _is_full(mask, box)
    source = PixelSource(box.w, box.h, document.depth, not (opaque and whole), rows)
    out = io.BytesIO()
    write_picture(out, "png", source, document.colour)
    return out.getvalue()


def _is_full(mask: Mask, box: Rect) -> bool:
    """Whether all of `box` is masked wholly."""
    return all(
        bool((mask.region(Rect(box.x, y, box.w, min(TILE, box.bottom - y))) == 255).all())
        for y in range(box.y, box.bottom, TILE)
    )
