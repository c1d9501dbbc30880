"""The chunks of a WebP file: canvas, kind and metadata (WebP container specification; RFC 9649)."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from inlay.imaging.codec.format import FormatError

_MAX_CHUNKS = 20_000
_LOSSY, _LOSSLESS, _ANIMATED, _ALPHA = b"VP8 ", b"VP8L", 0x02, 0x10


@dataclass(frozen=True, eq=False)
class Chunk:
    """One chunk: its content is data[start:end]. `cut`: the end is missing in the file."""

    kind: bytes
    start: int
    end: int
    cut: bool


@dataclass(eq=False)
class WebP:
    """What the chunks told. `picture` is the chunk of a still picture's pixels, or of the first frame."""

    size: tuple[int, int] | None = None
    alpha: bool = False
    frames: int = 0
    animated: bool = False
    lossless: bool = False
    truncated: bool = False
    picture: Chunk | None = None
    icc: bytes | None = None
    exif: bytes | None = None
    xmp: bytes | None = None


def chunks(data: bytes, start: int, end: int) -> Iterator[Chunk]:
    """The chunks of data[start:end], which may end behind the data."""
    for _ in range(_MAX_CHUNKS):
        if start + 8 > min(end, len(data)):
            return
        kind, size = data[start : start + 4], int.from_bytes(data[start + 4 : start + 8], "little")
        stop = start + 8 + size
        yield Chunk(kind, start + 8, min(stop, len(data)), stop > len(data))
        start = stop + size % 2
    raise FormatError("too many chunks")


def read(data: bytes) -> WebP:
    """All that stands in the file but pixels. Raises FormatError where it is broken."""
    found = WebP()
    whole = 8 + int.from_bytes(data[4:8], "little")
    # Some writers leave the byte behind an odd chunk out.
    found.truncated = whole > len(data) + 1
    for chunk in chunks(data, 12, whole):
        found.truncated = found.truncated or chunk.cut
        _take(found, data, chunk)
    if found.size is None:
        if found.truncated:
            return found
        raise FormatError("no picture")
    return found


def _take(found: WebP, data: bytes, chunk: Chunk) -> None:
    content = data[chunk.start : min(chunk.end, chunk.start + 32)]
    if chunk.kind == b"VP8X" and len(content) >= 10 and found.size is None:
        found.animated, found.alpha = bool(content[0] & _ANIMATED), bool(content[0] & _ALPHA)
        found.size = (1 + int.from_bytes(content[4:7], "little"), 1 + int.from_bytes(content[7:10], "little"))
    elif chunk.kind in (_LOSSY, _LOSSLESS) and found.picture is None:
        _still(found, chunk, content)
    elif chunk.kind == b"ANMF":
        found.frames += 1
        if found.frames == 1:
            _first_frame(found, data, chunk)
    elif not chunk.cut and chunk.kind in (b"ICCP", b"EXIF", b"XMP "):
        _metadata(found, chunk.kind, data[chunk.start : chunk.end])


def _metadata(found: WebP, kind: bytes, content: bytes) -> None:
    if kind == b"ICCP" and found.icc is None:
        found.icc = content
    elif kind == b"EXIF" and found.exif is None:
        # Some writers keep JPEG's prefix.
        found.exif = content.removeprefix(b"Exif\0\0")
    elif kind == b"XMP " and found.xmp is None:
        found.xmp = content


def _still(found: WebP, chunk: Chunk, content: bytes) -> None:
    size, alpha = bitstream(chunk.kind, content, chunk.cut)
    found.picture, found.lossless = chunk, chunk.kind == _LOSSLESS
    if found.size is None:
        found.size, found.alpha = size, alpha
    elif size is not None and size != found.size:
        raise FormatError("the picture isn't of the canvas's size")
    # With VP8X, its flag counts, as for every decoder; without ALPH a lossy picture has none.


def _first_frame(found: WebP, data: bytes, chunk: Chunk) -> None:
    x, y = (2 * int.from_bytes(data[chunk.start + at : chunk.start + at + 3], "little") for at in (0, 3))
    width, height = (1 + int.from_bytes(data[chunk.start + at : chunk.start + at + 3], "little") for at in (6, 9))
    if found.size is None or x + width > found.size[0] or y + height > found.size[1]:
        raise FormatError("a frame lies outside the canvas")
    for inner in chunks(data, chunk.start + 16, chunk.end):
        if inner.kind in (_LOSSY, _LOSSLESS):
            size, _ = bitstream(inner.kind, data[inner.start : inner.start + 32], inner.cut)
            if size is not None and size != (width, height):
                raise FormatError("a frame isn't of the size that it says")
            found.picture, found.lossless = inner, inner.kind == _LOSSLESS
            return


def bitstream(kind: bytes, head: bytes, cut: bool) -> tuple[tuple[int, int] | None, bool]:
    """Size and alpha by the head of the pixels (RFC 6386, 9.1; VP8L 3). None where it is cut off."""
    if len(head) < (10 if kind == _LOSSY else 5):
        if cut:
            return None, False
        raise FormatError("a picture without a head")
    if kind == _LOSSY:
        if head[3:6] != b"\x9d\x01\x2a":
            raise FormatError("no start code")
        width, height = struct.unpack_from("<HH", head, 6)
        return (width & 0x3FFF, height & 0x3FFF), False
    if head[0] != 0x2F:
        raise FormatError("no signature")
    (bits,) = struct.unpack_from("<I", head, 1)
    return ((bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1), bool(bits >> 28 & 1)
