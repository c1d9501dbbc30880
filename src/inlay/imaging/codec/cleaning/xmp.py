"""XMP packets without embedded pictures and without location: parts are cut out, the rest stays byte for byte."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from xml.parsers import expat

from inlay.imaging.codec.cleaning.kinds import Kind

# Namespace and local name of a property (or a field of one), and the beginning of its text where it has only that.
Judge = Callable[[str, str, str], bool]

_XAP = "http://ns.adobe.com/xap/1.0/"
_NOTE = "http://ns.adobe.com/xmp/note/"
_CAMERA = "http://ns.google.com/photos/1.0/camera/"
_SPACES = {
    "http://ns.adobe.com/xap/1.0/g/img/": Kind.XMP_PICTURE,
    "http://ns.google.com/photos/1.0/image/": Kind.XMP_PICTURE,
    "http://ns.google.com/photos/1.0/container/": Kind.FURTHER_PICTURES,
    "http://ns.google.com/photos/1.0/depthmap/": Kind.DEPTH_MAP,
    "http://ns.google.com/photos/dd/1.0/": Kind.DEPTH_MAP,
    "http://ns.apple.com/depthData/1.0/": Kind.DEPTH_MAP,
    "http://ns.apple.com/pixeldatainfo/1.0/": Kind.DEPTH_MAP,
    "http://ns.adobe.com/hdr-gain-map/1.0/": Kind.GAIN_MAP,
    "http://ns.apple.com/HDRGainMap/1.0/": Kind.GAIN_MAP,
}
# How JPEG, PNG, WebP and GIF begin in base 64.
_PICTURE_TEXT = ("/9j/", "iVBORw0KGgo", "UklGR", "R0lGOD")
_TEXT_SEEN = 16

_PLACES = frozenset(
    {
        "city",
        "state",
        "country",
        "countrycode",
        "countryname",
        "provincestate",
        "province",
        "sublocation",
        "worldregion",
    }
)
_PLACE_WORDS = ("gps", "location", "latitude", "longitude", "longtitude", "altitude")
_PLACE_SPACES = ("http://www.w3.org/2003/01/geo/wgs84_pos#", "http://www.georss.org/georss")
_DUBLIN_CORE = "http://purl.org/dc/elements/1.1/"

_HINT = re.compile(rb"Thumbnails|xmpGImg|GImage|GDepth|/9j/|iVBORw0KGgo|UklGR|R0lGOD")
_TAG = re.compile(rb"""<[^\s/>]+((?:\s+[^\s=>]+\s*=\s*(?:"[^"]*"|'[^']*'))*)\s*(/?)>""")
_ATTRIBUTE = re.compile(rb"""\s+([^\s=>]+)\s*=\s*(?:"[^"]*"|'[^']*')""")


class Unreadable(ValueError):
    """The packet isn't well-formed."""


@dataclass(eq=False)
class _Open:
    """An element that hasn't ended: where it begins and its start tag ends, and what was in it so far."""

    space: str
    name: str
    start: int
    inside: int
    empty: bool
    text: str = ""
    has_children: bool = False


@dataclass(eq=False)
class _Cutter:
    """Walks through a packet and notes what is to be cut."""

    packet: bytes
    judge: Judge
    cuts: list[tuple[int, int]] = field(default_factory=list)
    _stack: list[_Open] = field(default_factory=list)

    def run(self) -> list[tuple[int, int]]:
        """The ranges to cut, in order and without overlaps. Raises Unreadable."""
        parser = expat.ParserCreate(namespace_separator="\n")
        parser.ordered_attributes = True
        parser.buffer_text = True
        self._parser = parser
        parser.StartElementHandler = self._begin
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        parser.StartDoctypeDeclHandler = _refuse
        try:
            parser.Parse(self.packet, True)
        except expat.ExpatError as error:
            raise Unreadable(str(error)) from error
        return _outermost(self.cuts)

    def _begin(self, name: str, attributes: list[str]) -> None:
        start = self._parser.CurrentByteIndex
        found = _TAG.match(self.packet, start)
        if found is None:
            raise Unreadable("a tag of an unknown form")
        if self._stack:
            self._stack[-1].has_children = True
        self._stack.append(_Open(*_split(name), start, found.end(), bool(found.group(2))))
        # What declares a prefix isn't among the parser's attributes.
        spans = [
            each.span()
            for each in _ATTRIBUTE.finditer(self.packet, *found.span(1))
            if each.group(1) != b"xmlns" and not each.group(1).startswith(b"xmlns:")
        ]
        for place, attribute, value in zip(spans, attributes[::2], attributes[1::2], strict=True):
            if self.judge(*_split(attribute), value[:_TEXT_SEEN]):
                self.cuts.append(place)

    def _text(self, text: str) -> None:
        current = self._stack[-1] if self._stack else None
        if current is not None and len(current.text) < _TEXT_SEEN:
            current.text = (current.text + text).lstrip()[:_TEXT_SEEN]

    def _end(self, _name: str) -> None:
        ended = self._stack.pop()
        text = "" if ended.has_children else ended.text
        if self.judge(ended.space, ended.name, text):
            end = ended.inside if ended.empty else self.packet.index(b">", self._parser.CurrentByteIndex) + 1
            self.cuts.append((_line_start(self.packet, ended.start), end))


def _refuse(*_: Any) -> None:
    raise Unreadable("a packet with a document type")


def _split(name: str) -> tuple[str, str]:
    space, _, local = name.rpartition("\n")
    return space, local


def _line_start(packet: bytes, position: int) -> int:
    """Where the line begins that leads to `position` with nothing but blanks; else `position`."""
    begin = position
    while begin and packet[begin - 1] in b" \t":
        begin -= 1
    return begin - 1 if begin and packet[begin - 1] in b"\n" else position


def _outermost(cuts: list[tuple[int, int]]) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for start, end in sorted(cuts, key=lambda each: (each[0], -each[1])):
        if not found or start >= found[-1][1]:
            found.append((start, end))
    return found


def _in_utf8(packet: bytes) -> bytes:
    """The packet in UTF-8, without the zeros that some writers leave behind it. Raises Unreadable."""
    for mark, name in ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if packet.startswith(mark):
            try:
                return packet.decode(name).rstrip("\0").encode("utf-8")
            except UnicodeDecodeError as error:
                raise Unreadable(str(error)) from error
    return packet.rstrip(b"\0")


def _without(packet: bytes, judge: Judge) -> tuple[bytes, bool]:
    plain = _in_utf8(packet)
    cuts = _Cutter(plain, judge).run()
    if not cuts:
        return packet, False
    parts, position = [], 0
    for start, end in cuts:
        parts.append(plain[position:start])
        position = end
    return b"".join((*parts, plain[position:])), True


def without_pictures(packet: bytes) -> tuple[bytes, set[Kind]]:
    """The packet without pictures, and the kinds that there were. Raises Unreadable.

    What points to further parts of the file that aren't kept (the extended packet, motion photos) goes too.
    """
    found: set[Kind] = set()

    def is_picture(space: str, name: str, text: str) -> bool:
        kind = _SPACES.get(space)
        if (space == _XAP and name == "Thumbnails") or text.startswith(_PICTURE_TEXT):
            kind = kind or Kind.XMP_PICTURE
        elif space == _CAMERA and name.startswith(("MicroVideo", "MotionPhoto")):
            kind = Kind.VIDEO
        if kind is not None:
            found.add(kind)
        return kind is not None or (space == _NOTE and name == "HasExtendedXMP")

    cleaned, _ = _without(packet, is_picture)
    return cleaned, found


def may_hold_pictures(packet: bytes) -> bool:
    """Whether a packet that isn't well-formed has anything that looks like a picture."""
    return _HINT.search(packet) is not None


def without_location(packet: bytes) -> tuple[bytes, bool]:
    """The packet without coordinates and names of places, and whether there were any. Raises Unreadable.

    The address of the creator (Iptc4xmpCore:CreatorContactInfo) isn't the place of the picture, and stays.
    """

    def is_place(space: str, name: str, _text: str) -> bool:
        plain = name.lower()
        return (
            plain in _PLACES
            or any(word in plain for word in _PLACE_WORDS)
            or space in _PLACE_SPACES
            or (space == _DUBLIN_CORE and plain == "coverage")
        )

    return _without(packet, is_place)
