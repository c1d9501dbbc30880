"""Which crop is solved for which part of the hole, at what scale, and about how long that takes."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from inlay.base.geometry import Rect
from inlay.fill.local import holes
from inlay.fill.local.options import BUDGET, Flags, Quality

CONTEXT = 384
# Measured with PyPatchMatch 2.2 at patch radius 3. Fixed numbers: a scale that hung on this
# machine's speed would give another picture on another machine for the same seed.
_PER_CROP_MP = 1.3
_PER_HOLE_MP = 15.0
_PER_SEARCHED_MP = 18.0  # hole pixels of the small picture
_PER_COPIED_MP = 0.8  # hole pixels of the full one
_PER_CALL = 0.1
FACTORS = (1, 2, 3, 4, 6, 8, 12, 16, 24, 32)
_CHEAP = 1.0  # seconds: a part as cheap as this is always done at full size


@dataclass(frozen=True)
class Step:
    """One solve: the hole inside `target` is filled from what `crop` shows; `factor` shrinks it by 1/factor.

    `outwards` says that it extends the picture: there is nothing on the other side of the hole.
    """

    target: Rect
    crop: Rect
    pixels: int
    factor: int = 1
    outwards: bool = False

    @property
    def seconds(self) -> float:
        """About how long it takes on a laptop of 2024."""
        area = self.factor * self.factor * 1e6
        refine = self.pixels * (_PER_SEARCHED_MP / area + _PER_COPIED_MP / 1e6) if self.factor > 1 else 0.0
        return _PER_CALL + (self.crop.area * _PER_CROP_MP + self.pixels * _PER_HOLE_MP) / area + refine


def crop_for(target: Rect, size: tuple[int, int]) -> Rect:
    """`target` with as much around it as it is wide and high, 384 px at least, inside a picture of (H, W)."""
    pad_x, pad_y = max(target.w, CONTEXT), max(target.h, CONTEXT)
    wide = Rect(target.x - pad_x, target.y - pad_y, target.w + 2 * pad_x, target.h + 2 * pad_y)
    return wide.intersect(Rect(0, 0, size[1], size[0]))


def count_in(hole: Flags, box: Rect) -> int:
    """Number of hole pixels in a box."""
    return int(np.count_nonzero(hole[box.y : box.bottom, box.x : box.right]))


def blob_steps(hole: Flags) -> list[Step]:
    """Steps for all of `hole` (H, W): parts are joined where one crop is cheaper than two."""
    steps = [Step(box, crop_for(box, hole.shape), count_in(hole, box)) for box in holes.boxes(hole)]
    joined = True
    while joined and len(steps) > 1:
        joined = _join_best(steps, hole)
    return steps


def _join_best(steps: list[Step], hole: Flags) -> bool:
    """Join the first two that are cheaper (or overlap) as one; False where there are none."""
    for i, a in enumerate(steps):
        for j in range(i + 1, len(steps)):
            b = steps[j]
            target = a.target.union(b.target)
            both = Step(target, crop_for(target, hole.shape), count_in(hole, target))
            if both.seconds <= a.seconds + b.seconds or not a.target.intersect(b.target).is_empty:
                steps[i] = both
                del steps[j]
                return True
    return False


def with_factors(steps: list[Step], quality: Quality) -> list[Step]:
    """The steps, the expensive ones shrunk by one factor so that all fit the time of `quality`."""
    shrunk = steps
    for factor in FACTORS:
        shrunk = [step if step.seconds <= _CHEAP else replace(step, factor=factor) for step in steps]
        if sum(step.seconds for step in shrunk) <= BUDGET[quality]:
            break
    return shrunk


@dataclass(frozen=True)
class Estimate:
    """What a fill will be like: the lowest scale that a part is solved at (1.0 = full size), and seconds."""

    scale: float
    seconds: float


def estimate_of(steps: list[Step]) -> Estimate:
    """Scale and seconds of planned steps."""
    scale = min((1 / step.factor for step in steps), default=1.0)
    return Estimate(scale, round(sum(step.seconds for step in steps), 1))
