"""Mips: tiles at a half, a quarter, ... of their size, kept as long as their tile lives and there is memory."""

from __future__ import annotations

import threading
import weakref
from collections.abc import Iterator

import cv2
import numpy as np

from inlay.base.geometry import Rect
from inlay.imaging.blend import with_alpha
from inlay.imaging.budget import BUDGET
from inlay.imaging.mask import Coverage, Mask
from inlay.imaging.raster import Cell, Raster, cell_rect
from inlay.imaging.shifted import ShiftedMask, ShiftedRaster
from inlay.imaging.tile import TILE, Pixels, Tile

MAX_LEVEL = TILE.bit_length() - 1
"""Level k is 1 / 2**k of the size; at this one a cell of the grid is a single pixel."""


class _Chain:
    """The levels above 0 of one tile at one place in its cell. Whoever counts memory may ask it to `forget`."""

    __slots__ = ("levels", "__weakref__")

    is_stored = True  # made again from the tile whenever asked for

    def __init__(self) -> None:
        self.levels: dict[int, Pixels] = {}

    def forget(self) -> None:
        # A new dict: another thread may be reading the old one.
        self.levels = {}


_chains: weakref.WeakKeyDictionary[Tile, dict[tuple[int, int], _Chain]] = weakref.WeakKeyDictionary()
_lock = threading.RLock()


def _chain(tile: Tile, offset: tuple[int, int]) -> _Chain:
    with _lock:
        places = _chains.get(tile)
        if places is None:
            places = _chains[tile] = {}
        return places.setdefault(offset, _Chain())


def tile_at(tile: Tile, offset: tuple[int, int], level: int) -> Pixels:
    """Level 1 or above of one cell: (512 >> level, same, c), read-only; may read the tile from disk.

    `offset` is where the tile begins inside its cell. A tile that fills its cell keeps its channels; one that doesn't
    gets alpha, 0 where it doesn't reach. Averages weigh colours by their alpha. Safe from any thread.
    """
    whole = tile.shape[:2] == (TILE, TILE)
    if whole and tile.constant is not None:
        side = TILE >> level
        return np.broadcast_to(np.array(tile.constant, tile.dtype), (side, side, tile.shape[2]))
    chain = _chain(tile, offset)
    levels = chain.levels
    found = levels.get(level)
    if found is not None:
        BUDGET.touched(chain)
        return found
    below = max((each for each in levels if each < level), default=0)
    pixels = levels[below] if below else _in_cell(tile, offset)
    for each in range(below + 1, level + 1):
        pixels = _halved(pixels)
        pixels.flags.writeable = False
        levels[each] = pixels
    BUDGET.added(chain, sum(each.nbytes for each in list(levels.values())))
    return pixels


def _in_cell(tile: Tile, offset: tuple[int, int]) -> Pixels:
    """The tile as a whole cell; transparent where it doesn't reach."""
    if tile.shape[:2] == (TILE, TILE):
        return tile.pixels()
    out = np.zeros((TILE, TILE, 4), tile.dtype)
    height, width, _ = tile.shape
    x, y = offset
    out[y : y + height, x : x + width] = with_alpha(tile.pixels())
    return out


def _halved(pixels: Pixels) -> Pixels:
    """(2n, 2n, c) -> (n, n, c): the mean of each four, colours weighed by alpha where there is one."""
    side = pixels.shape[0] // 2
    if pixels.shape[2] < 4 or bool((pixels[:, :, 3] == np.iinfo(pixels.dtype).max).all()):
        return _area(pixels, side)
    alpha = _area(pixels[:, :, 3:].astype(np.float32), side)
    weighed = pixels[:, :, :3].astype(np.float32)
    weighed *= pixels[:, :, 3:]
    colour = _area(weighed, side) / np.maximum(alpha, np.float32(1e-6))
    out: Pixels = np.rint(np.concatenate([colour, alpha], axis=2)).astype(pixels.dtype)
    return out


def _area(pixels: Pixels, side: int) -> Pixels:
    out: Pixels = cv2.resize(np.ascontiguousarray(pixels), (side, side), interpolation=cv2.INTER_AREA)
    shaped: Pixels = np.reshape(out, (side, side, pixels.shape[2]))
    return shaped


def _cells(box: Rect, side: int) -> Iterator[tuple[Cell, Rect]]:
    """The cells that touch `box`, each with the box it has at this level; both in pixels of the level."""
    if box.is_empty:
        return
    for row in range(box.y // side, (box.bottom - 1) // side + 1):
        for column in range(box.x // side, (box.right - 1) // side + 1):
            yield (column, row), Rect(column * side, row * side, side, side)


def plane_box(box: Rect, level: int) -> Rect:
    """The box of the plane that `box`, in pixels of a level, covers."""
    return Rect(box.x << level, box.y << level, box.w << level, box.h << level)


def level_box(rect: Rect, level: int) -> Rect:
    """The smallest box of pixels of a level that covers `rect` of the plane."""
    up = (1 << level) - 1
    return Rect.from_edges(rect.x >> level, rect.y >> level, (rect.right + up) >> level, (rect.bottom + up) >> level)


def raster_at(raster: Raster, level: int, box: Rect) -> Pixels:
    """The raster at a level, 1 or above: a fresh (h, w, 4) array of `box`, which is in pixels of that level.

    One that is looked at in another place is shown to the nearest pixel of the level, from the mips that there are.
    """
    if isinstance(raster, ShiftedRaster):
        return raster_at(raster.of, level, _back(box, raster.by, level))
    opaque = raster.channels == 3 and raster.rect.contains(_around(box, level))
    out = np.zeros((box.h, box.w, 3 if opaque else 4), raster.dtype)
    for cell, held in _cells(box, TILE >> level):
        tile = raster.tiles.get(cell)
        if tile is None:
            continue
        whole = cell_rect(cell)
        lies = raster.tile_rect(cell)
        pixels = tile_at(tile, (lies.x - whole.x, lies.y - whole.y), level)
        part = held.intersect(box)
        piece = pixels[part.slices(held)]
        out[part.slices(box)] = piece if opaque else with_alpha(piece)
    return with_alpha(out)


def _back(box: Rect, by: tuple[int, int], level: int) -> Rect:
    """Where `box` lies in what was shifted `by` px of the plane; to the nearest pixel of the level."""
    half = (1 << level) >> 1
    return box.translate(-((by[0] + half) >> level), -((by[1] + half) >> level))


def _around(box: Rect, level: int) -> Rect:
    """The whole cells of the plane that a box of a level touches."""
    side = TILE >> level
    columns = box.x // side, (box.right - 1) // side + 1
    rows = box.y // side, (box.bottom - 1) // side + 1
    return Rect.from_edges(columns[0] * TILE, rows[0] * TILE, columns[1] * TILE, rows[1] * TILE)


def mask_at(mask: Mask, level: int, box: Rect) -> Coverage:
    """The mask at a level, 0 or above: a fresh (h, w) array of `box`, which is in pixels of that level."""
    if level == 0:
        return mask.region(box)
    if isinstance(mask, ShiftedMask):
        return mask_at(mask.of, level, _back(box, mask.by, level))
    out = np.full((box.h, box.w), mask.outside, np.uint8)
    for cell, held in _cells(box, TILE >> level):
        tile = mask.tiles.get(cell)
        if tile is not None:
            part = held.intersect(box)
            out[part.slices(box)] = tile_at(tile, (0, 0), level)[:, :, 0][part.slices(held)]
    return out
