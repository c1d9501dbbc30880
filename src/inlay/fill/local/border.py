"""Border extension: the empty margins of a picture, filled outwards in steps, each from the border next to it."""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

import numpy as np

from inlay.base.geometry import Rect
from inlay.fill.local.options import Flags
from inlay.fill.local.plan import CONTEXT, Step, count_in, crop_for

OVERLAP_REACH = 48  # px into the picture: how far a margin's step takes the hole along
_DEEPEST = 768
_LONGEST = 1536


class Margins(NamedTuple):
    """Empty columns and rows on each side, in px."""

    left: int
    top: int
    right: int
    bottom: int


def margins(empty: Flags) -> Margins:
    """How many whole columns and rows on each side are `empty` (H, W): transparent and to be filled."""
    columns = np.flatnonzero(~empty.all(axis=0))
    rows = np.flatnonzero(~empty.all(axis=1))
    if not len(columns):
        return Margins(0, 0, 0, 0)
    height, width = empty.shape
    return Margins(int(columns[0]), int(rows[0]), width - 1 - int(columns[-1]), height - 1 - int(rows[-1]))


def border_steps(hole: Flags, empty: Flags) -> list[Step]:
    """Steps that fill the margins: left and right beside the picture first, then top and bottom over all."""
    edge = margins(empty)
    height, width = hole.shape
    picture = Rect.from_edges(edge.left, edge.top, width - edge.right, height - edge.bottom)
    slabs: list[Rect] = []
    if edge.left:
        slabs += _slabs_x(picture, -edge.left)
    if edge.right:
        slabs += _slabs_x(picture, edge.right)
    wide = Rect.from_edges(0, picture.y, width, picture.bottom)
    if edge.top:
        slabs += _slabs_y(wide, -edge.top)
    if edge.bottom:
        slabs += _slabs_y(wide, edge.bottom)
    steps = [Step(slab, crop_for(slab, hole.shape), count_in(hole, slab), outwards=True) for slab in slabs]
    return [step for step in steps if step.pixels]


def _depths(total: int, available: int) -> list[int]:
    """Depths of the steps: at most as deep as the picture that they continue, about equally deep."""
    deepest = max(CONTEXT // 2, min(available, _DEEPEST))
    count = -(-total // deepest)
    return [total * (i + 1) // count - total * i // count for i in range(count)]


def _slabs_x(picture: Rect, amount: int) -> list[Rect]:
    slabs = []
    done = 0
    for depth in _depths(abs(amount), picture.w):
        reach = min(OVERLAP_REACH, picture.w) if done == 0 else 0
        if amount < 0:
            left = picture.x - done - depth
        else:
            left = picture.right + done - reach
        slabs += _pieces(Rect(left, picture.y, depth + reach, picture.h))
        done += depth
    return slabs


def _slabs_y(picture: Rect, amount: int) -> list[Rect]:
    turned = _slabs_x(Rect(picture.y, picture.x, picture.h, picture.w), amount)
    return [Rect(slab.y, slab.x, slab.h, slab.w) for slab in turned]


def _pieces(slab: Rect) -> list[Rect]:
    """A tall slab in pieces, so that each takes from the border next to it."""
    count = -(-slab.h // _LONGEST)
    cuts = [slab.h * i // count for i in range(count + 1)]
    return [Rect(slab.x, slab.y + a, slab.w, b - a) for a, b in pairwise(cuts)]
