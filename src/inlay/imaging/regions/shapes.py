"""How much of each pixel a polygon or a rectangle covers, exactly."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from inlay.base.geometry import Rect

Values = NDArray[np.uint8]
Floats = NDArray[np.float64]


def rectangle(left: float, top: float, right: float, bottom: float, box: Rect) -> Values:
    """Coverage (h, w) 0..255 in `box` of a rectangle whose edges (plane px) may lie between pixels."""
    columns = _share(left, right, box.x, box.w)
    rows = _share(top, bottom, box.y, box.h)
    covered: Values = np.floor(rows[:, np.newaxis] * columns * 255 + 0.5).astype(np.uint8)
    return covered


def _share(low: float, high: float, first: int, count: int) -> Floats:
    starts = np.arange(first, first + count, dtype=np.float64)
    share: Floats = np.clip(np.minimum(starts + 1, high) - np.maximum(starts, low), 0, 1)
    return share


def polygon(points: Sequence[tuple[float, float]], box: Rect) -> Values:
    """Coverage (h, w) 0..255 in `box` of a closed polygon (plane px); what is wound around at all is inside.

    Each edge adds the area to its right in the pixels that it crosses, and its height in all pixels further right; the
    sum is the winding number, averaged over each pixel (the scheme of Levien's font-rs).
    """
    out = np.zeros((box.h, box.w), np.uint8)
    if len(points) < 3 or box.is_empty:
        return out
    corners = np.asarray(points, np.float64)
    corners = corners - (box.x, box.y)
    edges = np.concatenate([corners, np.roll(corners, -1, axis=0)], axis=1)
    # By bands, so that a large lasso needs little memory.
    band = max(1, min(box.h, 4_000_000 // (box.w + 1)))
    for top in range(0, box.h, band):
        rows = min(band, box.h - top)
        pieces = _cut(_clipped(edges - (0, top, 0, top), rows), 1)
        if len(pieces):
            out[top : top + rows] = _winding(_beside(pieces, box.w), rows, box.w)
    return out


def _clipped(edges: Floats, rows: int) -> Floats:
    """The parts of edges (n, 4) x0, y0, x1, y1 that lie between y = 0 and y = rows; level ones cover nothing."""
    edges = edges[edges[:, 1] != edges[:, 3]]
    x0, y0, x1, y1 = edges.T
    slope = (x1 - x0) / (y1 - y0)
    start, end = np.clip(y0, 0, rows), np.clip(y1, 0, rows)
    clipped = np.stack([x0 + (start - y0) * slope, start, x0 + (end - y0) * slope, end], axis=1)
    inside: Floats = clipped[start != end]
    return inside


def _beside(edges: Floats, width: int) -> Floats:
    """Edges of one row each, cut at whole x; those to the left count in full from column 0, those to the right not."""
    right = np.minimum(edges[:, 0], edges[:, 2]) >= width
    left = np.maximum(edges[:, 0], edges[:, 2]) <= 0
    edges = edges[~right].copy()
    edges[left[~right], 0] = 0
    edges[left[~right], 2] = 0
    # An edge that runs far past the sides would be cut into needlessly many pieces.
    pieces = _cut(_side_cut(_side_cut(edges, 0.0), float(width)), 0)
    pieces[:, 0::2] = np.maximum(pieces[:, 0::2], 0)
    kept: Floats = pieces[(pieces[:, 0] + pieces[:, 2]) / 2 < width]
    return kept


def _side_cut(edges: Floats, x: float) -> Floats:
    """Edges that cross x cut in two there, and the part beyond a side laid onto it."""
    crossing = (edges[:, 0] - x) * (edges[:, 2] - x) < 0
    cut = edges[crossing]
    y = cut[:, 1] + (x - cut[:, 0]) * (cut[:, 3] - cut[:, 1]) / (cut[:, 2] - cut[:, 0])
    at = np.full(len(cut), x)
    first = np.stack([cut[:, 0], cut[:, 1], at, y], axis=1)
    second = np.stack([at, y, cut[:, 2], cut[:, 3]], axis=1)
    pieces: Floats = np.concatenate([edges[~crossing], first, second])
    outside = (pieces[:, 0] + pieces[:, 2]) / 2
    beyond = outside < 0 if x == 0 else outside > x
    pieces[beyond, 0] = x
    pieces[beyond, 2] = x
    return pieces


def _cut(edges: Floats, axis: int) -> Floats:
    """Edges cut wherever they cross a whole number of y (axis 1) or x (axis 0)."""
    if not len(edges):
        return edges
    low = np.minimum(edges[:, axis], edges[:, axis + 2])
    high = np.maximum(edges[:, axis], edges[:, axis + 2])
    first = np.floor(low)
    counts = np.maximum(np.ceil(high) - first, 1).astype(np.int64)
    which = np.repeat(np.arange(len(edges)), counts)
    number = np.arange(len(which)) - np.repeat(np.cumsum(counts) - counts, counts)
    edge, span = edges[which], (high - low)[which]
    cells = first[which] + number
    flat = span < 1e-9
    safe = np.where(flat, 1.0, span)
    start = np.where(flat, 0.0, np.clip((cells - low[which]) / safe, 0, 1))
    end = np.where(flat, 1.0, np.clip((cells + 1 - low[which]) / safe, 0, 1))
    falling = edge[:, axis] > edge[:, axis + 2]
    start, end = np.where(falling, 1 - end, start), np.where(falling, 1 - start, end)
    dx, dy = edge[:, 2] - edge[:, 0], edge[:, 3] - edge[:, 1]
    x0, y0 = edge[:, 0], edge[:, 1]
    pieces: Floats = np.stack([x0 + start * dx, y0 + start * dy, x0 + end * dx, y0 + end * dy], axis=1)
    return pieces


def _winding(pieces: Floats, rows: int, width: int) -> Values:
    """Coverage (rows, width) from edges that each lie in one pixel."""
    height = pieces[:, 3] - pieces[:, 1]
    row = np.clip(np.floor((pieces[:, 1] + pieces[:, 3]) / 2), 0, rows - 1).astype(np.int64)
    middle = (pieces[:, 0] + pieces[:, 2]) / 2
    column = np.clip(np.floor(middle), 0, width - 1).astype(np.int64)
    right = np.clip(1 - (middle - column), 0, 1)
    size = rows * (width + 1)
    place = row * (width + 1) + column
    total = np.bincount(place, height * right, size) + np.bincount(place + 1, height * (1 - right), size)
    winding = np.cumsum(total.reshape(rows, width + 1), axis=1)[:, :width]
    covered: Values = np.floor(np.minimum(np.abs(winding), 1) * 255 + 0.5).astype(np.uint8)
    return covered
