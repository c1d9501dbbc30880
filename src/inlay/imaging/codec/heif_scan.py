"""What a HEIC or AVIF file says of its main picture, without decoding it (ISO/IEC 23008-12; AV1 image file format)."""

from __future__ import annotations

import struct
from dataclasses import dataclass, field

from inlay.base.errors import BadInput
from inlay.base.text import tr, tr_count
from inlay.imaging.codec import exif as exif_blocks
from inlay.imaging.codec.boxes import Box, Reader, boxes
from inlay.imaging.codec.coded_size import Size
from inlay.imaging.codec.format import FormatError
from inlay.imaging.codec.heif_items import Item, Items, read_items
from inlay.imaging.codec.heif_parts import CODED, OTHER, check_parts, coded_kind, depth_and_grey, parts_of, size_of
from inlay.imaging.codec.orientation import effective
from inlay.imaging.codec.records import Depth, Metadata, PictureInfo, Scan
from inlay.imaging.colour.coded import UNSPECIFIED, Coded, profile_of

MAX_METADATA = 64 << 20
_ALPHA = (b"urn:mpeg:mpegB:cicp:systems:auxiliary:alpha", b"urn:mpeg:hevc:2015:auxid:1")
_PICTURES = (*CODED, *OTHER, b"grid", b"iovl", b"iden", b"tmap")


@dataclass(frozen=True, eq=False)
class HeifScan(Scan):
    """`bits` a channel in the file (8, 10 or 12); `premultiplied` says that colours are multiplied by alpha."""

    bits: int = 8
    premultiplied: bool = False


@dataclass(eq=False)
class _Picture:
    """The main picture as its properties describe it. `parts` are the coded items that it is made of."""

    item: Item
    parts: list[Item]
    size: Size
    bits: int = 8
    grey: bool = False
    icc: bytes | None = None
    coded: Coded = field(default=UNSPECIFIED)


def _meta(data: bytes) -> tuple[Box | None, bool, bool]:
    """The `meta` box, whether the file is cut off, and whether it holds a film."""
    found, cut, film = None, False, False
    for box in boxes(data, 0, len(data)):
        cut, film = cut or box.cut, film or box.kind == b"moov"
        if box.kind == b"meta" and found is None and not box.cut:
            found = box
    return found, cut, film


def main_kind(data: bytes) -> bytes:
    """How the main picture is compressed ("av01", "hvc1"); empty where that can't be told."""
    try:
        meta, _, _ = _meta(data)
        found = read_items(data, meta) if meta is not None else None
        if found is not None and found.primary in found.items:
            return coded_kind(found, found.items[found.primary])
    except (FormatError, struct.error, IndexError):
        return b""
    return b""


def _colours(found: Items, picture: _Picture) -> None:
    """Profile and coded colours, of the picture or of its first part."""
    for item in (picture.item, picture.parts[0]):
        for box in found.properties_of(item):
            kind = found.data[box.start : box.start + 4] if box.kind == b"colr" else b""
            if kind in (b"prof", b"rICC") and picture.icc is None:
                picture.icc = found.data[box.start + 4 : box.end]
            elif kind == b"nclx" and picture.coded is UNSPECIFIED:
                reader = Reader(found.data, box.start + 4, box.end)
                picture.coded = Coded(reader.number(2), reader.number(2))


def _upright(found: Items, item: Item, size: Size) -> Size:
    """The size after the file's own crop, turns and flips, in their order."""
    width, height = size
    for box in found.properties_of(item):
        if box.kind == b"irot" and found.data[box.start] & 1:
            width, height = height, width
        elif box.kind == b"clap":
            values = struct.unpack_from(">8I", found.data, box.start)
            if not values[1] or not values[3]:
                raise FormatError("a crop without a size")
            width, height = (
                min(side, round(upper / lower)) for side, upper, lower in ((width, *values[:2]), (height, *values[2:4]))
            )
    return width, height


def _alpha(found: Items, item: Item) -> Item | None:
    for each in found.origins(b"auxl", item.id):
        box = found.property_of(each, b"auxC")
        if box is not None and Reader(found.data, box.start + 4, box.end).text() in _ALPHA:
            return each
    return None


def _metadata(found: Items, picture: _Picture) -> Metadata:
    exif = xmp = None
    for item in found.origins(b"cdsc", picture.item.id):
        content = found.content(item, MAX_METADATA)
        if item.kind == b"Exif" and len(content) > 4:
            exif = content[4 + int.from_bytes(content[:4], "big") :].removeprefix(b"Exif\0\0")
        elif item.kind == b"mime" and item.content_type == b"application/rdf+xml":
            xmp = content.rstrip(b"\0") or None
    return Metadata(exif, xmp, None, picture.icc)


def _others(found: Items, item: Item) -> int:
    """How many pictures there are in all: what isn't hidden, a part, a thumbnail or an auxiliary picture."""
    lesser = {start for kind, start, _ in found.references if kind in (b"thmb", b"auxl")}
    lesser |= {each for kind, _, to in found.references if kind == b"dimg" for each in to}
    return sum(
        each.kind in _PICTURES and not each.hidden and (each is item or each.id not in lesser)
        for each in found.items.values()
    )


def _notes(found: Items, picture: _Picture, metadata: Metadata, pages: int, film: bool) -> list[str]:
    notes = []
    if pages > 1:
        notes.append(
            tr_count(
                "The file has {count} picture; the main one was opened.",
                "The file has {count} pictures; the main one was opened.",
                pages,
            )
        )
    elif film:
        notes.append(tr("The file is an animation; its first picture was opened."))
    if picture.bits > 8:
        notes.append(tr("The file has {bits} bits a channel; they are kept in 16.").format(bits=picture.bits))
    turned = any(each.kind in (b"irot", b"imir") for each in found.properties_of(picture.item))
    if not turned and effective(metadata.exif, metadata.xmp) != 1:
        notes.append(
            tr("Its metadata say that the picture is turned, but files of this kind go by their own header, as here.")
        )
    if picture.icc is None and picture.coded.is_hdr:
        notes.append(tr("The picture is HDR; what is brighter than white is shown as white, but kept."))
    return notes


def scan_heif(data: bytes, name: str, format_id: str) -> Scan:
    """Size, kind and metadata of the main picture from the boxes in front of the pixels."""
    meta, cut, film = _meta(data)
    if meta is None:
        if cut:
            return Scan(PictureInfo(format_id, 1, 1, 8, False, False), Metadata(), 3, truncated=True, lost=True)
        if film:
            raise BadInput(tr("{name} is a film without a still picture, which isn't supported.").format(name=name))
        raise FormatError("no meta box")
    found = read_items(data, meta)
    if found.primary not in found.items:
        raise FormatError("no main picture")
    item = found.items[found.primary]
    parts = parts_of(found, item, name)
    picture = _Picture(item, parts, _upright(found, item, size_of(found, item)))
    picture.bits, picture.grey = depth_and_grey(found, parts[0])
    _colours(found, picture)
    return _as_scan(found, picture, format_id, name, film)


def _as_scan(found: Items, picture: _Picture, format_id: str, name: str, film: bool) -> Scan:
    item, parts = picture.item, picture.parts
    alpha = _alpha(found, item)
    layers = [(item, parts)] + ([(alpha, parts_of(found, alpha, name))] if alpha is not None else [])
    truncated = any(found.is_cut(part) for _, each in layers for part in each)
    if not truncated:
        for whole, each in layers:
            check_parts(found, whole, each)
    metadata = _metadata(found, picture)
    if metadata.exif is not None and not exif_blocks.is_readable(metadata.exif):
        metadata = Metadata(None, metadata.xmp, None, metadata.icc)
    pages = _others(found, item)
    depth: Depth = 16 if picture.bits > 8 else 8
    width, height = picture.size
    info = PictureInfo(
        format_id,
        width,
        height,
        depth,
        picture.grey,
        alpha is not None,
        has_profile=picture.icc is not None,
        pages=pages,
    )
    # Measured: the decoder's own planes, and the picture that the library makes of them before we get it.
    planes = 11 + 2 * info.alpha if format_id == "avif" else (4 + info.alpha) * (depth // 8)
    working = width * height * planes
    return HeifScan(
        info,
        metadata,
        info.channels,
        tuple(_notes(found, picture, metadata, pages, film)),
        working=working,
        truncated=truncated,
        implied=None if picture.icc is not None or picture.grey else profile_of(picture.coded),
        bits=picture.bits,
        premultiplied=alpha is not None and alpha.id in found.targets(b"prem", item.id),
    )
