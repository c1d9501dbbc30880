"""The tile: a small immutable piece of a picture, known by the hash of its bytes."""

from __future__ import annotations

import hashlib
import threading
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from inlay.base.errors import BadInput
from inlay.base.text import tr
from inlay.imaging.budget import BUDGET

TILE = 512
Pixels = NDArray[Any]
Shape = tuple[int, int, int]


class TileSource(Protocol):
    """A place that keeps tiles under their hash: a project or a working copy. Called from any thread."""

    @property
    def is_open(self) -> bool:
        """Whether tiles can be read from here still."""

    def load(self, digest: bytes) -> Pixels:
        """The tile's pixels (h, w, c), as saved; raises BadInput where they are damaged or gone."""


def digest_of(pixels: Pixels) -> bytes:
    """BLAKE2b (20 bytes) over dtype, shape and the bytes in C order."""
    head = f"{pixels.dtype.str}{pixels.shape}".encode()
    return hashlib.blake2b(head + np.ascontiguousarray(pixels).tobytes(), digest_size=20).digest()


def _constant(pixels: Pixels) -> tuple[int, ...] | None:
    first = pixels[0, 0]
    if (pixels[-1, -1] != first).any() or (pixels[0] != first).any():
        return None  # nearly every picture ends here
    return tuple(int(value) for value in first) if bool((pixels == first).all()) else None


class Tile:
    """Immutable pixels (h, w, c), uint8 or uint16, at most 512 x 512.

    The pixels are in memory, or in a `TileSource` and read when asked for; a tile of one colour
    keeps only that colour. Tiles compare by identity; equal pixels have an equal `digest`. A tile that documents share
    is in the places of all of them, so that it can still be read when one of these closes.
    """

    __slots__ = ("__weakref__", "_digest", "_elsewhere", "_lock", "_pixels", "_source", "constant", "dtype", "shape")

    def __init__(self, shape: Shape, dtype: np.dtype[Any], constant: tuple[int, ...] | None) -> None:
        self.shape = shape
        self.dtype = dtype
        self.constant = constant
        self._pixels: Pixels | None = None
        self._digest: bytes | None = None
        self._source: TileSource | None = None
        self._elsewhere: tuple[TileSource, ...] = ()
        self._lock = threading.Lock()

    @staticmethod
    def of(pixels: Pixels) -> Tile:
        """A tile of these pixels; copies unless they are contiguous, own their bytes and are read-only."""
        constant = _constant(pixels)
        tile = Tile(_shape(pixels), pixels.dtype, constant)
        if constant is None:
            tile._pixels = _frozen(pixels)
            BUDGET.added(tile, tile.nbytes)
        return tile

    @staticmethod
    def filled(shape: Shape, dtype: np.dtype[Any], value: tuple[int, ...]) -> Tile:
        """A tile of one colour."""
        return Tile(shape, dtype, value)

    @staticmethod
    def stored(digest: bytes, shape: Shape, dtype: np.dtype[Any], source: TileSource) -> Tile:
        """A tile that lies in `source` and is read when asked for."""
        tile = Tile(shape, dtype, None)
        tile._digest = digest
        tile._source = source
        return tile

    @property
    def nbytes(self) -> int:
        """Bytes of the pixels when in memory; 0 for a tile of one colour."""
        height, width, channels = self.shape
        return 0 if self.constant is not None else height * width * channels * self.dtype.itemsize

    def pixels(self) -> Pixels:
        """The pixels (h, w, c), read-only. May read from disk; raises BadInput where that fails."""
        if self.constant is not None:
            return np.broadcast_to(np.array(self.constant, self.dtype), self.shape)
        pixels = self._pixels
        if pixels is None:
            return self._read()
        BUDGET.touched(self)
        return pixels

    def _read(self) -> Pixels:
        with self._lock:
            if self._pixels is not None:
                return self._pixels
            assert self._source is not None and self._digest is not None
            pixels = _frozen(self._load(self._source, self._digest))
            if pixels.shape != self.shape or pixels.dtype != self.dtype:
                raise BadInput(tr("A part of the picture isn't what the project says it is."))
            self._pixels = pixels
        BUDGET.added(self, self.nbytes)
        return pixels

    def _load(self, source: TileSource, digest: bytes) -> Pixels:
        try:
            return source.load(digest)
        except BadInput:
            for other in self._elsewhere:
                if other.is_open:
                    return other.load(digest)
            raise

    @property
    def digest(self) -> bytes:
        """The hash of the pixels (20 bytes), worked out when first asked for."""
        if self._digest is None:
            self._digest = digest_of(self.pixels())
        return self._digest

    @property
    def is_stored(self) -> bool:
        """Whether the pixels can be dropped from memory and read again."""
        return self._source is not None or self.constant is not None

    def now_in(self, source: TileSource) -> None:
        """`source` holds the pixels: read them from there from now on, and from where they were if it closes."""
        if source is self._source:
            return
        before = self._elsewhere if self._source is None else (self._source, *self._elsewhere)
        self._elsewhere = tuple(each for each in before if each is not source and each.is_open)
        self._source = source

    def forget(self) -> None:
        """Drop the pixels from memory if they are stored; the next `pixels()` reads them again."""
        with self._lock:
            if self._source is not None:
                self._pixels = None


def _shape(pixels: Pixels) -> Shape:
    height, width, channels = pixels.shape
    return int(height), int(width), int(channels)


def _frozen(pixels: Pixels) -> Pixels:
    if pixels.flags.writeable or not pixels.flags.c_contiguous or pixels.base is not None:
        pixels = pixels.copy(order="C")
        pixels.flags.writeable = False
    return pixels
