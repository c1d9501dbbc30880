"""Hostile AVIF and HEIC files."""

from __future__ import annotations

import struct

from tests.kit import heif
from tests.kit.heif import Item, box, full
from tests.kit.pictures import smooth


def _nested(depth: int) -> bytes:
    """`meta` in `meta` in `meta` ..."""
    inner = b""
    for _ in range(depth):
        inner = full(b"meta", 0, 0, inner)
    return heif.box(b"ftyp", b"heic", bytes(4), b"mif1") + inner


def _meta(*parts: bytes, brand: bytes = b"avif") -> bytes:
    head = full(b"pitm", 0, 0, struct.pack(">H", 1))
    return box(b"ftyp", brand, bytes(4), brand) + full(b"meta", 0, 0, head, *parts)


def _grid(rows: int, columns: int, wide: int, high: int, refers: list[int], tile: Item | None = None) -> bytes:
    tile = tile or heif.coded(heif.heic())
    tile.properties = [*tile.properties, heif.size(128, 64)]
    content = struct.pack(">BBBBHH", 0, 0, rows - 1, columns - 1, wide, high)
    grid = Item(b"grid", content, [heif.size(wide, high)], [(b"dimg", refers)])
    return heif.heif([grid, tile], b"heic")


def _coded_as_larger(data: bytes) -> bytes:
    """A file that says 128 x 64, whatever its picture is: the decoder would make room for that."""
    item = heif.coded(data)
    item.properties = [*item.properties, heif.size(128, 64)]
    return heif.heif([item], b"avif")


def _large_avif() -> bytes:
    return _coded_as_larger(heif.avif(smooth(512, 512), speed=10))


def _many_items(count: int) -> bytes:
    infos = b"".join(full(b"infe", 2, 0, struct.pack(">HH", n % 65_536, 0), b"av01\0") for n in range(count))
    return _meta(full(b"iinf", 1, 0, struct.pack(">I", count), infos))


REFUSED = {
    "heif-nested": lambda: _nested(3000),
    "heif-large": lambda: heif.rebuilt(heif.heic(), wide=32_000, high=16_000),
    "avif-large": lambda: heif.rebuilt(heif.avif(), wide=32_000, high=16_000),
    "heif-too-large": lambda: heif.rebuilt(heif.heic(), wide=2**32 - 1, high=2**32 - 1),
    "avif-no-size": lambda: heif.rebuilt(heif.avif(), wide=0, high=0),
    "avif-coded-larger": _large_avif,
    "heif-lying-size": lambda: heif.rebuilt(heif.heic(), wide=9, high=9),
    "heif-grid-of-itself": lambda: _grid(1, 1, 128, 64, [1]),
    "heif-grid-of-nothing": lambda: _grid(2, 2, 256, 128, [9, 9, 9, 9]),
    "heif-grid-of-65,536": lambda: _grid(256, 256, 32_768, 16_384, [2] * 65_535),
    "heif-grid-too-small": lambda: _grid(2, 2, 30_000, 16_000, [2, 2, 2, 2]),
    "avif-many-items": lambda: _many_items(60_000),
    "avif-many-places": lambda: _meta(full(b"iloc", 2, 0, struct.pack(">HI", 0x4400, 2**32 - 1), bytes(900_000))),
    "avif-many-extents": lambda: _meta(
        full(b"iloc", 0, 0, struct.pack(">HHHHH", 0x4400, 1, 1, 0, 65_535), bytes(600_000))
    ),
    "avif-many-boxes": lambda: _meta(box(b"free") * 1_000_000),
    "avif-boxes-of-nothing": lambda: _meta(bytes(4_000_000)),
    "avif-small-box": lambda: _meta(b"\0\0\0\x04free" * 100),
    "avif-longest-box": lambda: box(b"ftyp", b"avif", bytes(4)) + b"\0\0\0\x01meta" + b"\xff" * 8,
    "avif-no-pictures": lambda: _meta(),
    "avif-no-boxes": lambda: box(b"ftyp", b"avif", bytes(4), b"mif1"),
    "avif-film": lambda: box(b"ftyp", b"avis", bytes(4), b"avis") + box(b"moov", bytes(100)),
    "avif-odd-crop": lambda: heif.rebuilt(heif.avif(), box(b"clap", struct.pack(">8I", 1, 0, 1, 0, 0, 1, 0, 1))),
    "heif-other-codec": lambda: heif.heif([Item(b"j2k1", b"x", [heif.size(8, 8)])], b"mif1"),
}

HARMLESS = {
    "avif-long-texts": lambda: heif.rebuilt(
        heif.avif(), more=[heif.exif_item(b"x" * (4 << 20)), heif.xmp_item(b"<tiff:Orientation>" * (1 << 18))]
    ),
    "heif-broken-profile": lambda: heif.rebuilt(heif.heic(), heif.profile(b"\xff" * 3_000_000)),
    "heif-exif-behind-itself": lambda: heif.rebuilt(
        heif.heic(), more=[Item(b"Exif", b"\xff\xff\xff\xffII*\0", references=[(b"cdsc", [1])])]
    ),
}
