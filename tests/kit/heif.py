"""Builds HEIC and AVIF files by hand around a picture that an encoder made: turned, with metadata, or lying.

tests/data/waves-*.heic and .avif are `smooth(64, 128)` of tests.kit.pictures, in 4:4:4 at quality 95, or its first
channel, made by heif-enc of libheif 1.15: no encoder of HEVC is at hand where the tests run, and none of
AVIF that leaves colours out. Other AVIF files come from Pillow.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from PIL import Image

from tests.kit.pictures import Array, smooth

DATA = Path(__file__).resolve().parents[1] / "data"


def heic(bits: int = 8) -> bytes:
    """`smooth(64, 128)` as HEIC of 8 or 10 bits."""
    return (DATA / f"waves-{bits}.heic").read_bytes()


def avif(pixels: Array | None = None, **options: object) -> bytes:
    """(H, W, 1, 3 or 4) uint8 as AVIF by Pillow; `smooth(64, 128)` where nothing is given."""
    pixels = smooth(64, 128) if pixels is None else pixels
    out = io.BytesIO()
    Image.fromarray(np.ascontiguousarray(pixels)).save(out, "AVIF", **{"quality": 95, "subsampling": "4:4:4"} | options)
    return out.getvalue()


def box(kind: bytes, *parts: bytes) -> bytes:
    """A box."""
    content = b"".join(parts)
    return struct.pack(">I", len(content) + 8) + kind + content


def full(kind: bytes, version: int, flags: int, *parts: bytes) -> bytes:
    """A box with version and flags."""
    return box(kind, struct.pack(">I", version << 24 | flags), *parts)


@dataclass
class Item:
    """An item to write: its kind, bytes, properties (boxes), and references to other items (kind, ids)."""

    kind: bytes
    content: bytes
    properties: Sequence[bytes] = ()
    references: Sequence[tuple[bytes, Sequence[int]]] = ()
    content_type: bytes = b""
    hidden: bool = False


def content_of(data: bytes, kind: bytes) -> bytes:
    """The content of the first box of that kind, wherever it is."""
    at = data.index(kind)
    return data[at + 4 : at - 4 + int.from_bytes(data[at - 4 : at], "big")]


def coded(data: bytes) -> Item:
    """The picture in an encoder's file that holds nothing else: its kind, bytes and configuration, without a size."""
    kind, name = (b"hvc1", b"hvcC") if b"hvcC" in data else (b"av01", b"av1C")
    return Item(kind, content_of(data, b"mdat"), [box(name, content_of(data, name))])


def size(width: int, height: int) -> bytes:
    """The property of the size."""
    return full(b"ispe", 0, 0, struct.pack(">II", width, height))


def turned(quarters: int) -> bytes:
    """The property of a turn, anticlockwise."""
    return box(b"irot", bytes([quarters]))


def mirrored(axis: int) -> bytes:
    """The property of a flip."""
    return box(b"imir", bytes([axis]))


def profile(icc: bytes) -> bytes:
    """The property of a colour profile."""
    return box(b"colr", b"prof", icc)


def colours(primaries: int, transfer: int, matrix: int = 6) -> bytes:
    """The property of colours by their numbers, full range."""
    return box(b"colr", b"nclx", struct.pack(">HHHB", primaries, transfer, matrix, 0x80))


def auxiliary(kind: bytes) -> bytes:
    """The property that says what an auxiliary picture is for."""
    return full(b"auxC", 0, 0, kind + b"\0")


def exif_item(block: bytes, of: int = 1) -> Item:
    """An EXIF block about an item."""
    return Item(b"Exif", struct.pack(">I", 0) + block, references=[(b"cdsc", [of])])


def xmp_item(packet: bytes, of: int = 1) -> Item:
    """An XMP packet about an item."""
    return Item(b"mime", packet, references=[(b"cdsc", [of])], content_type=b"application/rdf+xml")


@dataclass
class _Meta:
    properties: list[bytes] = field(default_factory=list)
    infos: bytes = b""
    uses: bytes = b""
    references: bytes = b""


def _gather(items: Sequence[Item]) -> _Meta:
    found = _Meta()
    for number, item in enumerate(items, 1):
        name = item.kind + b"\0" + (item.content_type + b"\0" if item.content_type else b"")
        found.infos += full(b"infe", 2, int(item.hidden), struct.pack(">HH", number, 0), name)
        for each in item.properties:
            if each not in found.properties:
                found.properties.append(each)
        places = bytes(found.properties.index(each) + 1 for each in item.properties)
        found.uses += struct.pack(">HB", number, len(places)) + places
        for kind, to in item.references:
            found.references += box(kind, struct.pack(f">HH{len(to)}H", number, len(to), *to))
    return found


def heif(items: Sequence[Item], brand: bytes, primary: int = 1) -> bytes:
    """A file of these items, whose ids are 1, 2, 3 ..."""
    found = _gather(items)
    kinds = box(b"ftyp", brand, struct.pack(">I", 0), b"mif1", brand)

    def meta(start: int) -> bytes:
        places, at = b"", start
        for number, item in enumerate(items, 1):
            places += struct.pack(">HHHII", number, 0, 1, at, len(item.content))
            at += len(item.content)
        parts = [
            full(b"hdlr", 0, 0, bytes(4), b"pict", bytes(13)),
            full(b"pitm", 0, 0, struct.pack(">H", primary)),
            full(b"iloc", 0, 0, struct.pack(">HH", 0x4400, len(items)), places),
            full(b"iinf", 0, 0, struct.pack(">H", len(items)), found.infos),
            box(
                b"iprp", box(b"ipco", *found.properties), full(b"ipma", 0, 0, struct.pack(">I", len(items)), found.uses)
            ),
        ]
        if found.references:
            parts.append(full(b"iref", 0, 0, found.references))
        return full(b"meta", 0, 0, *parts)

    start = len(kinds) + len(meta(0)) + 8
    return kinds + meta(start) + box(b"mdat", *(item.content for item in items))


def rebuilt(data: bytes, *properties: bytes, more: Sequence[Item] = (), wide: int = 128, high: int = 64) -> bytes:
    """An encoder's file again, with these properties of its picture and further items, and the size that is given."""
    item = coded(data)
    given = colours(1, 13) if not any(each[8:12] == b"nclx" for each in properties) else b""
    item.properties = [*item.properties, size(wide, high), *([given] if given else []), *properties]
    return heif([item, *more], b"heic" if item.kind == b"hvc1" else b"avif")
