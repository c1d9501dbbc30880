"""Taking a hole apart: hairlines from blobs, and far-apart blobs from each other."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from inlay.base.geometry import Rect
from inlay.fill.local.options import Flags

HAIRLINE = 5  # px, the thickest stroke that counts as a hairline
_APART = 16
_MOST = 48


def hairlines(hole: Flags, grown: int) -> Flags:
    """The part of `hole` (H, W) that is a stroke of at most 5 px, seen before it was grown by `grown` px.

    An opening takes away what is thin; what it takes from the corners of a blob is given back.
    """
    thickness = HAIRLINE + 2 * grown + 1  # a soft rim makes a stroke of 5 px one px wider
    solid = hole.astype(np.uint8)
    # Beyond the picture the hole goes on: a stroke along the border isn't thinner for being cut.
    framed = cv2.copyMakeBorder(solid, thickness, thickness, thickness, thickness, cv2.BORDER_REPLICATE)
    thick = _opened(np.asarray(framed, np.uint8), thickness / 2 + 0.9)[thickness:-thickness, thickness:-thickness]
    rest = solid & ~thick
    if not thick.any() or not rest.any():
        return rest > 0
    count, labels, stats, _centres = cv2.connectedComponentsWithStats(rest, connectivity=8)
    touching = np.zeros(count, bool)
    near = cv2.dilate(thick, np.ones((3, 3), np.uint8)) > 0
    touching[np.unique(labels[near])] = True
    longest = np.maximum(stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT])
    keep = ~touching | (longest > 2 * thickness)
    keep[0] = False
    return np.asarray(keep[labels], np.bool_)


def _opened(solid: NDArray[np.uint8], radius: float) -> NDArray[np.uint8]:
    """What a disc of that radius can cover from inside: 1 or 0."""
    depth = cv2.distanceTransform(solid, cv2.DIST_L2, cv2.DIST_MASK_PRECISE)
    core = depth >= radius
    if not core.any():
        return np.zeros_like(solid)
    away = cv2.distanceTransform((~core).astype(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_PRECISE)
    return np.asarray((away < radius) & (solid > 0), np.uint8)


def boxes(hole: Flags) -> list[Rect]:
    """Boxes of the parts of `hole` (H, W) that lie more than about 16 px apart, at most 48; in reading order."""
    reach = _APART
    while True:
        found = _boxes(hole, reach)
        if len(found) <= _MOST:
            return found
        reach *= 2


def _boxes(hole: Flags, reach: int) -> list[Rect]:
    kernel = np.ones((reach + 1, reach + 1), np.uint8)
    joined = cv2.dilate(hole.astype(np.uint8), kernel)
    count, labels, stats, _centres = cv2.connectedComponentsWithStats(joined, connectivity=8)
    found = []
    for number in range(1, count):
        outer = Rect(*(int(v) for v in stats[number][:4]))
        inside = hole[outer.y : outer.bottom, outer.x : outer.right] & (
            labels[outer.y : outer.bottom, outer.x : outer.right] == number
        )
        box = bounds(inside)
        if box is not None:
            found.append(box.translate(outer.x, outer.y))
    return found


def bounds(flags: Flags) -> Rect | None:
    """The box of what is True, or None."""
    rows = np.flatnonzero(flags.any(axis=1))
    if not len(rows):
        return None
    columns = np.flatnonzero(flags.any(axis=0))
    return Rect.from_edges(int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1)
