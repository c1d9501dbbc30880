"""A larger frame: what is new in it becomes mask, and reaches a little into the picture."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np

from inlay.base.geometry import Rect
from inlay.document.compose import compose, shown_layers
from inlay.document.document import Document
from inlay.document.edits import set_canvas
from inlay.imaging.mask import Coverage, Mask
from inlay.imaging.raster import Cell, cell_rect, cells_in

OVERLAP = 12
"""Px that the mask of a new border reaches into the picture, unless something else is asked for."""


def new_area(old: Rect, new: Rect) -> tuple[Rect, ...]:
    """The boxes of `new` that `old` doesn't cover: above, below, left and right; they don't overlap."""
    held = old.intersect(new)
    if held.is_empty:
        return (new,)
    boxes = (
        Rect.from_edges(new.x, new.y, new.right, held.y),
        Rect.from_edges(new.x, held.bottom, new.right, new.bottom),
        Rect.from_edges(new.x, held.y, held.x, held.bottom),
        Rect.from_edges(held.right, held.y, new.right, held.bottom),
    )
    return tuple(box for box in boxes if not box.is_empty)


def overlap_bands(old: Rect, new: Rect, overlap: int) -> tuple[Rect, ...]:
    """The boxes in which the mask of a new border reaches into the old canvas: one at each side that grows, inside
    `new`. Those of neighbouring sides meet without overlapping."""
    held = old.intersect(new)
    left, top = (overlap if new.x < old.x else 0), (overlap if new.y < old.y else 0)
    right, bottom = (overlap if new.right > old.right else 0), (overlap if new.bottom > old.bottom else 0)
    inner = Rect.from_edges(held.x + left, held.y + top, held.right - right, held.bottom - bottom)
    if inner.is_empty:
        return () if held.is_empty or not (left or top or right or bottom) else (held,)
    return new_area(inner, held)


def extension_mask(document: Document, canvas: Rect, overlap: int = OVERLAP) -> Mask:
    """What is to be filled when `canvas` becomes the frame: 255 where the frame shows something that the old canvas
    didn't and no opaque pixel lies there (a crop that is taken back has some), and `overlap` px around it; 0 elsewhere.
    """
    missing: dict[Cell, Coverage] = {}
    for box in new_area(document.canvas, canvas):
        for cell in cells_in(box):
            part = cell_rect(cell).intersect(box)
            _mark(missing, cell, part, _transparent(document, part))
    mask = Mask.empty().with_tiles(missing)
    return _widened(mask, overlap, canvas) if overlap > 0 else mask


def _mark(into: dict[Cell, Coverage], cell: Cell, part: Rect, values: Coverage) -> None:
    held = cell_rect(cell)
    if part == held:
        into[cell] = values
        return
    if cell not in into:
        into[cell] = np.zeros((held.h, held.w), np.uint8)
    into[cell][part.slices(held)] = values


def _transparent(document: Document, box: Rect) -> Coverage:
    """255 where the document isn't opaque in `box`, else 0 (h, w)."""
    layers = shown_layers(document)
    if all(layer.raster.rect.intersect(box).is_empty for layer in layers):
        return np.broadcast_to(np.uint8(255), (box.h, box.w))
    alpha = compose(document, box)[:, :, 3]
    return np.where(alpha < np.iinfo(alpha.dtype).max, 255, 0).astype(np.uint8)


def _widened(mask: Mask, by: int, within: Rect) -> Mask:
    """The mask grown by `by` px along rows and columns, inside `within`: what touches a border gets a straight band."""
    kernel = np.ones((2 * by + 1, 1), np.uint8)
    changed: dict[Cell, Coverage] = {}
    reached = {cell for full in mask.tiles for cell in cells_in(cell_rect(full).grow(by))}
    for cell in reached:
        if mask.value_of(cell) == 255:
            continue
        held = cell_rect(cell)
        around = mask.region(held.grow(by))
        wide = cv2.dilate(cv2.dilate(around, kernel), np.ascontiguousarray(kernel.T))
        part = held.intersect(within)
        values = np.zeros((held.h, held.w), np.uint8)
        values[part.slices(held)] = wide[part.slices(held.grow(by))]
        changed[cell] = values
    return mask.with_tiles(changed)


def extend(document: Document, canvas: Rect, overlap: int = OVERLAP) -> Document:
    """The document with another frame; nothing moves, and nothing outside is deleted. What is new in it is added to
    the mask (see `extension_mask`). BadInput for an empty frame."""
    framed = set_canvas(document, canvas)
    new = extension_mask(document, canvas, overlap)
    if not new.tiles:
        return framed
    joined = {cell: np.maximum(document.mask.tile(cell), new.tile(cell)) for cell in new.tiles}
    return replace(framed, mask=document.mask.with_tiles(joined))
