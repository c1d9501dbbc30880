"""A fill in progress: the picture so far, and what is still to do."""

from __future__ import annotations

import numpy as np

from inlay.base.geometry import Rect
from inlay.fill.local import alpha, checks, hairline, plan
from inlay.fill.local.options import Flags, Pixels, Report
from inlay.fill.local.solve import fill_colour


class Work:
    """Runs steps one after the other; `picture` (H, W, 4) is a copy that is filled in place.

    What earlier steps filled is known to the later ones, so that a border can be extended in
    steps. `todo` (H, W) marks what isn't filled yet, `factor` is the largest one used.
    """

    def __init__(self, image: Pixels, hole: Flags, thin: Flags, seed: int) -> None:
        self.picture = image.copy()
        self.todo = hole.copy()
        self.thin = thin
        self.seed = seed
        self.factor = 1

    def run(self, step: plan.Step, number: int, report: Report) -> None:
        """Fill what is to do in the step's target, hairlines apart, from what its crop shows."""
        wanted = self._wanted(step.target, step.crop)
        if not wanted.any():
            return
        crop = step.crop
        if not checks.whole_patches(self._sources(crop)).any():
            # Nothing whole nearby: take from wherever there is something.
            crop = Rect(0, 0, self.todo.shape[1], self.todo.shape[0])
            wanted = self._wanted(step.target, crop)
        seed = self.seed + 7919 * number
        before = self.picture[_part(crop)]
        sources, planes = self._sources(crop), np.ascontiguousarray(before[:, :, :3])
        colour, used = fill_colour(planes, wanted, sources, step.factor, seed, report, step.outwards)
        self.factor = max(self.factor, used)
        opacity = alpha.fill(np.ascontiguousarray(before[:, :, 3]), wanted, ~self.todo[_part(crop)], seed)
        before[wanted, :3] = colour[wanted]
        before[wanted, 3] = opacity[wanted]
        self.todo[_part(crop)] &= ~wanted

    def run_hairlines(self) -> None:
        """Fill the hairlines, with everything else known."""
        wanted = self.thin & self.todo
        if not wanted.any():
            return
        known = ~self.todo
        colour = np.ascontiguousarray(self.picture[:, :, :3])
        hairline.fill(colour, wanted, known & (self.picture[:, :, 3] > 0), self.seed)
        opacity = hairline.fill_alpha(np.ascontiguousarray(self.picture[:, :, 3]), wanted, known)
        self.picture[wanted, :3] = colour[wanted]
        self.picture[wanted, 3] = opacity[wanted]
        self.todo &= ~wanted

    def _wanted(self, target: Rect, crop: Rect) -> Flags:
        wanted = np.zeros((crop.h, crop.w), bool)
        wanted[target.slices(crop)] = True
        return np.asarray(wanted & self.todo[_part(crop)] & ~self.thin[_part(crop)])

    def _sources(self, crop: Rect) -> Flags:
        return np.asarray(~self.todo[_part(crop)] & (self.picture[_part(crop)][:, :, 3] > 0))


def _part(box: Rect) -> tuple[slice, slice]:
    return slice(box.y, box.bottom), slice(box.x, box.right)
