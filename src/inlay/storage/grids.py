"""Rasters and masks as rows: where they lie and which tile is in which cell."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable
from typing import Any

import numpy as np

from inlay.base.geometry import Rect
from inlay.imaging.mask import SHAPE, U8, Mask
from inlay.imaging.raster import Cell, Raster, cells_in
from inlay.imaging.tile import TILE, Shape, Tile
from inlay.storage.codec import inflate
from inlay.storage.damage import DamageError
from inlay.storage.fields import FARTHEST, checked_rect

# Every tile is one entry: 0 and its hash, or 1 and the 16-bit values of its only colour, then zeros.
_ENTRY = 21
_CELL = struct.Struct("<ii")
_RASTER = struct.Struct("<cii IIBB")
_MASK = struct.Struct("<cBI")
_CELL_ENTRY = _CELL.size + _ENTRY

FindTile = Callable[[bytes, Shape, "np.dtype[Any]"], Tile]


def _entry(tile: Tile) -> bytes:
    if tile.constant is None:
        return b"\0" + tile.digest
    return (b"\1" + struct.pack(f"<{len(tile.constant)}H", *tile.constant)).ljust(_ENTRY, b"\0")


def raster_body(raster: Raster) -> bytes:
    """A raster as a row: its box and kind, then its tiles in the order of `cells_in`, packed."""
    rect = raster.rect
    head = _RASTER.pack(b"R", rect.x, rect.y, rect.w, rect.h, raster.channels, raster.dtype.itemsize * 8)
    return head + zlib.compress(b"".join(_entry(raster.tiles[cell]) for cell in cells_in(rect)), 1)


def mask_body(mask: Mask) -> bytes:
    """A mask as a row: its outside value, then its cells in order, packed."""
    entries = (_CELL.pack(*cell) + _entry(mask.tiles[cell]) for cell in sorted(mask.tiles))
    return _MASK.pack(b"M", mask.outside, len(mask.tiles)) + zlib.compress(b"".join(entries), 1)


class GridReader:
    """Makes rasters and masks of rows; equal tiles become one object, and the number of cells is bounded."""

    def __init__(self, stored: FindTile) -> None:
        self._stored = stored
        self._tiles: dict[object, Tile] = {}
        self._cells_left = 2**22

    def raster(self, body: bytes) -> Raster:
        """The raster of a row. Raises DamageError."""
        if len(body) < _RASTER.size or body[:1] != b"R":
            raise DamageError("a raster's row is something else")
        _, x, y, w, h, channels, depth = _RASTER.unpack_from(body)
        rect = checked_rect(Rect(x, y, w, h))
        if channels not in (3, 4) or depth not in (8, 16):
            raise DamageError("a raster is of an unknown kind")
        dtype = np.dtype(np.uint8 if depth == 8 else np.uint16)
        cells = list(cells_in(rect))
        data = self._unpack(body[_RASTER.size :], len(cells), _ENTRY)
        tiles: dict[Cell, Tile] = {}
        for at, (column, row) in enumerate(cells):
            held = Rect(column * TILE, row * TILE, TILE, TILE).intersect(rect)
            entry = data[at * _ENTRY : (at + 1) * _ENTRY]
            tiles[column, row] = self._tile(entry, (held.h, held.w, channels), dtype)
        return Raster(rect, channels, dtype, tiles)

    def mask(self, body: bytes) -> Mask:
        """The mask of a row. Raises DamageError."""
        if len(body) < _MASK.size or body[:1] != b"M":
            raise DamageError("a mask's row is something else")
        _, outside, count = _MASK.unpack_from(body)
        if outside not in (0, 255):
            raise DamageError("a mask has an unknown value outside")
        data = self._unpack(body[_MASK.size :], count, _CELL_ENTRY)
        tiles: dict[Cell, Tile] = {}
        last: Cell | None = None
        for at in range(0, len(data), _CELL_ENTRY):
            column, row = _CELL.unpack_from(data, at)
            if (last is not None and (column, row) <= last) or max(abs(column), abs(row)) > FARTHEST // TILE:
                raise DamageError("a mask's cells are out of order or too far out")
            last = (column, row)
            tile = self._tile(data[at + _CELL.size : at + _CELL_ENTRY], SHAPE, U8)
            if tile.constant == (outside,):
                raise DamageError("a mask has a cell that it doesn't need")
            tiles[last] = tile
        return Mask(tiles, outside)

    def _unpack(self, data: bytes, count: int, size: int) -> bytes:
        self._cells_left -= count
        if self._cells_left < 0:
            raise DamageError("the project has more cells than any picture needs")
        return inflate(data, count * size)

    def _tile(self, entry: bytes, shape: Shape, dtype: np.dtype[Any]) -> Tile:
        key = (entry, shape, dtype)
        tile = self._tiles.get(key)
        if tile is None:
            tile = self._new_tile(entry, shape, dtype)
            self._tiles[key] = tile
        return tile

    def _new_tile(self, entry: bytes, shape: Shape, dtype: np.dtype[Any]) -> Tile:
        if entry[0] == 0:
            return self._stored(entry[1:], shape, dtype)
        values = struct.unpack_from(f"<{shape[2]}H", entry, 1)
        if entry[0] != 1 or any(entry[1 + 2 * shape[2] :]) or max(values) > np.iinfo(dtype).max:
            raise DamageError("a tile's entry is of an unknown kind")
        return Tile.filled(shape, dtype, values)
