"""A range of colours: what looks like some colours in L*a*b*, falling off softly, and not like others."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from inlay.base.geometry import Rect
from inlay.imaging.colour import ColourSpace, to_16bit
from inlay.imaging.colour.lab import to_lab
from inlay.imaging.giving_up import Stop, go_on, never
from inlay.imaging.mask import Mask
from inlay.imaging.raster import cell_rect, cells_in
from inlay.imaging.regions.blocks import changed_in
from inlay.imaging.tile import Pixels

Values = NDArray[np.uint8]
Floats = NDArray[np.float32]
Sample = Callable[[Rect], Pixels]
SAME = 1.0
"""Colours that are no farther apart than this count as one."""
MOST = 32
"""Colours that are kept of each kind; a drag across a picture would gather hundreds."""


class Colour(NamedTuple):
    """A colour in L*a*b* (D50)."""

    lightness: float
    a: float
    b: float


@dataclass(frozen=True, eq=False)
class ColourRange:
    """Colours that are `wanted`, others that are not, and how far from the wanted ones a colour may be to count a
    little (`fuzziness`, 1 or more, as a difference after CIE94)."""

    wanted: tuple[Colour, ...]
    unwanted: tuple[Colour, ...] = ()
    fuzziness: float = 12.0


def colour_of(pixels: Pixels, colour: ColourSpace) -> Colour | None:
    """The mean colour of pixels (h, w, 4) in a space, weighed by alpha; None where all can be seen through."""
    weight = pixels[..., 3:].astype(np.float64)
    if not weight.any():
        return None
    mean = (to_16bit(pixels[..., :3]) * weight).sum(axis=(0, 1)) / weight.sum()
    return Colour(*to_lab(np.rint(mean).astype(np.uint16)[np.newaxis, np.newaxis], colour)[0, 0].tolist())


def with_colour(colours: Sequence[Colour], more: Colour) -> tuple[Colour, ...]:
    """`colours` and one more, unless one like it is among them, or there are as many as are kept."""
    if len(colours) >= MOST:
        return tuple(colours)
    if colours and float(_nearest(np.array(more, np.float32).reshape(1, 1, 3), colours)[0, 0]) <= SAME:
        return tuple(colours)
    return (*colours, more)


def range_values(pixels: Pixels, colour: ColourSpace, wanted: ColourRange) -> Values:
    """How much each of the pixels (h, w, 4) uint8 or uint16 belongs to a range of colours: (h, w), 0..255.

    d is the difference from the nearest wanted colour, u that from the nearest unwanted one, f the fuzziness. The
    share is 1 up to d = f / 2 and falls evenly to 0 at d = f; it is no more than (u - d) / (f / 2), which is 0 where
    an unwanted colour is as near. Translucent pixels count by their alpha.

    Differences are those of CIE94 (graphic arts) with the sampled colour as the standard: with C its chroma,
    sqrt(dL^2 + (dC / (1 + 0.045 C))^2 + (dH / (1 + 0.015 C))^2), where dH^2 = da^2 + db^2 - dC^2.
    """
    if not wanted.wanted:
        return np.zeros(pixels.shape[:2], np.uint8)
    lab = to_lab(pixels[..., :3], colour)
    half = wanted.fuzziness / 2
    near = _nearest(lab, wanted.wanted)
    share = 2 - near / np.float32(half)
    if wanted.unwanted:
        share = np.minimum(share, (_nearest(lab, wanted.unwanted) - near) / np.float32(half))
    top = np.iinfo(pixels.dtype).max
    values = np.clip(share, 0, 1) * 255
    if bool((pixels[..., 3] != top).any()):
        values *= pixels[..., 3] / np.float32(top)
    counted: Values = np.floor(values + 0.5).astype(np.uint8)
    return counted


def _nearest(lab: Floats, colours: Sequence[Colour]) -> Floats:
    """The difference (h, w) of each pixel from the nearest of some colours."""
    chroma = cv2.magnitude(np.ascontiguousarray(lab[..., 1]), np.ascontiguousarray(lab[..., 2]))
    best: Floats | None = None
    for each in colours:
        own = math.hypot(each.a, each.b)
        for_chroma, for_hue = 1 / (1 + 0.045 * own) ** 2, 1 / (1 + 0.015 * own) ** 2
        apart = lab - np.array(each, np.float32)
        apart *= apart
        # dL^2 + h (da^2 + db^2 - dC^2) + c dC^2
        square = np.asarray(cv2.transform(apart, np.array([[1, for_hue, for_hue]], np.float32)), np.float32)
        longer = chroma - np.float32(own)
        square = square.reshape(longer.shape) + np.float32(for_chroma - for_hue) * longer * longer
        best = square if best is None else np.minimum(best, square)
    assert best is not None
    return np.sqrt(np.maximum(best, 0))


def range_mask(sample: Sample, colour: ColourSpace, canvas: Rect, wanted: ColourRange, stop: Stop = never) -> Mask:
    """The mask of a range of colours inside `canvas`, cell by cell. Raises GivenUp where `stop` says so."""

    def made(part: Rect) -> Values:
        go_on(stop)
        return range_values(sample(part), colour, wanted)

    return changed_in(Mask.empty(), (cell_rect(cell).intersect(canvas) for cell in cells_in(canvas)), made)
