"""Filling the holes of a mask: what it encloses becomes part of it, however many tiles a hole reaches across."""

from __future__ import annotations

from collections.abc import Iterator

import cv2
import numpy as np
from numpy.typing import NDArray

from inlay.base.geometry import Rect
from inlay.imaging.mask import Mask
from inlay.imaging.raster import cell_rect, cells_in
from inlay.imaging.regions.blocks import changed_in
from inlay.imaging.tile import TILE

Values = NDArray[np.uint8]
Labels = NDArray[np.int32]
Node = tuple[int, int]
"""A band's number and a label of it."""
OUTSIDE: Node = (-1, 0)
WHOLE, HALF = 255, 128
"""What encloses: first what is wholly masked, so that the soft rim of a hole is filled too, then what is by half."""


def fill_holes(mask: Mask, within: Rect) -> Mask:
    """`mask` with every hole inside `within` wholly masked.

    A hole is a region of values below 255, or below 128, that can't be left towards the border of `within` by steps to
    the left, right, up or down over values below that. What lies outside of `within` neither counts nor changes.
    """
    mask = _filled(mask, within, WHOLE)
    return _filled(mask, within, HALF) if _is_soft(mask, within) else mask


def _is_soft(mask: Mask, within: Rect) -> bool:
    """Whether anything is masked by half or more, and yet not wholly."""
    values = (mask.tile(cell)[cell_rect(cell).intersect(within).slices(cell_rect(cell))] for cell in cells_in(within))
    return any(bool(((each >= HALF) & (each < WHOLE)).any()) for each in values)


def _filled(mask: Mask, within: Rect, wall: int) -> Mask:
    bounds = mask.bounds(within)
    if bounds is None:
        return mask
    box = bounds.grow(1).intersect(within)  # beyond what is masked at all nothing can be enclosed
    bands = list(_bands(box))
    ways_out = _ways_out(mask, bands, wall)

    # Labels are made again, in the same way, rather than kept: they need four times the room of the mask.
    def work(band: Rect) -> Values | None:
        return _without_holes(mask, band, wall, ways_out[band])

    return changed_in(mask, bands, work)


def _bands(box: Rect) -> Iterator[Rect]:
    """Rows of cells."""
    for top in range(box.y // TILE * TILE, box.bottom, TILE):
        yield Rect(box.x, top, box.w, TILE).intersect(box)


def _labels(mask: Mask, band: Rect, wall: int) -> tuple[int, Labels]:
    """How many labels there are, and a label for each pixel of a band: 0 for walls, another for each region between."""
    between = (mask.region(band) < wall).view(np.uint8)
    count, labels = cv2.connectedComponents(between, connectivity=4, ltype=cv2.CV_32S)
    return count, np.asarray(labels, np.int32)


def _without_holes(mask: Mask, band: Rect, wall: int, ways_out: Labels) -> Values | None:
    count, labels = _labels(mask, band, wall)
    is_hole = np.ones(count, np.uint8)
    is_hole[0] = 0
    is_hole[ways_out] = 0
    if not is_hole.any():
        return None
    filled: Values = np.maximum(mask.region(band), (is_hole * np.uint8(255))[labels])
    return filled


def _ways_out(mask: Mask, bands: list[Rect], wall: int) -> dict[Rect, Labels]:
    """The labels of each band from which the border of all bands can be reached, through whichever bands."""
    groups = _Groups()
    met: list[Labels] = []
    above: Labels | None = None
    for number, band in enumerate(bands):
        _count, labels = _labels(mask, band, wall)
        border = [labels[:, 0], labels[:, -1]]
        border += [labels[0]] if number == 0 else []
        border += [labels[-1]] if number == len(bands) - 1 else []
        for label in _some(*border):
            groups.join(OUTSIDE, (number, int(label)))
        if above is not None:
            for upper, lower in np.unique(np.stack([above, labels[0]]), axis=1).T:
                if upper and lower:
                    groups.join((number - 1, int(upper)), (number, int(lower)))
        # Only what meets an edge of its band can lead out of it.
        met.append(_some(*border, labels[0], labels[-1]))
        above = labels[-1].copy()
    outside = groups.of(OUTSIDE)
    return {
        band: np.array([each for each in labels if groups.of((number, int(each))) == outside], np.int32)
        for number, (band, labels) in enumerate(zip(bands, met, strict=True))
    }


def _some(*edges: Labels) -> Labels:
    """Each label but 0 of some edges once."""
    labels = np.unique(np.concatenate(edges))
    return labels[labels > 0]


class _Groups:
    """Which regions are one: a forest whose roots stand for what was joined."""

    def __init__(self) -> None:
        self._parents: dict[Node, Node] = {}

    def of(self, node: Node) -> Node:
        """The root that stands for a region."""
        parents = self._parents
        while (parent := parents.get(node, node)) != node:
            parents[node] = parents.get(parent, parent)  # halves the way for who comes next
            node = parent
        return node

    def join(self, one: Node, other: Node) -> None:
        """Two regions are one."""
        self._parents[self.of(other)] = self.of(one)
