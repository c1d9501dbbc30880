"""Pixels of a TIFF: palettes as RGB, and what can be read of one that is cut off."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from inlay.imaging.codec.cmyk import decode_cmyk, profile_for
from inlay.imaging.codec.exif import Entries
from inlay.imaging.codec.format import FormatError
from inlay.imaging.codec.ifd import Block
from inlay.imaging.codec.loader import decode
from inlay.imaging.codec.records import Salvaged, Scan
from inlay.imaging.codec.tiff_tags import Tag
from inlay.imaging.colour.depth import Pixels

_LOADER = "tiffload_buffer"
_UNCOMPRESSED = 1
_SEPARATE = 2


def decode_tiff(data: bytes, found: Scan, fail_on: str = "error") -> Pixels:
    """(H, W, bands) as `Scan` says. Raises DecodeError; on less than "error", libtiff gives zeros for short strips."""
    if found.info.cmyk:
        return decode_cmyk(_LOADER, data, profile_for(found.metadata.icc)[0], found.info.alpha, fail_on)

    def make(image: Any) -> Any:
        # libvips gives a table that holds only greys as one channel.
        if found.bands != image.bands + 2 or found.info.grey:
            return image
        grey = image.extract_band(0)
        more = [image.extract_band(each) for each in range(1, image.bands)]
        return grey.bandjoin([grey, grey, *more])

    return decode(_LOADER, data, make, fail_on=fail_on)


def salvage_tiff(data: bytes, found: Scan) -> Salvaged:
    """The strips or rows of tiles that are there whole, and of an uncompressed strip its whole rows.

    libtiff gives nothing of a strip that is cut, so the file is made as long as it should be. Raises DecodeError.
    """
    block = Block.of(data)
    entries = block.directory(block.first).entries
    pieces = _pieces(block, entries)
    rows = _rows_there(block, entries, pieces, len(data))
    wanted = int((pieces[:, 0] + pieces[:, 1]).max())
    raw = found.info.width * found.info.height * max(found.bands, 4) * (found.info.depth // 8)
    if wanted > len(data) + raw + (1 << 20):
        raise FormatError("strips far behind the end of the file")
    whole = data + bytes(max(0, wanted - len(data)))
    return Salvaged(decode_tiff(whole, found, fail_on="none"), rows)


def _pieces(block: Block, entries: Entries) -> npt.NDArray[np.int64]:
    """(n, 2): where each strip or tile begins, and its bytes. Raises FormatError where there are none."""
    tiled = Tag.TILE_OFFSETS in entries
    where, how_long = (Tag.TILE_OFFSETS, Tag.TILE_SIZES) if tiled else (Tag.STRIP_OFFSETS, Tag.STRIP_SIZES)
    offsets = block.integers(entries.get(where)).astype(np.int64)
    sizes = block.integers(entries.get(how_long)).astype(np.int64)
    if not len(offsets) or len(offsets) != len(sizes) or (offsets < 0).any() or (sizes < 0).any():
        raise FormatError("no strips")
    return np.stack([offsets, sizes], axis=1)


def _rows_there(block: Block, entries: Entries, pieces: npt.NDArray[np.int64], there: int) -> int:
    """How many rows from the top are whole."""
    width, height = (block.integer(entries.get(tag), 0) for tag in (Tag.WIDTH, Tag.HEIGHT))
    separate = block.integer(entries.get(Tag.PLANAR), 1) == _SEPARATE
    planes = block.integer(entries.get(Tag.SAMPLES), 1) if separate else 1
    if Tag.TILE_OFFSETS in entries:
        tile = [max(1, block.integer(entries.get(tag), 1)) for tag in (Tag.TILE_WIDTH, Tag.TILE_HEIGHT)]
        across, tall = -(-width // tile[0]), tile[1]
    else:
        across, tall = 1, max(1, min(height, block.integer(entries.get(Tag.ROWS_PER_STRIP), height)))
    each_plane = across * -(-height // tall)
    if each_plane * planes != len(pieces):
        raise FormatError("another number of strips than the size needs")
    whole = pieces[:, 0] + pieces[:, 1] <= there
    missing = [np.flatnonzero(~whole[at * each_plane : (at + 1) * each_plane]) for at in range(planes)]
    first = min((int(plane[0]) for plane in missing if len(plane)), default=each_plane)
    rows = first // across * tall
    if first < each_plane and planes == across == 1 and block.integer(entries.get(Tag.COMPRESSION), 1) == _UNCOMPRESSED:
        samples, bits = block.integer(entries.get(Tag.SAMPLES), 1), block.integer(entries.get(Tag.BITS), 1)
        row_bytes = -(-width * samples * bits // 8)
        rows += max(0, there - int(pieces[first, 0])) // row_bytes
    return min(rows, height)
