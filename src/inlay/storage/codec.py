"""A tile as a compressed blob and back: vertical differences, byte planes, deflate."""

from __future__ import annotations

import zlib
from typing import Any

import numpy as np
from numpy.typing import NDArray

from inlay.imaging.tile import TILE, Pixels, Shape
from inlay.storage.damage import DamageError

PLANES = 1  # the only codec of format 1
LARGEST = TILE * TILE * 4 * 2  # bytes of a tile's pixels
_RAW, _DEFLATED = 0, 1
_SAMPLE = 16384


def encode(pixels: Pixels) -> bytes:
    """The blob of a tile (h, w, c) uint8 or uint16.

    Rows are kept as differences to the row above, since noise apart neighbours are alike; 16 bits
    are split into high and low bytes, of which the low ones are mostly noise and then kept as they
    are. Each plane is one kind byte, its length (4 bytes) and its data.
    """
    rows = np.ascontiguousarray(pixels).reshape(pixels.shape[0], -1)
    difference = rows.copy()
    difference[1:] -= rows[:-1]
    if difference.dtype == np.uint8:
        planes = [difference]
    else:
        planes = [(difference >> 8).astype(np.uint8), (difference & 255).astype(np.uint8)]
    return b"".join(_plane(plane.tobytes()) for plane in planes)


def _plane(data: bytes) -> bytes:
    packed = data
    if len(data) <= _SAMPLE or len(_deflate(data[len(data) // 2 :][:_SAMPLE])) < _SAMPLE * 0.9:
        packed = _deflate(data)
    kind = _DEFLATED if len(packed) < len(data) else _RAW
    packed = packed if kind == _DEFLATED else data
    return bytes([kind]) + len(packed).to_bytes(4, "little") + packed


def _deflate(data: bytes) -> bytes:
    # Run lengths only: after differences as small as level 1's matches, and twice as fast on noise.
    packer = zlib.compressobj(1, zlib.DEFLATED, 15, 9, zlib.Z_RLE)
    return packer.compress(data) + packer.flush()


def inflate(data: bytes, size: int) -> bytes:
    """The `size` bytes that `data` unpacks to; never makes more. Raises DamageError for any other number."""
    unpacker = zlib.decompressobj()
    try:
        out = unpacker.decompress(data, size + 1)  # one more than allowed, so that too much is noticed
    except zlib.error as error:
        raise DamageError(str(error)) from error
    if len(out) != size or not unpacker.eof or unpacker.unused_data:
        raise DamageError("a packed row has another length than it says")
    return out


def decode(data: bytes, shape: Shape, depth: int) -> Pixels:
    """The pixels of a blob whose tile has this shape and depth (8 or 16). Raises DamageError."""
    height, width, channels = shape
    size = height * width * channels
    planes = []
    for _ in range(depth // 8):
        plane, data = _read_plane(data, size)
        planes.append(np.frombuffer(plane, np.uint8))
    if data:
        raise DamageError("a tile has bytes too many")
    rows: NDArray[Any]
    if depth == 8:
        rows = planes[0].reshape(height, width * channels).copy()
    else:
        rows = (planes[0].astype(np.uint16) << 8 | planes[1]).reshape(height, width * channels)
    for row in range(1, height):  # five times as fast as accumulate over this axis
        rows[row] += rows[row - 1]
    return rows.reshape(shape)


def _read_plane(data: bytes, size: int) -> tuple[bytes, bytes]:
    kind, length = data[:1], int.from_bytes(data[1:5], "little")
    packed, rest = data[5 : 5 + length], data[5 + length :]
    if len(packed) != length:
        raise DamageError("a tile is cut short")
    if kind == bytes([_RAW]) and length == size:
        return packed, rest
    if kind == bytes([_DEFLATED]):
        return inflate(packed, size), rest
    raise DamageError("a tile is packed in an unknown way")
