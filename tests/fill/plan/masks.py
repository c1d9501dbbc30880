"""Masks, canvases and sizes that the tests of the plan draw at random, and what every plan has to keep to."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from inlay.base.geometry import Rect
from inlay.fill.plan.calls import Plan
from inlay.fill.plan.sizes import Sizes
from inlay.imaging.mask import Mask

SIZES = (Sizes(), Sizes(multiple=16), Sizes(multiple=8, least_side=64, good_least=65_536), Sizes(multiple=1))


def random_scene(rng: np.random.Generator) -> tuple[Mask, Rect, NDArray[np.uint8]]:
    """A mask of blobs, hard or soft, on a canvas somewhere in the plane, and the mask's values on it."""
    width, height = (int(2 ** rng.uniform(4, 11.5)) for _ in range(2))
    values = np.zeros((height, width), np.uint8)
    for _ in range(int(rng.integers(1, 6))):
        centre = int(rng.integers(0, width)), int(rng.integers(0, height))
        axes = int(2 ** rng.uniform(0, 8)), int(2 ** rng.uniform(0, 8))
        cv2.ellipse(values, centre, axes, float(rng.uniform(0, 180)), 0, 360, int(rng.integers(30, 256)), -1)
    if rng.integers(2):
        values = np.asarray(cv2.blur(values, (9, 9)), np.uint8)
    x, y = (int(each) for each in rng.integers(-3000, 3000, 2))
    mask = Mask.from_array(values, x, y)
    if rng.integers(4) == 0:  # what is painted outside of the canvas doesn't count
        mask = mask.with_region(x + width + 5, y - 40, np.full((30, 30), 255, np.uint8))
    return mask, Rect(x, y, width, height), values


def keeps_the_rules(plan: Plan, painted: Mask, canvas: Rect, sizes: Sizes, limit: int) -> None:
    """Asserts what holds for every plan, and that nothing that counts is left out."""
    cap = max(min(limit, sizes.most), (-(-sizes.least_side // sizes.multiple) * sizes.multiple) ** 2)
    union = np.zeros((canvas.h, canvas.w), np.uint8)
    for call in plan.calls:
        crop = call.crop
        width, height = crop.size
        assert width % sizes.multiple == 0 and height % sizes.multiple == 0
        assert min(width, height) >= sizes.least_side and max(width, height) <= sizes.most_side
        assert width * height == crop.pixels == call.pixels <= cap
        # The same shape within half a pixel of the box.
        assert abs(crop.box.w * height / width - crop.box.h) <= 0.5 * height / width + 0.5 + 1e-6
        inside = crop.box.intersect(canvas)
        part = call.painted.region(inside)
        union[inside.slices(canvas)] = np.maximum(union[inside.slices(canvas)], part)
        whole = call.painted.bounds(canvas)
        if len(plan.calls) > 1:
            assert whole is not None and crop.box.contains(whole)
        if crop.scale != 1.0:
            assert any("shrunk" in note or "enlarged" in note for note in plan.notes)
    values = painted.region(canvas)
    counts = values > 25 if (values > 25).any() else values > 0
    assert (union[counts] == values[counts]).all()
    assert (union <= values).all()
