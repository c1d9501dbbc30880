"""Photoshop documents made by hand, with psd-tools' compression, for what Inlay itself never writes."""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
from psd_tools.compression import compress
from psd_tools.constants import Compression

Array = npt.NDArray[Any]
RAW, RLE, ZIP, PREDICTED = range(4)


@dataclass
class MaskPart:
    """A layer mask: values (h, w), its place, its value outside, its flags and parameters."""

    values: Array
    x: int = 0
    y: int = 0
    outside: int = 0
    flags: int = 0
    parameters: bytes = b""


@dataclass
class Part:
    """A layer, or a divider of groups where `pixels` is None."""

    name: str
    pixels: Array | None = None
    x: int = 0
    y: int = 0
    key: bytes = b"norm"
    opacity: int = 255
    clipping: int = 0
    flags: int = 8
    blocks: Mapping[bytes, bytes] = field(default_factory=dict)
    mask: MaskPart | None = None
    ranges: bytes = b""
    packing: int = RLE


def bottom() -> Part:
    """The end of a group, which lies below its layers."""
    return Part("</Layer group>", blocks={b"lsct": struct.pack(">I", 3)})


def head(name: str, key: bytes = b"pass", **options: Any) -> Part:
    """A group's head, which lies above its layers."""
    return Part(name, key=key, blocks={b"lsct": struct.pack(">I4s4s", 1, b"8BIM", key)}, **options)


def plane(values: Array, packing: int, version: int = 1) -> bytes:
    """A channel with its kind."""
    height, width = values.shape
    wide = values.dtype == np.uint16
    raw = (values.astype(">u2") if wide else values).tobytes()
    return struct.pack(">H", packing) + compress(raw, Compression(packing), width, height, 16 if wide else 8, version)


def _unicode(text: str) -> bytes:
    return struct.pack(">I", len(text.encode("utf-16-be")) // 2) + text.encode("utf-16-be")


def _record(part: Part, version: int) -> tuple[bytes, bytes]:
    """The record and the channels."""
    height, width = part.pixels.shape[:2] if part.pixels is not None else (0, 0)
    channels: list[tuple[int, bytes]] = []
    if part.pixels is not None:
        bands = part.pixels.shape[2]
        numbers = [*range(bands)] if bands in (1, 3) else [*range(bands - 1), -1]
        channels = [(n, plane(part.pixels[..., i], part.packing, version)) for i, n in enumerate(numbers)]
    mask = struct.pack(">I", 0)
    if part.mask is not None:
        channels.append((-2, plane(part.mask.values, part.packing, version)))
        tall, wide = part.mask.values.shape
        body = struct.pack(">4i", part.mask.y, part.mask.x, part.mask.y + tall, part.mask.x + wide)
        body += struct.pack(">BB", part.mask.outside, part.mask.flags) + (part.mask.parameters or b"\0\0")
        mask = struct.pack(">I", len(body)) + body
    length = ">hI" if version == 1 else ">hQ"
    out = struct.pack(">4iH", part.y, part.x, part.y + height, part.x + width, len(channels))
    out += b"".join(struct.pack(length, number, len(data)) for number, data in channels)
    out += b"8BIM" + part.key + struct.pack(">BBBx", part.opacity, part.clipping, part.flags)
    short = part.name.encode("mac-roman", errors="replace")[:31]
    extra = mask + struct.pack(">I", len(part.ranges)) + part.ranges
    extra += bytes([len(short)]) + short + bytes(-(len(short) + 1) % 4)
    for key, content in {b"luni": _unicode(part.name), **part.blocks}.items():
        extra += b"8BIM" + key + struct.pack(">I", len(content)) + content + bytes(len(content) % 2)
    return out + struct.pack(">I", len(extra)) + extra, b"".join(data for _, data in channels)


def photoshop(
    width: int,
    height: int,
    parts: Sequence[Part] = (),
    *,
    mode: int = 3,
    depth: int = 8,
    channels: int | None = None,
    merged: bytes | None = None,
    palette: bytes = b"",
    resources: Mapping[int, bytes] | None = None,
    version: int = 1,
    count: int | None = None,
) -> bytes:
    """The whole file; the merged picture is black unless it is given, with its kind."""
    colours = {0: 1, 1: 1, 2: 1, 3: 3, 4: 4, 7: 3, 8: 1, 9: 3}[mode]
    channels = channels or colours
    out = b"8BPS" + struct.pack(">H6xHIIHH", version, channels, height, width, depth, mode)
    out += struct.pack(">I", len(palette)) + palette
    found = b"".join(
        b"8BIM" + struct.pack(">HHI", number, 0, len(data)) + data + bytes(len(data) % 2)
        for number, data in (resources or {}).items()
    )
    out += struct.pack(">I", len(found)) + found
    length = ">I" if version == 1 else ">Q"
    records = [_record(each, version) for each in parts]
    info = b""
    if parts:
        info = struct.pack(">h", len(parts) if count is None else count)
        info += b"".join(each for each, _ in records) + b"".join(data for _, data in records)
        info += bytes(-len(info) % 4)
    body = struct.pack(length, len(info)) + info + struct.pack(">I", 0)
    size = channels * height * ((width * depth + 7) // 8)
    return out + struct.pack(length, len(body)) + body + (bytes(2 + size) if merged is None else merged)
