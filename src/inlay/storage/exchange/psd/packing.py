"""Packs channels for Photoshop documents row by row, so that a picture of any size needs little memory."""

from __future__ import annotations

import shutil
import struct
import tempfile
import zlib
from typing import BinaryIO, Protocol, cast

import numpy as np

from inlay.imaging.tile import Pixels
from inlay.storage.exchange.psd.planes import RAW, RLE, ZIP

_IN_MEMORY = 8 << 20
_LEVEL = 4
NOTHING = struct.pack(">H", RAW)
"""A channel without pixels."""


class Plane(Protocol):
    """One channel on its way into a file."""

    def add(self, rows: Pixels) -> None:
        """Further rows (h, w), uint8 or uint16."""

    def write(self, out: BinaryIO) -> int:
        """All of it, once; the number of bytes."""


def _spool() -> BinaryIO:
    return cast("BinaryIO", tempfile.SpooledTemporaryFile(_IN_MEMORY))


def _copy(spool: BinaryIO, out: BinaryIO) -> None:
    spool.seek(0)
    shutil.copyfileobj(spool, out, 1 << 20)
    spool.close()


class RunLengths:
    """Packed by run lengths (PackBits, a row at a time), as every program reads it."""

    def __init__(self, version: int) -> None:
        self._count = ">u2" if version == 1 else ">u4"
        self._counts: list[int] = []
        self._rows = _spool()

    def add(self, rows: Pixels) -> None:
        """Further rows."""
        from psd_tools.compression import encode_rle

        plain = np.ascontiguousarray(rows if rows.dtype == np.uint8 else rows.astype(">u2"))
        height, size = len(plain), plain.nbytes // max(1, len(plain))
        packed = encode_rle(plain.tobytes(), size, height, 8, 2)
        self._counts += np.frombuffer(packed, ">u4", height).tolist()
        self._rows.write(packed[4 * height :])

    def counts(self) -> bytes:
        """The lengths of the packed rows."""
        return np.array(self._counts, self._count).tobytes()

    def write_rows(self, out: BinaryIO) -> None:
        """The packed rows alone."""
        _copy(self._rows, out)

    def write(self, out: BinaryIO) -> int:
        """Kind, lengths and rows."""
        out.write(struct.pack(">H", RLE))
        out.write(self.counts())
        self.write_rows(out)
        return 2 + len(self.counts()) + sum(self._counts)


class Deflated:
    """Deflated, for 16 bits, which run lengths can't pack.

    Photoshop deflates the differences of neighbours, which takes a tenth less, but Krita 5.1 reads those wrongly.
    """

    def __init__(self) -> None:
        self._packer = zlib.compressobj(_LEVEL)
        self._data = _spool()

    def add(self, rows: Pixels) -> None:
        """Further rows."""
        plain = np.ascontiguousarray(rows if rows.dtype == np.uint8 else rows.astype(">u2"))
        self._data.write(self._packer.compress(plain.tobytes()))

    def write(self, out: BinaryIO) -> int:
        """Kind and stream."""
        self._data.write(self._packer.flush())
        size = self._data.tell()
        out.write(struct.pack(">H", ZIP))
        _copy(self._data, out)
        return 2 + size


def write_merged(out: BinaryIO, planes: list[RunLengths]) -> None:
    """The section of the merged picture: one kind, all lengths, all rows."""
    out.write(struct.pack(">H", RLE))
    for each in planes:
        out.write(each.counts())
    for each in planes:
        each.write_rows(out)
