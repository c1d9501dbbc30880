"""Data that unpack to far more than they are, made without packing all of it."""

from __future__ import annotations

import zlib


def squeezed(times: int, unit: bytes = bytes(1 << 20)) -> bytes:
    """A zlib stream of `times` times `unit`; its checksum, which comes last, is wrong."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    block = packer.compress(unit) + packer.flush(zlib.Z_FULL_FLUSH)
    return b"\x78\x5e" + block * times + b"\x03\0" + bytes(4)
