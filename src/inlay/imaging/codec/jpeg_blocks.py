"""A JPEG of which only what changed is encoded anew: all other blocks keep the original's coefficients, bit for bit."""

from __future__ import annotations

import logging
import tempfile
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from inlay.base.memory import available_memory
from inlay.imaging.codec import jpeg_dct as dct
from inlay.imaging.codec import jpeg_markers as markers
from inlay.imaging.codec.differences import different, distances
from inlay.imaging.codec.export import Export
from inlay.imaging.codec.limits import SHARE_OF_FREE
from inlay.imaging.codec.loader import DecodeError, decode
from inlay.imaging.codec.orientation import effective
from inlay.imaging.colour.depth import Pixels

if TYPE_CHECKING:
    from jpeglib import DCTJPEG

log = logging.getLogger(__name__)
# The library collects a file's markers in globals.
_LOCK = threading.Lock()
_HUFFMAN_8_BIT = frozenset({0xC0, 0xC1, 0xC2})
STRIP = 1 << 22
"""Pixels that are compared at a time."""


@dataclass(frozen=True, eq=False)
class Kept:
    """A JPEG file without metadata, how many of its blocks are the original's, and that one's pixels (H, W, 1|3)."""

    data: bytes
    kept: int
    blocks: int
    before: Pixels


def can_keep(export: Export) -> bool:
    """Whether the picture can be what the original was but for what changed: same size, upright, channels and kind."""
    original, source = export.original, export.source
    if original is None or source.alpha or not markers.is_jpeg(original):
        return False
    found = markers.read(original)
    frame = found.frame
    return (
        frame is not None
        and frame.kind in _HUFFMAN_8_BIT
        and frame.precision == 8
        and (frame.width, frame.height) == (source.width, source.height)
        and len(frame.components) == (1 if export.grey else 3)
        and effective(found.exif, found.xmp) == 1
        and all(_most(frame, at) % each[at] == 0 for each in frame.components for at in (1, 2))
        and _memory(frame) < available_memory() * SHARE_OF_FREE
    )


def _most(frame: markers.Frame, at: int) -> int:
    """The largest sampling factor across (1) or down (2)."""
    return max(int(each[at]) for each in frame.components)


def _memory(frame: markers.Frame) -> int:
    """Bytes at the worst moment: the original's pixels, and three times its coefficients (the library copies them)."""
    pixels = frame.width * frame.height
    samples = sum(h * v for _, h, v, _ in frame.components) / (_most(frame, 1) * _most(frame, 2))
    return int(pixels * (len(frame.components) + 3 * 2 * samples))


def keep_blocks(export: Export) -> Kept | None:
    """The picture with every block that didn't change as it is in the original; None where that doesn't work out.

    For what `can_keep`. A block counts as changed where any of its pixels differs from the decoded original.
    """
    assert export.original is not None
    bare = markers.without_metadata(export.original)
    with _LOCK, tempfile.TemporaryDirectory(prefix="inlay-") as folder:
        try:
            return _kept(export, export.original, bare, Path(folder))
        except (OSError, DecodeError, ValueError) as error:
            log.warning("the original's blocks can't be kept: %s", error)
            return None


def _kept(export: Export, original: bytes, bare: bytes, folder: Path) -> Kept | None:
    before = decode("jpegload_buffer", original)
    jpeg = _opened(bare, folder / "original.jpg")
    planes = _planes(jpeg)
    changed = [np.zeros(plane.shape[:2], np.bool_) for plane in planes]
    _encode_changes(export, before, jpeg, planes, changed)
    target = folder / "new.jpg"
    jpeg.write_dct(str(target), flags=["+OPTIMIZE_CODING"])
    data = target.read_bytes()
    again = _planes(_opened(data, target))
    if not all(np.array_equal(one, other) for one, other in zip(planes, again, strict=True)):
        log.warning("what was written isn't what was meant")
        return None
    blocks = sum(each.size for each in changed)
    return Kept(data, blocks - sum(int(each.sum()) for each in changed), blocks, before)


def _opened(data: bytes, path: Path) -> DCTJPEG:
    """The coefficients of a file. Raises OSError where the library can't read it."""
    import jpeglib

    path.write_bytes(data)
    jpeg = jpeglib.read_dct(str(path))
    jpeg.load()
    return jpeg


def _planes(jpeg: DCTJPEG) -> list[dct.Coefficients]:
    """The coefficients of each component, (rows, columns, 8, 8); changing them changes what is written."""
    return [plane for plane in (jpeg.Y, jpeg.Cb, jpeg.Cr) if plane is not None]


def _encode_changes(
    export: Export,
    before: Pixels,
    jpeg: DCTJPEG,
    planes: list[dct.Coefficients],
    changed: list[NDArray[np.bool_]],
) -> None:
    """Put new coefficients where a pixel has changed, strip by strip, and mark these blocks."""
    factors = [(int(down), int(across)) for down, across in np.asarray(jpeg.samp_factor).reshape(-1, 2)[: len(planes)]]
    unit = dct.BLOCK * max(down for down, _ in factors)
    rows = max(unit, STRIP // export.source.width // unit * unit)
    y = 0
    for strip in export.strips(rows, 8, export.grey, False):
        marks = different(distances(strip, before[y : y + len(strip)]))
        columns = np.flatnonzero(marks.any(axis=0))
        if len(columns):
            part = _Part(strip, marks, y, (int(columns[0]), int(columns[-1]) + 1), factors)
            part.encode(jpeg, planes, changed)
        y += len(strip)


class _Part:
    """What changed of a strip, cut at whole units so that every component's blocks are whole."""

    def __init__(
        self,
        strip: Pixels,
        marks: NDArray[np.bool_],
        top: int,
        columns: tuple[int, int],
        factors: list[tuple[int, int]],
    ) -> None:
        self._factors = factors
        self._most = (max(down for down, _ in factors), max(across for _, across in factors))
        self._down, self._across = (dct.BLOCK * each for each in self._most)
        left = columns[0] // self._across * self._across
        right = -(-columns[1] // self._across) * self._across
        self._top, self._left = top, left
        self._pixels = dct.padded(strip[:, left:right], self._across, self._down)
        self._marks = dct.padded(marks[:, left:right, np.newaxis], self._across, self._down)[..., 0]

    def encode(self, jpeg: DCTJPEG, planes: list[dct.Coefficients], changed: list[NDArray[np.bool_]]) -> None:
        """Replace the coefficients of the blocks that changed in each component."""
        keeps_rgb = len(planes) == 3 and "RGB" in str(jpeg.jpeg_color_space)
        for number, values in enumerate(dct.components(self._pixels, keeps_rgb)):
            down, across = (most // own for most, own in zip(self._most, self._factors[number], strict=True))
            touched = dct.touched(self._marks, dct.BLOCK * across, dct.BLOCK * down)
            made = dct.quantised(dct.shrunk(values, across, down), jpeg.get_component_qt(number))
            place = self._place(planes[number], touched.shape, down, across)
            # Units at the right and bottom edge may hold blocks that the file doesn't have.
            inside = tuple(slice(0, each.stop - each.start) for each in place)
            touched, made = touched[inside], made[inside]
            planes[number][place][touched] = made[touched]
            changed[number][place] |= touched

    def _place(self, plane: dct.Coefficients, shape: tuple[int, ...], down: int, across: int) -> tuple[slice, slice]:
        first, left = self._top // (dct.BLOCK * down), self._left // (dct.BLOCK * across)
        last, right = min(plane.shape[0], first + shape[0]), min(plane.shape[1], left + shape[1])
        return slice(first, last), slice(left, right)
