"""Ink: how a mask is drawn over the picture. Pure functions that run in the pool and know neither widgets nor Qt."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import cv2
import numpy as np
from numpy.typing import NDArray

from inlay.imaging.mask import Coverage

OverlayStyle = Literal["red", "bw", "outline", "ants", "off"]
"""In a colour (red at first), in black and white in place of the picture, as dashes, as dashes that march, or not."""
Bytes = NDArray[np.uint8]
Colour = tuple[int, int, int]
RED: Colour = (255, 26, 31)
DASH = 4
"""Pixels of a dash, and between two."""
FAINT = 150
"""Alpha of the line around what is masked by less than half."""


@dataclass(frozen=True)
class Ink:
    """How a mask is drawn: a style; for "red" the colour (R, G, B) and the strength 0..1 of what is wholly masked; and
    how many pixels the ants have marched."""

    style: OverlayStyle = "red"
    strength: float = 0.5
    colour: Colour = RED
    step: int = 0

    @property
    def is_line(self) -> bool:
        """Whether only edges are drawn, as wide at every zoom."""
        return self.style in ("outline", "ants")

    @property
    def covers(self) -> bool:
        """Whether what isn't masked is drawn, too."""
        return self.style == "bw"

    def looks_like(self, other: Ink) -> bool:
        """Whether tiles of one serve for the other, but for how far ants have marched."""
        return (self.style, self.strength, self.colour) == (other.style, other.strength, other.colour)

    def draw(self, values: Coverage, phase: int = 0) -> Bytes:
        """(h, w, 4) B, G, R, A of mask values (h, w), colours multiplied by alpha.

        `phase` is x + y of the first pixel, for the dashes of an outline.
        """
        if self.is_line:
            return _outlined(values, phase + self.step)
        table = _greys() if self.covers else _tints(self.colour, self.strength)
        # Four bytes at a time.
        return table[values].view(np.uint8).reshape(*values.shape, 4)


@lru_cache(8)
def _tints(colour: Colour, strength: float) -> NDArray[np.uint32]:
    alpha = np.rint(np.arange(256) * strength)
    red, green, blue = (alpha * channel / 255 for channel in colour)
    return _table(blue, green, red, alpha)


@lru_cache(1)
def _greys() -> NDArray[np.uint32]:
    grey = np.arange(256)
    return _table(grey, grey, grey, np.full(256, 255))


def _table(*columns: NDArray[np.floating] | NDArray[np.integer]) -> NDArray[np.uint32]:
    colours = np.rint(np.stack(columns, axis=1)).astype(np.uint8)
    return np.ascontiguousarray(colours).view(np.uint32)[:, 0]


_CROSS = cv2.getStructuringElement(cv2.MORPH_CROSS, (3, 3))
_SQUARE = np.ones((3, 3), np.uint8)


def _outlined(values: Coverage, phase: int) -> Bytes:
    """The innermost pixels of what is masked by half or more, in black and white dashes; and, dotted and fainter, of
    what is masked at all, where that ends further out."""
    out = np.zeros((*values.shape, 4), np.uint8)
    if bool(((values > 0) & (values < 128)).any()):
        # Seen from the pixels beside it alone, so that no tile needs to know more of its neighbours.
        away = np.asarray(cv2.dilate(values, _SQUARE), np.uint8) < 128
        rows, columns = np.nonzero(_edge(values > 0) & away)
        out[rows, columns, :3] = ((rows + columns + phase) // 2 & 1).astype(np.uint8)[:, np.newaxis] * FAINT
        out[rows, columns, 3] = FAINT
    rows, columns = np.nonzero(_edge(values >= 128))
    out[rows, columns, :3] = dashes(rows, columns, phase)[:, np.newaxis]
    out[rows, columns, 3] = 255
    return out


def _edge(inside: NDArray[np.bool_]) -> NDArray[np.bool_]:
    deep = np.asarray(cv2.erode(inside.view(np.uint8), _CROSS), np.uint8).view(np.bool_)
    edge: NDArray[np.bool_] = inside & ~deep
    return edge


def dashes(rows: NDArray[np.intp], columns: NDArray[np.intp], phase: int) -> Bytes:
    """255 in a dash and 0 between two, for pixels of an edge."""
    white: Bytes = ((rows + columns + phase) // DASH & 1).astype(np.uint8) * np.uint8(255)
    return white
