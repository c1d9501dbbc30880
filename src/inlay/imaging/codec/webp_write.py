"""Writing WebP: 8 bits, lossless or with a quality, alpha, and ICC, EXIF and XMP in chunks (RFC 9649)."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import BinaryIO

from inlay.base.errors import BadInput
from inlay.base.text import tr, tr_number
from inlay.imaging.codec import losses
from inlay.imaging.codec.encoding import encode, gather
from inlay.imaging.codec.export import Export

# 14 bits, as the header of a frame has them.
MAX_SIDE = 16_383
DEFAULT_QUALITY = 90
# Measured on the sample photograph: effort 4 takes twice the time of 2 for a file that is 3 % smaller.
_EFFORT = 2
_ICC, _ALPHA, _EXIF, _XMP = 0x20, 0x10, 0x08, 0x04


def write(out: BinaryIO, export: Export) -> list[str]:
    """8 bits, RGB, with or without alpha. Lossless keeps colours under full transparency too.

    Raises BadInput above `MAX_SIDE` px a side.
    """
    source, wish = export.source, export.settings
    if max(source.width, source.height) > MAX_SIDE:
        raise BadInput(
            tr("A WebP can be at most {limit} px a side, and the picture is {width} x {height} px.").format(
                limit=tr_number(MAX_SIDE), width=tr_number(source.width), height=tr_number(source.height)
            ),
            next_step=tr("Export as PNG or TIFF, or make the picture smaller."),
        )
    if wish.lossless:
        coded = encode(gather(export, 8), "webpsave_buffer", export, lossless=True, exact=True, effort=_EFFORT)
    else:
        quality = DEFAULT_QUALITY if wish.quality is None else wish.quality
        coded = encode(
            gather(export, 8), "webpsave_buffer", export, Q=quality, smart_subsample=True, exact=True, effort=_EFFORT
        )
    profile, notes = losses.rgb_profile("WebP", export)
    out.write(_with_metadata(coded, export, profile))
    return [*_told(export), *notes]


def _told(export: Export) -> list[str]:
    return [
        *losses.told_of_8_bits("WebP", export),
        *([] if export.settings.lossless else [tr("WebP with a quality keeps colour at half the resolution (4:2:0).")]),
        *losses.told_of_grey("WebP", export),
        *losses.told_of_missing_fields("WebP", export),
    ]


def chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Kind and content of each chunk of a whole RIFF file."""
    position = 12
    while position + 8 <= len(data):
        kind, size = struct.unpack_from("<4sI", data, position)
        yield kind, data[position + 8 : position + 8 + size]
        position += 8 + size + size % 2


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack("<4sI", kind, len(content)) + content + bytes(len(content) % 2)


def _with_metadata(coded: bytes, export: Export, profile: bytes | None) -> bytes:
    """The file with its picture as it is, and the metadata around it; a plain file where there is none."""
    exif, xmp = export.exif(), export.xmp()
    picture = [(kind, content) for kind, content in chunks(coded) if kind in (b"ALPH", b"VP8 ", b"VP8L")]
    alpha = export.source.alpha
    flags = sum(
        flag
        for flag, said in ((_ICC, profile), (_ALPHA, alpha), (_EXIF, exif), (_XMP, xmp))
        if said not in (None, False)
    )
    if flags in (0, _ALPHA):
        return coded
    sides = (side.to_bytes(3, "little") for side in (export.source.width - 1, export.source.height - 1))
    parts = [(b"VP8X", bytes((flags, 0, 0, 0)) + b"".join(sides))]
    parts += [(b"ICCP", profile)] if profile is not None else []
    parts += picture
    parts += [(b"EXIF", exif)] if exif is not None else []
    parts += [(b"XMP ", xmp)] if xmp is not None else []
    body = b"WEBP" + b"".join(_chunk(kind, content) for kind, content in parts)
    return b"RIFF" + struct.pack("<I", len(body)) + body
