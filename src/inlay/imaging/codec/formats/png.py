"""PNG: 8 and 16 bits, grey and RGB, alpha, ICC, EXIF, XMP, resolution, and IPTC as ImageMagick and exiftool keep it."""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

import numpy as np

from inlay.base.text import tr
from inlay.imaging.codec import exif as exif_blocks
from inlay.imaging.codec import iptc as iptc_records
from inlay.imaging.codec import png_stream
from inlay.imaging.codec.cut_files import salvage_png
from inlay.imaging.codec.export import STRIP_BYTES, Export
from inlay.imaging.codec.format import Format, FormatError
from inlay.imaging.codec.orientation import effective, upright_size
from inlay.imaging.codec.records import Metadata, PictureInfo, Scan

SIGNATURE = b"\x89PNG\r\n\x1a\n"
_INCH = 0.0254
# Profiles and packets that together unpack to more are no metadata but a bomb.
MAX_UNPACKED = 32 << 20
_XMP_KEY = b"XML:com.adobe.xmp"
_RAW_PROFILE = b"Raw profile type "


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes | None]]:
    """Type and content of each chunk; None for content that is cut off. IDAT's content isn't copied out."""
    position = len(SIGNATURE)
    while position + 8 <= len(data):
        size, kind = struct.unpack_from(">I4s", data, position)
        end = position + 8 + size
        if end + 4 > len(data):
            yield kind, None
            return
        yield kind, b"" if kind == b"IDAT" else data[position + 8 : end]
        if kind == b"IEND":
            return
        position = end + 4


@dataclass(eq=False)
class _Found:
    """What the chunks told so far."""

    header: tuple[int, int, int, int, int] | None = None
    transparent: bool = False
    frames: int = 1
    data_seen: bool = False
    ended: bool = False
    truncated: bool = False
    exif: bytes | None = None
    xmp: bytes | None = None
    iptc: bytes | None = None
    icc: bytes | None = None
    dpi: tuple[float, float] | None = None
    notes: list[str] = field(default_factory=list)
    room: int = MAX_UNPACKED

    def take(self, kind: bytes, content: bytes) -> None:
        """One chunk."""
        if kind == b"IHDR" and len(content) == 13 and self.header is None:
            width, height, depth, colour, _, _, interlace = struct.unpack(">IIBBBBB", content)
            self.header = (width, height, depth, colour, interlace)
        elif kind == b"tRNS":
            self.transparent = True
        elif kind == b"IDAT":
            self.data_seen = True
        elif kind == b"IEND":
            self.ended = True
        elif kind == b"acTL" and len(content) == 8:
            self.frames = max(1, int.from_bytes(content[:4], "big"))
        elif kind == b"pHYs" and len(content) == 9:
            x, y, unit = struct.unpack(">IIB", content)
            self.dpi = (x * _INCH, y * _INCH) if unit == 1 and x and y else None
        elif kind == b"eXIf":
            self.exif = content.removeprefix(b"Exif\0\0")
        elif kind == b"iCCP":
            self.icc = self.icc or self._unpack(content[content.find(b"\0") + 2 :]) or b""
        elif kind in (b"iTXt", b"zTXt", b"tEXt"):
            self._text(kind, content)

    def _unpack(self, data: bytes) -> bytes | None:
        """What a zlib stream holds, or None where it is broken, or larger than all of a file's together may be."""
        packer = zlib.decompressobj()
        try:
            plain = packer.decompress(data, self.room) if self.room else b""
        except zlib.error:
            return None
        self.room -= len(plain)
        return plain if packer.eof else None

    def _text(self, kind: bytes, content: bytes) -> None:
        key, _, rest = content.partition(b"\0")
        if kind == b"iTXt" and key == _XMP_KEY and len(rest) >= 2:
            packed, text = rest[0], rest[2:].split(b"\0", 2)[-1]
            self.xmp = self.xmp or (self._unpack(text) if packed else text)
        elif key.startswith(_RAW_PROFILE) and kind != b"iTXt":
            self._raw_profile(key.removeprefix(_RAW_PROFILE), rest if kind == b"tEXt" else self._unpack(rest[1:]))

    def _raw_profile(self, name: bytes, text: bytes | None) -> None:
        """ImageMagick's hexadecimal profiles: a line with the name, one with the length, the content."""
        parts = re.fullmatch(rb"\s*[^\n]+\n\s*\d+\s+([0-9A-Fa-f\s]*)", text or b"")
        if parts is None:
            return
        digits = b"".join(parts.group(1).split())
        content = bytes.fromhex(digits[: len(digits) // 2 * 2].decode("ascii"))
        if name in (b"exif", b"APP1") and content.startswith(b"Exif\0\0"):
            self.exif = self.exif or content.removeprefix(b"Exif\0\0")
        elif name == b"xmp":
            self.xmp = self.xmp or content
        elif name == b"iptc":
            resources = content.removeprefix(iptc_records.PREFIX)
            self.iptc = iptc_records.find(resources) if resources.startswith(b"8BIM") else content


def scan(data: bytes, _name: str) -> Scan:
    """Size, kind and metadata from the chunks, without unpacking pixels."""
    found = _Found()
    for kind, content in _chunks(data):
        if content is None:
            found.truncated = True
            found.data_seen = found.data_seen or kind == b"IDAT"
            break
        found.take(kind, content)
    if found.header is None:
        raise FormatError("no header chunk")
    width, height, bits, colour, interlace = found.header
    if colour not in (0, 2, 3, 4, 6) or bits not in (1, 2, 4, 8, 16):
        raise FormatError("unknown kind of pixels")
    grey, alpha = colour in (0, 4), colour in (4, 6) or found.transparent
    notes = list(found.notes)
    if found.exif is not None and not exif_blocks.is_readable(found.exif):
        found.exif = None
        notes.append(tr("The EXIF data are damaged and aren't kept."))
    if found.frames > 1:
        notes.append(tr("The file is an animation; its first picture was opened."))
    orientation = effective(found.exif, found.xmp)
    upright = upright_size(width, height, orientation)
    depth = 16 if bits == 16 else 8
    info = PictureInfo(
        "png", *upright, 16 if bits == 16 else 8, grey, alpha, orientation, found.icc is not None, found.frames
    )
    bands = (1 if grey else 3) + alpha
    return Scan(
        info,
        Metadata(found.exif, found.xmp, found.iptc, found.icc, found.dpi),
        bands,
        tuple(notes),
        # An interlaced picture is decoded whole before its first row can be given.
        working=width * height * bands * depth // 8 if interlace else 0,
        truncated=found.truncated or not (found.data_seen and found.ended),
        lost=interlace != 0 or not found.data_seen,
    )


def _chunk(out: BinaryIO, kind: bytes, *parts: bytes) -> None:
    check = zlib.crc32(kind)
    for part in parts:
        check = zlib.crc32(part, check)
    out.write(struct.pack(">I4s", sum(map(len, parts)), kind))
    for part in parts:
        out.write(part)
    out.write(struct.pack(">I", check))


def _profile_name(name: str) -> bytes:
    """1 to 79 Latin-1 characters without leading, trailing or double spaces."""
    plain = "".join(each for each in name if 32 <= ord(each) < 127 or 161 <= ord(each) <= 255)
    return " ".join(plain.split())[:79].strip().encode("latin-1") or b"ICC profile"


def _write_metadata(out: BinaryIO, export: Export) -> None:
    if export.colour.profile is not None:
        packed = zlib.compress(export.colour.profile, 9)
        _chunk(out, b"iCCP", _profile_name(export.colour.name), b"\0\0", packed)
    if export.metadata.dpi is not None:
        x, y = (min(2**31 - 1, round(each / _INCH)) for each in export.metadata.dpi)
        _chunk(out, b"pHYs", struct.pack(">IIB", x, y, 1))
    exif, xmp, iptc = export.exif(), export.xmp(), export.iptc()
    if exif is not None:
        _chunk(out, b"eXIf", exif)
    if xmp is not None:
        _chunk(out, b"iTXt", _XMP_KEY, b"\0\0\0\0\0", xmp)
    if iptc is not None:
        digits = iptc_records.wrap(iptc).removeprefix(iptc_records.PREFIX)
        lines = re.sub(r"(.{72})", r"\1\n", digits.hex())
        text = f"\niptc\n{len(digits):8}\n{lines}\n".encode("ascii")
        _chunk(out, b"zTXt", _RAW_PROFILE + b"iptc\0\0", zlib.compress(text))


def write(out: BinaryIO, export: Export) -> list[str]:
    """8 or 16 bits, grey or RGB, with or without alpha."""
    source, depth, alpha = export.source, export.depth, export.source.alpha
    # A grey PNG may only carry a grey profile.
    grey = export.grey and (export.colour.profile is None or export.colour.profile_is_grey)
    bands = (1 if grey else 3) + alpha
    step = bands * depth // 8
    out.write(SIGNATURE)
    kind = {1: 0, 2: 4, 3: 2, 4: 6}[bands]
    _chunk(out, b"IHDR", struct.pack(">IIBBBBB", source.width, source.height, depth, kind, 0, 0, 0))
    _write_metadata(out, export)
    rows = max(1, STRIP_BYTES // (source.width * step))
    strips = (
        (strip if depth == 8 else strip.astype(">u2")).view(np.uint8).reshape(len(strip), -1)
        for strip in export.strips(rows, depth, grey, alpha)
    )
    for piece in png_stream.pack(strips, step):
        _chunk(out, b"IDAT", piece)
    _chunk(out, b"IEND")
    return []


FORMAT = Format(
    "png", "PNG", (".png",), (SIGNATURE,), scan, "pngload_buffer", (8, 16), True, write, salvage=salvage_png
)
