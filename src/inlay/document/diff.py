"""Where two documents or masks differ, told by the identity of their tiles: no pixel is read."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence

from inlay.base.geometry import Rect
from inlay.document.compose import shown_layers
from inlay.document.document import Document
from inlay.document.layer import Layer
from inlay.imaging.mask import Mask
from inlay.imaging.raster import Cell, Raster, cell_rect, cells_in
from inlay.imaging.shifted import ShiftedMask, ShiftedRaster


def changed_boxes(before: Document, after: Document) -> list[Rect]:
    """Boxes of the plane, apart from each other, outside of which both documents look the same.

    Exact to a cell of the tile grid or better; two tiles that are equal but not the same count as different.
    A change of the canvas alone changes nothing in the plane. Documents of another depth or colour space have to be
    compared by whoever cares.
    """
    old, new = _without_common(shown_layers(before), shown_layers(after))
    grounds = [layer.raster.rect for layer in (*old, *new)]
    boxes: list[Rect] = []
    for cell in sorted({cell for rect in grounds for cell in cells_in(rect)}, key=lambda cell: (cell[1], cell[0])):
        if _stack_of(old, cell) != _stack_of(new, cell):
            whole = cell_rect(cell)
            box = Rect(whole.x, whole.y, 0, 0)
            for ground in grounds:
                part = ground.intersect(whole)
                box = part if box.is_empty else box.union(part)
            boxes.append(box)
    return _joined(boxes)


def _without_common(old: Sequence[Layer], new: Sequence[Layer]) -> tuple[Sequence[Layer], Sequence[Layer]]:
    """Both stacks without the layers that are the same at the bottom and at the top.

    What the same layers look like together with others doesn't depend on them where the others don't differ.
    """
    first = 0
    while first < min(len(old), len(new)) and _same(old[first], new[first]):
        first += 1
    last = 0
    while last < min(len(old), len(new)) - first and _same(old[-1 - last], new[-1 - last]):
        last += 1
    return old[first : len(old) - last], new[first : len(new) - last]


def _same(one: Layer, other: Layer) -> bool:
    return one is other or _look(one) == _look(other)


def _look(layer: Layer) -> tuple[Hashable, ...]:
    return layer.raster, layer.hiding, layer.mode, layer.opacity


def _stack_of(layers: Iterable[Layer], cell: Cell) -> list[Hashable]:
    """What makes up a cell, bottom first; equal lists look the same."""
    out: list[Hashable] = []
    for layer in layers:
        name = _name(layer.raster, cell)
        if name is None:
            continue
        masked = _mask_name(layer.hiding, cell) if layer.hiding is not None else 255
        look = (layer.raster.tile_rect(cell), layer.raster.channels, layer.mode, layer.opacity)
        out.append((name, look, masked))
    return out


def _name(raster: Raster, cell: Cell) -> Hashable | None:
    """What a raster holds in a cell; None where it doesn't reach."""
    if isinstance(raster, ShiftedRaster):
        return None if raster.tile_rect(cell).is_empty else ("shifted", id(raster.of), raster.by)
    tile = raster.tiles.get(cell)
    if tile is None:
        return None
    return ("one colour", tile.constant) if tile.constant is not None else id(tile)


def _mask_name(mask: Mask, cell: Cell) -> Hashable:
    if isinstance(mask, ShiftedMask):
        return ("shifted", id(mask.of), mask.by)
    value = mask.value_of(cell)
    return value if value is not None else ("tile", id(mask.tiles[cell]))


def changed_mask_boxes(before: Mask, after: Mask, within: Rect) -> list[Rect]:
    """Boxes inside `within`, apart from each other, outside of which both masks have the same values."""
    if before is after:
        return []
    if before.outside == after.outside:
        cells: Iterable[Cell] = sorted(before.tiles.keys() | after.tiles.keys(), key=lambda cell: (cell[1], cell[0]))
    else:
        cells = cells_in(within)
    changed = (cell_rect(cell) for cell in cells if _mask_name(before, cell) != _mask_name(after, cell))
    return _joined([box for box in (each.intersect(within) for each in changed) if not box.is_empty])


def _joined(boxes: Iterable[Rect]) -> list[Rect]:
    """The same area in fewer boxes: neighbours in a row, then equally wide ones below each other. Given row by row."""
    rows: list[Rect] = []
    for box in boxes:
        if rows and (rows[-1].y, rows[-1].bottom, rows[-1].right) == (box.y, box.bottom, box.x):
            rows[-1] = rows[-1].union(box)
        else:
            rows.append(box)
    out: list[Rect] = []
    for box in rows:
        above = next((each for each in out if (each.x, each.w, each.bottom) == (box.x, box.w, box.y)), None)
        if above is not None:
            out[out.index(above)] = above.union(box)
        else:
            out.append(box)
    return out
