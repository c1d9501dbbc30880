"""Layers clipped to the one below them, which Inlay doesn't have: by masks where that is exact, else merged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from inlay.base.geometry import Rect
from inlay.document.compose import compose
from inlay.document.document import Document
from inlay.document.layer import Layer
from inlay.imaging.blend import source_alpha, with_alpha
from inlay.imaging.mask import Coverage, Mask
from inlay.imaging.raster import Cell, Raster, cell_rect, cells_in
from inlay.imaging.tile import TILE, Pixels


def as_masks(base: Layer, above: Sequence[Layer]) -> list[Layer] | None:
    """The layers `above` with the shape of `base` in their masks, where the picture then stays the same.

    That is so where `base` is plain and has no soft edge below any of them; else None. A layer that `base` covers
    wholly comes back as it is.
    """
    if base.opacity != 1.0 or base.mode != "normal":
        return None
    out: list[Layer] = []
    for layer in above:
        shapes = {cell: _shape(base, cell_rect(cell)) for cell in cells_in(layer.raster.rect)}
        if any(shape is None for shape in shapes.values()):
            return None
        out.append(_masked(layer, {cell: shape for cell, shape in shapes.items() if shape is not None}))
    return out


def _shape(base: Layer, box: Rect) -> Coverage | None:
    """Where `base` is: (h, w) of 0 and 255; None where it is neither there nor not."""
    pixels = with_alpha(base.raster.region(box))
    if base.raster.channels == 3:
        held = base.raster.rect.intersect(box)
        alpha = np.zeros((box.h, box.w), pixels.dtype)
        if not held.is_empty:
            alpha[held.slices(box)] = np.iinfo(pixels.dtype).max
        pixels = np.concatenate([pixels[..., :3], alpha[..., np.newaxis]], axis=2)
    share = source_alpha(pixels, 1.0, base.hiding.region(box) if base.hiding is not None else None)
    there = share == 1
    if not (there | (share == 0)).all():
        return None
    return np.where(there, 255, 0).astype(np.uint8)


def _masked(layer: Layer, shapes: dict[Cell, Coverage]) -> Layer:
    rect = layer.raster.rect
    parts = {cell: cell_rect(cell).intersect(rect).slices(cell_rect(cell)) for cell in shapes}
    if all((shape[parts[cell]] == 255).all() for cell, shape in shapes.items()):
        return layer
    values: dict[Cell, Coverage] = {}
    for cell, shape in shapes.items():
        old = layer.hiding.tile(cell) if layer.hiding is not None else np.full((TILE, TILE), 255, np.uint8)
        values[cell] = np.where(shape == 255, old, 0).astype(np.uint8)
    return replace(layer, mask=Mask.empty().with_tiles(values), mask_on=True)


def coloured(blank: Document, base: Layer, above: Sequence[Layer]) -> Layer:
    """`base` with the colours that it has once all `above` are painted onto it, in its own shape (W3C: source-atop)."""
    raster = base.raster
    solid = Raster.build(raster.rect, 3, raster.dtype, lambda box: raster.region(box)[..., :3])
    flat = replace(base, raster=solid, opacity=1.0, mode="normal", mask=None)
    shown = replace(blank, layers=(flat, *above))

    def make(box: Rect) -> Pixels:
        pixels = compose(shown, box)
        if raster.channels == 3:
            return pixels[..., :3]
        pixels[..., 3] = raster.region(box)[..., 3]
        return pixels

    return replace(base, raster=Raster.build(raster.rect, raster.channels, raster.dtype, make))
