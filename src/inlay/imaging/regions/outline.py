"""Where a mask ends, for drawing its outline."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.uint8]
Segments = NDArray[np.int32]


def outline(values: Values, threshold: int = 128) -> NDArray[np.bool_]:
    """The pixels (h, w) of the mask that have a neighbour (left, right, above, below) outside of it.

    Inside is what reaches `threshold`. Beyond the array the mask goes on as at its border.
    """
    inside = values >= threshold
    deep = inside.copy()
    deep[1:] &= inside[:-1]
    deep[:-1] &= inside[1:]
    deep[:, 1:] &= inside[:, :-1]
    deep[:, :-1] &= inside[:, 1:]
    edge: NDArray[np.bool_] = inside & ~deep
    return edge


def outline_segments(values: Values, x: int = 0, y: int = 0, threshold: int = 128) -> Segments:
    """The lines between inside and outside, (n, 4) int32 of x0, y0, x1, y1, along pixel borders.

    The first pixel of `values` (h, w) lies at (x, y). Lines are as long as the edge is straight; beyond the array the
    mask goes on as at its border.
    """
    inside = values >= threshold
    level = _runs(inside[1:] != inside[:-1])
    upright = _runs((inside[:, 1:] != inside[:, :-1]).T)
    lying = np.stack([level[:, 1] + x, level[:, 0] + 1 + y, level[:, 2] + x, level[:, 0] + 1 + y], axis=1)
    standing = np.stack([upright[:, 0] + 1 + x, upright[:, 1] + y, upright[:, 0] + 1 + x, upright[:, 2] + y], axis=1)
    segments: Segments = np.concatenate([lying, standing]).astype(np.int32)
    return segments


def _runs(marks: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Runs of True in each row, (n, 3) of row, first column, column after the last."""
    wide = np.zeros((marks.shape[0], marks.shape[1] + 2), np.int8)
    wide[:, 1:-1] = marks
    steps = np.diff(wide, axis=1)
    rows, starts = np.nonzero(steps == 1)
    _, ends = np.nonzero(steps == -1)
    return np.stack([rows, starts, ends], axis=1)
