"""Finds things on a screenshot of the window. The chrome is grey throughout, so whatever has a colour is a picture."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from inlay.ui.theme import colours

Pixels = NDArray[np.uint8]
TINT = 12
"""Levels between the channels from which on a pixel counts as coloured."""


@dataclass(frozen=True)
class Box:
    """A half-open box of screen pixels."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def centre(self) -> tuple[float, float]:
        """Its middle."""
        return (self.left + self.right) / 2, (self.top + self.bottom) / 2


def coloured(shot: Pixels) -> NDArray[np.bool_]:
    """Where a screenshot (h, w, 3) isn't grey."""
    values = shot.astype(np.int16)
    return (values.max(axis=2) - values.min(axis=2)) >= TINT


def picture_box(shot: Pixels, right: int, top: int = 0) -> Box:
    """The picture on the canvas: the rows and columns left of `right` and below `top` that are mostly coloured."""
    there = coloured(shot[top:, :right])
    rows = np.flatnonzero(there.mean(axis=1) > 0.4)
    columns = np.flatnonzero(there[rows[0] : rows[-1] + 1].mean(axis=0) > 0.4)
    return Box(int(columns[0]), int(rows[0]) + top, int(columns[-1]) + 1, int(rows[-1]) + 1 + top)


def thumbnails(shot: Pixels, left: int, top: int = 0) -> list[Box]:
    """The thumbnails right of `left` and below `top`, from top to bottom."""
    there = coloured(shot[top:, left:])
    rows = there.sum(axis=1) > 12
    edges = np.flatnonzero(np.diff(np.concatenate([[False], rows, [False]]).astype(np.int8)))
    found = []
    for first, last in zip(edges[::2], edges[1::2], strict=True):
        columns = np.flatnonzero(there[first:last].any(axis=0))
        if last - first >= 16:
            found.append(Box(int(columns[0]) + left, int(first) + top, int(columns[-1]) + 1 + left, int(last) + top))
    return found


def primary_button(shot: Pixels) -> Box | None:
    """The button that does the work, by its own grey; None where there is none."""
    grey = int(colours.PRIMARY[1:3], 16)
    there = (shot == grey).all(axis=2)
    columns = np.flatnonzero(there.sum(axis=0) > 8)
    if len(columns) == 0:
        return None
    rows = np.flatnonzero(there[:, columns].any(axis=1))
    return Box(int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1)
