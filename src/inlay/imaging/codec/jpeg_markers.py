"""The segments of a JPEG file in front of its pixels: frame, tables and metadata (T.81, annex B)."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from inlay.imaging.codec import iptc as iptc_records
from inlay.imaging.codec.format import FormatError
from inlay.imaging.codec.jpeg_tables import Table, in_rows, quality_of
from inlay.imaging.codec.records import JpegSettings, Sampling

EXIF_PREFIX = b"Exif\0\0"
XMP_PREFIX = b"http://ns.adobe.com/xap/1.0/\0"
XMP_MORE_PREFIX = b"http://ns.adobe.com/xmp/extension/\0"
ICC_PREFIX = b"ICC_PROFILE\0"
_FRAMES = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})
# A 12 MP picture with a large profile, extended XMP and previews has under 500.
_MAX_SEGMENTS = 20_000
_NOT_FILL = re.compile(rb"[^\xff]")
_DQT, _SOS, _EOI = 0xDB, 0xDA, 0xD9
_PROGRESSIVE = frozenset({0xC2, 0xC6, 0xCA, 0xCE})


@dataclass(frozen=True, eq=False)
class Frame:
    """A start-of-frame segment. `components` are (id, horizontal, vertical sampling, table)."""

    kind: int
    precision: int
    width: int
    height: int
    components: tuple[tuple[int, int, int, int], ...]

    @property
    def progressive(self) -> bool:
        """Whether the picture comes in several scans."""
        return self.kind in _PROGRESSIVE

    @property
    def arithmetic(self) -> bool:
        """Whether it is packed by arithmetic coding, which can be as short as it likes."""
        return self.kind in (0xC9, 0xCA)

    @property
    def lossless(self) -> bool:
        """Whether it is one of the kinds that the loader doesn't know (lossless, hierarchical)."""
        return self.kind in (0xC3, 0xC5, 0xC6, 0xC7, 0xCB, 0xCD, 0xCE, 0xCF)


@dataclass(eq=False)
class Segments:
    """What the segments told."""

    frame: Frame | None = None
    tables: dict[int, Table] = field(default_factory=dict)
    exif: bytes | None = None
    xmp: bytes | None = None
    xmp_continued: bool = False
    resources: bytes = b""
    icc_parts: dict[int, bytes] = field(default_factory=dict)
    icc_count: int = 0
    jfif_dpi: tuple[float, float] | None = None
    adobe_transform: int | None = None
    scan_seen: bool = False

    @property
    def icc(self) -> bytes | None:
        """The profile put together; empty where a part is missing, None where there is none."""
        if not self.icc_parts:
            return None
        wanted = range(1, self.icc_count + 1)
        if any(each not in self.icc_parts for each in wanted):
            return b""
        return b"".join(self.icc_parts[each] for each in wanted)

    @property
    def iptc(self) -> bytes | None:
        """The IPTC records."""
        return iptc_records.find(self.resources) if self.resources else None

    def take(self, marker: int, content: bytes) -> None:
        """One segment."""
        if marker in _FRAMES and self.frame is None:
            self.frame = _frame(marker, content)
        elif marker == _DQT:
            self._tables(content)
        elif marker == 0xE0 and content.startswith(b"JFIF\0") and len(content) >= 12:
            unit, x, y = struct.unpack_from(">BHH", content, 7)
            scale = {1: 1.0, 2: 2.54}.get(unit)
            self.jfif_dpi = (x * scale, y * scale) if scale and x and y else None
        elif marker == 0xE1:
            self._application_1(content)
        elif marker == 0xE2 and content.startswith(ICC_PREFIX) and len(content) > 14:
            self.icc_count = content[13]
            self.icc_parts.setdefault(content[12], content[14:])
        elif marker == 0xED and content.startswith(iptc_records.PREFIX):
            self.resources += content.removeprefix(iptc_records.PREFIX)
        elif marker == 0xEE and content.startswith(b"Adobe") and len(content) >= 12:
            self.adobe_transform = content[11]

    def _application_1(self, content: bytes) -> None:
        if content.startswith(EXIF_PREFIX):
            self.exif = self.exif or content.removeprefix(EXIF_PREFIX)
        elif content.startswith(XMP_PREFIX):
            self.xmp = self.xmp or content.removeprefix(XMP_PREFIX)
        elif content.startswith(XMP_MORE_PREFIX):
            self.xmp_continued = True

    def _tables(self, content: bytes) -> None:
        position = 0
        while position < len(content):
            wide, number = content[position] >> 4, content[position] & 15
            size = 128 if wide else 64
            if position + 1 + size > len(content):
                return
            values = struct.unpack_from(">64H" if wide else ">64B", content, position + 1)
            self.tables[number] = in_rows(values)
            position += 1 + size


def _frame(marker: int, content: bytes) -> Frame:
    if len(content) < 6 or len(content) < 6 + 3 * content[5]:
        raise FormatError("a frame that is cut off")
    precision, height, width, count = struct.unpack_from(">BHHB", content)
    parts = [struct.unpack_from(">BBB", content, 6 + 3 * index) for index in range(count)]
    return Frame(marker, precision, width, height, tuple((i, hv >> 4, hv & 15, table) for i, hv, table in parts))


def _segments(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Marker and content up to the first scan."""
    return ((marker, content) for marker, content, _ in _placed_segments(data))


def _placed_segments(data: bytes) -> Iterator[tuple[int, bytes, int]]:
    """Marker, content and the place of the marker, up to the first scan."""
    position, seen = 2, 0
    while position + 4 <= len(data):
        if data[position] != 0xFF:
            # Bytes between segments are skipped, as every decoder does.
            position = data.find(b"\xff", position)
            if position < 0:
                return
            continue
        marker = data[position + 1]
        if marker == 0xFF:
            # Any number of fill bytes may stand in front of a marker.
            following = _NOT_FILL.search(data, position)
            position = following.start() - 1 if following is not None else len(data)
            continue
        if marker in (0x00, 0x01) or 0xD0 <= marker <= 0xD8:
            position += 2
            continue
        seen += 1
        if marker == _EOI or seen > _MAX_SEGMENTS:
            return
        (size,) = struct.unpack_from(">H", data, position + 2)
        yield marker, data[position + 4 : position + 2 + size], position
        if marker == _SOS:
            return
        position += 2 + max(2, size)


def read(data: bytes) -> Segments:
    """All that stands before the pixels. Raises FormatError for a broken frame."""
    found = Segments()
    for marker, content in _segments(data):
        found.take(marker, content)
        found.scan_seen = marker == _SOS
    return found


def is_jpeg(data: bytes) -> bool:
    """Whether the bytes begin as a JPEG does."""
    return data.startswith(b"\xff\xd8\xff")


def without_metadata(data: bytes, keep: frozenset[int] = frozenset({0xEE})) -> bytes:
    """The file without comments and application segments but those to `keep` (Adobe's says what the channels are)."""
    parts, rest = [data[:2]], len(data)
    for marker, content, place in _placed_segments(data):
        if marker == _SOS:
            rest = place
            break
        if (0xE0 <= marker <= 0xEF and marker not in keep) or marker == 0xFE:
            continue
        parts.append(struct.pack(">BBH", 0xFF, marker, len(content) + 2) + content)
    return b"".join((*parts, data[rest:]))


def with_metadata(data: bytes, segments: bytes, dpi: tuple[int, int] | None) -> bytes:
    """A file with the given segments in place of its own, and the resolution where its JFIF segment can hold it."""
    plain = without_metadata(data, frozenset({0xE0, 0xEE}))
    if plain[2:4] != b"\xff\xe0" or plain[6:11] != b"JFIF\0":
        return plain[:2] + segments + plain[2:]
    (size,) = struct.unpack_from(">H", plain, 4)
    head = bytearray(plain[: 4 + size])
    struct.pack_into(">BHH", head, 13, *((1, *dpi) if dpi is not None else (0, 1, 1)))
    return bytes(head) + segments + plain[4 + size :]


def _sampling(frame: Frame) -> Sampling:
    """The sampling to write with: the source's, or the next finer one that can be written."""
    if len(frame.components) < 3:
        return "4:4:4"
    (_, h, v, _), (_, h1, v1, _), (_, h2, v2, _) = frame.components[:3]
    if (h1, v1, h2, v2) != (1, 1, 1, 1):
        return "4:4:4"
    if (h, v) == (2, 2):
        return "4:2:0"
    return "4:2:2" if h >= 2 and v == 1 else "4:4:4"


def settings(found: Segments, frame: Frame) -> JpegSettings | None:
    """How the file was compressed; None where its tables are missing."""
    used = [found.tables.get(table) for *_, table in frame.components]
    if not used or any(each is None for each in used):
        return None
    tables = [each for each in used[:2] if each is not None]
    # RGB kept as RGB has no chroma table to hand on; values above 255 don't fit into a baseline file.
    rgb = len(used) == 3 and (found.adobe_transform == 0 or [each[0] for each in frame.components] == [82, 71, 66])
    # Nor has CMYK, unless it is kept as luma, chroma and black.
    rgb = rgb or (len(used) == 4 and found.adobe_transform != 2)
    usable = not rgb and all(1 <= value <= 255 for table in tables for value in table)
    return JpegSettings(tuple(tables) if usable else (), _sampling(frame), quality_of(tables[0]), frame.progressive)
