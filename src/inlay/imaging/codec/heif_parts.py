"""The coded items that an HEIF picture is made of, and whether they are of the size that the file says."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from inlay.base.errors import BadInput
from inlay.base.text import tr
from inlay.imaging.codec.boxes import Reader
from inlay.imaging.codec.coded_size import Size, av1_sizes, hevc_sizes, hevc_sizes_in_stream
from inlay.imaging.codec.format import FormatError
from inlay.imaging.codec.heif_items import Item, Items

# Coded pictures are whole blocks; HEVC's largest are 64 px, AV1's superblocks 128 px.
_BLOCK = 128
# Of a grid, a part may be one tile of a picture that is smaller.
_TILE = 2048
_MAX_CONFIGURATION = 1 << 20
CODED = {b"av01": b"av1C", b"hvc1": b"hvcC", b"hev1": b"hvcC"}
OTHER = {b"j2k1": "JPEG 2000", b"jpeg": "JPEG", b"vvc1": "VVC", b"avc1": "AVC", b"unci": "ISO 23001-17"}


def coded_kind(found: Items, item: Item) -> bytes:
    """How the picture is compressed; that of its first part for a grid."""
    parts = found.targets(b"dimg", item.id) if item.kind == b"grid" else ()
    return found.items[parts[0]].kind if parts and parts[0] in found.items else item.kind


def _configuration(found: Items, part: Item) -> bytes:
    box = found.property_of(part, CODED[part.kind])
    if box is None or box.end - box.start > _MAX_CONFIGURATION:
        raise FormatError("a picture without its configuration")
    return found.data[box.start : box.end]


def size_of(found: Items, item: Item) -> Size:
    """Width and height that the file says, before it is turned. Raises FormatError where it doesn't."""
    box = found.property_of(item, b"ispe")
    if box is None:
        raise FormatError("a picture without a size")
    reader = Reader(found.data, box.start + 4, box.end)
    return reader.number(4), reader.number(4)


def depth_and_grey(found: Items, part: Item) -> tuple[int, bool]:
    """Bits a channel (8, 10 or 12), and whether there is no colour, by the decoder's configuration."""
    configuration = _configuration(found, part)
    if part.kind == b"av01":
        flags = configuration[2]
        return (12 if flags & 0x20 else 10) if flags & 0x40 else 8, bool(flags & 0x10)
    return (configuration[17] & 7) + 8, configuration[16] & 3 == 0


def parts_of(found: Items, item: Item, name: str) -> list[Item]:
    """The coded items that a picture is made of. Raises BadInput for a kind that isn't supported."""
    if item.kind == b"grid":
        parts = [found.items[each] for each in found.targets(b"dimg", item.id) if each in found.items]
        _check_grid(found, item, len(parts))
    else:
        parts = [item]
    for each in parts:
        if each.kind not in CODED:
            said = OTHER.get(each.kind, each.kind.decode("ascii", "replace"))
            raise BadInput(
                tr("{name} is an HEIF picture compressed as {kind}, which isn't supported.").format(
                    name=name, kind=said
                )
            )
        if each.elsewhere:
            raise FormatError("pixels in another file")
    return parts


def _check_grid(found: Items, item: Item, parts: int) -> None:
    content = found.content(item, 64)
    if len(content) < 8:
        raise FormatError("a grid without its description")
    wide = 4 if content[1] & 1 else 2
    reader = Reader(content, 2, len(content))
    rows, columns = reader.number(1) + 1, reader.number(1) + 1
    if (reader.number(wide), reader.number(wide)) != size_of(found, item) or rows * columns != parts:
        raise FormatError("a grid that contradicts itself")


def _coded_sizes(found: Items, part: Item) -> Iterator[Size]:
    """All sizes that the decoder will see for this part."""
    configuration = _configuration(found, part)
    content = found.content(part, len(found.data))
    if part.kind == b"av01":
        yield from av1_sizes(configuration[4:])
        yield from av1_sizes(content)
    else:
        yield from hevc_sizes(configuration)
        yield from hevc_sizes_in_stream(content, (configuration[21] & 3) + 1)


def check_parts(found: Items, picture: Item, parts: Iterable[Item]) -> None:
    """Raises FormatError where a part is in truth of another size than the file says."""
    width, height = size_of(found, picture)
    for part in parts:
        said = size_of(found, part)
        # Tiles reach over the edges of their grid.
        most = _TILE if picture.kind == b"grid" else _BLOCK
        if said[0] > width + most or said[1] > height + most:
            raise FormatError("a part is larger than the picture")
        for coded in _coded_sizes(found, part):
            if coded[0] > said[0] + _BLOCK or coded[1] > said[1] + _BLOCK:
                raise FormatError("the coded picture is larger than said")
