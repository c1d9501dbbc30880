"""Raster: an immutable picture in tiles, at a fixed place in the plane."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from inlay.base.geometry import Rect
from inlay.imaging.pool import ordered_map
from inlay.imaging.tile import TILE, Pixels, Tile

Cell = tuple[int, int]
MANY = 8
"""From so many tiles on, threads are worth their start."""
NONE_READY: Mapping[Cell, Tile] = {}


def cell_rect(cell: Cell) -> Rect:
    """The box of plane pixels that a cell of the grid covers."""
    return Rect(cell[0] * TILE, cell[1] * TILE, TILE, TILE)


def cells_in(rect: Rect) -> Iterator[Cell]:
    """The cells of the 512 px grid that touch `rect`, row by row."""
    if rect.is_empty:
        return
    for row in range(rect.y // TILE, (rect.bottom - 1) // TILE + 1):
        for column in range(rect.x // TILE, (rect.right - 1) // TILE + 1):
            yield column, row


@dataclass(frozen=True, eq=False)
class Raster:
    """Pixels (h, w, 3|4) uint8 or uint16, not premultiplied, in the document's colour space.

    `tiles` has one entry for every cell that touches `rect`, holding the pixels of the cell that
    lie in `rect`. Edits share the tiles that they don't change.
    """

    rect: Rect
    channels: int
    dtype: np.dtype[Any]
    tiles: Mapping[Cell, Tile]

    @staticmethod
    def from_array(pixels: Pixels, x: int = 0, y: int = 0) -> Raster:
        """A raster of an array (H, W, 3|4) whose top left pixel lies at (x, y)."""
        height, width, channels = pixels.shape
        rect = Rect(x, y, width, height)
        return Raster.build(rect, channels, pixels.dtype, lambda box: pixels[box.slices(rect)])

    @staticmethod
    def build(
        rect: Rect,
        channels: int,
        dtype: np.dtype[Any],
        make: Callable[[Rect], Pixels],
        ready: Mapping[Cell, Tile] = NONE_READY,
    ) -> Raster:
        """A raster made tile by tile: `make(box)` gives the pixels (h, w, c) of a box inside `rect`.

        `make` is called in several threads at once where there are many tiles, and not for cells whose tile is `ready`.
        """
        cells = [cell for cell in cells_in(rect) if cell not in ready]

        def tile(cell: Cell) -> Tile:
            return Tile.of(make(cell_rect(cell).intersect(rect)))

        made = ordered_map(tile, cells) if len(cells) >= MANY else map(tile, cells)
        tiles = {**ready, **dict(zip(cells, made, strict=True))}
        return Raster(rect, channels, np.dtype(dtype), tiles)

    def tile_rect(self, cell: Cell) -> Rect:
        """The box of plane pixels that the tile of `cell` holds."""
        return cell_rect(cell).intersect(self.rect)

    def region(self, box: Rect) -> Pixels:
        """A fresh array (h, w, c) of the pixels in `box`; 0 where the raster doesn't reach."""
        out = np.zeros((box.h, box.w, self.channels), self.dtype)
        for cell in cells_in(box.intersect(self.rect)):
            held = self.tile_rect(cell)
            part = held.intersect(box)
            out[part.slices(box)] = self.tiles[cell].pixels()[part.slices(held)]
        return out

    def with_region(self, x: int, y: int, pixels: Pixels) -> Raster:
        """The raster with `pixels` (h, w, c) at (x, y); what lies outside `rect` is left out."""
        box = Rect(x, y, pixels.shape[1], pixels.shape[0])
        tiles = dict(self.tiles)
        for cell in cells_in(box.intersect(self.rect)):
            held = self.tile_rect(cell)
            part = held.intersect(box)
            tile = self.tiles[cell].pixels().copy()
            tile[part.slices(held)] = pixels[part.slices(box)]
            tiles[cell] = Tile.of(tile)
        return Raster(self.rect, self.channels, self.dtype, tiles)

    def moved(self, dx: int, dy: int) -> Raster:
        """The same pixels `dx` px further to the right and `dy` px further down.

        By whole tiles, all tiles are shared; else they are cut anew, which reads every one of them.
        """
        rect = self.rect.translate(dx, dy)
        if dx % TILE == 0 and dy % TILE == 0:
            tiles = {(column + dx // TILE, row + dy // TILE): tile for (column, row), tile in self.tiles.items()}
            return Raster(rect, self.channels, self.dtype, tiles)
        return Raster.build(rect, self.channels, self.dtype, lambda box: self.region(box.translate(-dx, -dy)))

    @cached_property
    def digest(self) -> bytes:
        """The hash (20 bytes) of place, kind and all tiles."""
        head = f"{tuple(self.rect)}{self.channels}{self.dtype.str}".encode()
        return hash_tiles(head, self.tiles)


def hash_tiles(head: bytes, tiles: Mapping[Cell, Tile]) -> bytes:
    """BLAKE2b (20 bytes) of a head and of every tile with its cell, in the order of the cells."""
    total = hashlib.blake2b(head, digest_size=20)
    for cell in sorted(tiles):
        tile = tiles[cell]
        name = repr((tile.shape, tile.constant)).encode() if tile.constant is not None else tile.digest
        total.update(repr(cell).encode() + name)
    return total.digest()
