"""Writing AVIF: 8, 10 or 12 bits, lossless or with a quality, alpha, and ICC, EXIF and XMP."""

from __future__ import annotations

from typing import Any, BinaryIO, Literal

import numpy as np
import numpy.typing as npt

from inlay.base.errors import BadInput
from inlay.base.text import tr, tr_number
from inlay.imaging.codec import losses
from inlay.imaging.codec.encoding import encode, gather
from inlay.imaging.codec.export import Export
from inlay.imaging.codec.heif_boxes import Item, with_items
from inlay.imaging.colour.depth import Pixels

# What libvips gives to the encoder; AV1 itself ends at 65,536.
MAX_SIDE = 16_384
DEFAULT_QUALITY = 85
# Measured on a photograph at quality 90: effort 4 takes six times as long for a file that is 3 % smaller.
_EFFORT = 2
Bits = Literal[8, 10, 12]


def bits_of(export: Export) -> Bits:
    """Bits a channel to write: what was chosen, at most 12; else 8 for 8 bits and 12 for 16."""
    wish = export.depth
    return 8 if wish == 8 else 10 if wish == 10 else 12


def reduced(pixels: npt.NDArray[np.uint16], bits: Bits) -> npt.NDArray[np.uint16]:
    """(H, W, bands) of 16 bits rounded to 10 or 12, in the upper bits, where the encoder takes them from."""
    most = (1 << bits) - 1
    every = np.arange(65536, dtype=np.uint32)
    table = (((every * most + 32767) // 65535) << (16 - bits)).astype(np.uint16)
    return table[pixels]


def _pixels(export: Export, bits: Bits) -> Pixels:
    return gather(export, 8) if bits == 8 else reduced(gather(export, 16), bits)


def write(out: BinaryIO, export: Export) -> list[str]:
    """8, 10 or 12 bits, RGB 4:4:4, with or without alpha; which bits were written is told.

    Raises BadInput above `MAX_SIDE` px a side.
    """
    source, wish = export.source, export.settings
    if max(source.width, source.height) > MAX_SIDE:
        raise BadInput(
            tr("An AVIF can be at most {limit} px a side here, and the picture is {width} x {height} px.").format(
                limit=tr_number(MAX_SIDE), width=tr_number(source.width), height=tr_number(source.height)
            ),
            next_step=tr("Export as PNG or TIFF, or make the picture smaller."),
        )
    bits = bits_of(export)
    quality = DEFAULT_QUALITY if wish.quality is None else wish.quality
    how: dict[str, Any] = {"lossless": True} if wish.lossless else {"Q": quality, "subsample_mode": "off"}
    profile, notes = losses.rgb_profile("AVIF", export)
    coded = encode(
        _pixels(export, bits),
        "heifsave_buffer",
        export,
        compression="av1",
        bitdepth=bits,
        effort=_EFFORT,
        profile=profile,
        **how,
    )
    out.write(with_items(coded, _items(export)))
    return [_told_of_bits(export, bits), *_told(export), *notes]


def _items(export: Export) -> list[Item]:
    exif, xmp = export.exif(), export.xmp()
    items = []
    if exif is not None:
        # Four bytes say how far behind them the block begins (ISO/IEC 23008-12, annex A.2.1).
        items.append(Item(b"Exif", b"", bytes(4) + exif))
    if xmp is not None:
        items.append(Item(b"mime", b"application/rdf+xml", xmp))
    return items


def _told_of_bits(export: Export, bits: Bits) -> str:
    if bits < export.source.depth:
        return tr("The AVIF has {bits} bits a channel; the picture has {depth}.").format(
            bits=bits, depth=export.source.depth
        )
    return tr("The AVIF has {bits} bits a channel.").format(bits=bits)


def _told(export: Export) -> list[str]:
    return [*losses.told_of_grey("AVIF", export), *losses.told_of_missing_fields("AVIF", export)]
