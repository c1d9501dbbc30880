"""Messages between Inlay and its fill process: a JSON head and raw arrays, over pipes."""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from typing import IO, Any

import numpy as np

from inlay.fill.local.options import Pixels

_LENGTH = struct.Struct("<Q")
_PIECE = 1 << 24  # bytes a write: Windows pipes refuse very large ones


@dataclass(frozen=True, eq=False)
class Message:
    """`head` is plain JSON, `arrays` follow it as they are."""

    head: Mapping[str, Any]
    arrays: tuple[Pixels, ...] = ()


def send(stream: IO[bytes], message: Message) -> None:
    """Write one message; raises OSError where the other side is gone."""
    shapes = [{"dtype": array.dtype.str, "shape": array.shape} for array in message.arrays]
    head = json.dumps({**message.head, "arrays": shapes}).encode()
    stream.write(_LENGTH.pack(len(head)) + head)
    for array in message.arrays:
        if not array.nbytes:
            continue
        data = memoryview(np.ascontiguousarray(array).data).cast("B")
        for start in range(0, len(data), _PIECE):
            stream.write(data[start : start + _PIECE])
    stream.flush()


def receive(stream: IO[bytes]) -> Message | None:
    """Read one message; None where the other side is gone, also in the middle of a message."""
    length = _read(stream, _LENGTH.size)
    head_bytes = _read(stream, _LENGTH.unpack(length)[0]) if length is not None else None
    if head_bytes is None:
        return None
    head = json.loads(head_bytes.decode())
    arrays = []
    for kind in head.pop("arrays"):
        array = np.empty(tuple(kind["shape"]), np.dtype(kind["dtype"]))
        if array.nbytes and not _read_into(stream, memoryview(array.data).cast("B")):
            return None
        arrays.append(array)
    return Message(head, tuple(arrays))


def _read(stream: IO[bytes], count: int) -> bytes | None:
    buffer = bytearray(count)
    return bytes(buffer) if _read_into(stream, memoryview(buffer)) else None


def _read_into(stream: IO[bytes], view: memoryview) -> bool:
    done = 0
    while done < len(view):
        part = stream.read(min(_PIECE, len(view) - done))
        if not part:
            return False
        view[done : done + len(part)] = part
        done += len(part)
    return True
