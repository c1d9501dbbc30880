"""Channels of Photoshop documents: one plane of samples each, raw, run-length coded or deflated."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from inlay.imaging.codec.format import FormatError
from inlay.imaging.tile import Pixels

RAW, RLE, ZIP, ZIP_PREDICTED = 0, 1, 2, 3


def row_bytes(width: int, depth: int) -> int:
    """Bytes of a row; one of single bits ends with its byte."""
    return (width * depth + 7) // 8


def read_plane(data: memoryview, width: int, height: int, depth: int, version: int) -> Pixels:
    """(height, width) uint8 or uint16 (bytes of 8 pixels where depth is 1) of a layer's channel.

    Raises FormatError where there is too little of it, or too much.
    """
    if len(data) < 2:
        raise FormatError("a channel is missing")
    kind, body = int.from_bytes(data[:2], "big"), data[2:]
    if kind == RLE:
        counts, body = _counts(body, height, version)
        return samples(unpack_rows(counts, body, row_bytes(width, depth)), width, height, depth)
    if kind == RAW:
        return samples(body, width, height, depth)
    if kind in (ZIP, ZIP_PREDICTED):
        plain = samples(_inflate(body, row_bytes(width, depth) * height), width, height, depth)
        return np.cumsum(plain, axis=1, dtype=plain.dtype) if kind == ZIP_PREDICTED else plain
    raise FormatError("an unknown compression")


def _counts(data: memoryview, rows: int, version: int) -> tuple[npt.NDArray[Any], memoryview]:
    """The lengths of so many packed rows, and what follows them."""
    size = rows * (2 if version == 1 else 4)
    if len(data) < size:
        raise FormatError("the rows of a channel are missing")
    return np.frombuffer(data[:size], ">u2" if version == 1 else ">u4"), data[size:]


def unpack_rows(counts: Sequence[int] | npt.NDArray[Any], data: memoryview, size: int) -> bytes:
    """Rows of `size` bytes each from packed rows of the given lengths. What a row lacks is 0, what it has too much is
    dropped."""
    from psd_tools.compression import decode_rle

    lengths = np.asarray(counts, ">u4")
    total = int(lengths.sum(dtype=np.int64))
    if total > len(data):
        raise FormatError("a packed row leads outside its channel")
    try:
        return decode_rle(lengths.tobytes() + bytes(data[:total]), size, len(lengths), 8, 2)
    except ValueError as error:
        raise FormatError("the rows of a channel can't be unpacked") from error


def _inflate(data: memoryview, size: int) -> bytes:
    packer = zlib.decompressobj()
    try:
        plain = packer.decompress(data, size)
    except zlib.error as error:
        raise FormatError("a channel can't be inflated") from error
    if len(plain) != size:
        raise FormatError("a channel is too short")
    return plain


def samples(data: memoryview | bytes, width: int, height: int, depth: int) -> Pixels:
    """(height, width) of the machine's own byte order, perhaps read-only."""
    size = row_bytes(width, depth) * height
    if len(data) < size:
        raise FormatError("a channel is too short")
    if depth == 16:
        return np.frombuffer(data[:size], ">u2").astype(np.uint16).reshape(height, width)
    return np.frombuffer(data[:size], np.uint8).reshape(height, -1)


def merged_planes(
    data: memoryview, channels: Sequence[int], shape: tuple[int, int, int, int], version: int
) -> list[Pixels]:
    """Planes of the merged picture: those numbers of `channels` out of `shape` = (channels, height, width, depth)."""
    if len(data) < 2:
        raise FormatError("the merged picture is missing")
    count, height, width, depth = shape
    kind, body = int.from_bytes(data[:2], "big"), data[2:]
    size = row_bytes(width, depth)
    if kind == RAW:
        return [samples(body[each * size * height :], width, height, depth) for each in channels]
    if kind != RLE:
        raise FormatError("an unknown compression")
    counts, body = _counts(body, height * count, version)
    starts = np.concatenate([[0], np.cumsum(counts.astype(np.int64))])
    out = []
    for each in channels:
        rows = counts[each * height : (each + 1) * height]
        packed = body[int(starts[each * height]) :]
        out.append(samples(unpack_rows(rows, packed, size), width, height, depth))
    return out
