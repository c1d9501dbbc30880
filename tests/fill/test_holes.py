"""Taking holes apart: hairlines, blobs, plans."""

from __future__ import annotations

import numpy as np
import pytest

from inlay.fill.local.holes import boxes, hairlines
from inlay.fill.local.meter import Meter
from inlay.fill.local.plan import blob_steps, with_factors
from inlay.fill.prepare import engine_hole
from tests.fill.scenes import box_mask


@pytest.mark.parametrize("end", [(480, 100), (480, 300), (380, 390), (50, 380)])
@pytest.mark.parametrize("width", [1, 3, 5])
def test_strokes_up_to_five_pixels_are_hairlines(width: int, end: tuple[int, int]) -> None:
    start, finish = np.array([50.0, 100.0]), np.array(end, float)
    y, x = np.mgrid[:400, :500]
    points = np.stack([x, y], axis=2) - start
    along = (finish - start) / np.hypot(*(finish - start))
    reach = np.clip(points @ along, 0, np.hypot(*(finish - start)))
    distance = np.hypot(*np.moveaxis(points - reach[:, :, None] * along, 2, 0))
    painted = np.rint(255 * np.clip(width / 2 + 0.5 - distance, 0, 1)).astype(np.uint8)
    hole = engine_hole(painted) > 0
    assert hairlines(hole, 4)[hole].all()


@pytest.mark.parametrize("width", [9, 12, 40])
def test_thicker_strokes_are_not(width: int) -> None:
    hole = engine_hole(box_mask(300, 400, 50, 100, 300, width)) > 0
    assert not hairlines(hole, 4).any()


def test_a_hair_on_a_blob_is_told_from_it() -> None:
    hole = engine_hole(box_mask(300, 500, 50, 100, 100, 100) | box_mask(300, 500, 140, 150, 300, 4)) > 0
    thin = hairlines(hole, 4)
    assert thin[150, 200:400].all()
    assert not thin[100:200, 50:140].any()


def test_far_apart_blobs_are_solved_alone_and_near_ones_together() -> None:
    far = box_mask(3000, 4000, 100, 100, 60, 60) | box_mask(3000, 4000, 3500, 2500, 60, 60)
    assert len(blob_steps(far > 0)) == 2
    near = box_mask(3000, 4000, 100, 100, 60, 60) | box_mask(3000, 4000, 200, 100, 60, 60)
    assert len(blob_steps(near > 0)) == 1


def test_speckles_make_few_boxes_that_cover_all() -> None:
    hole = np.random.default_rng(0).random((800, 900)) < 0.001
    found = boxes(hole)
    covered = np.zeros(hole.shape, bool)
    for box in found:
        covered[box.y : box.bottom, box.x : box.right] = True
    assert len(found) <= 48
    assert covered[hole].all()


def test_plans_depend_on_the_hole_alone() -> None:
    steps = blob_steps(box_mask(3000, 4000, 1000, 1000, 1200, 900) > 0)
    assert with_factors(steps, "standard") == with_factors(steps, "standard")
    assert sum(step.seconds for step in with_factors(steps, "standard")) <= 10


def test_the_meter_reads_the_library() -> None:
    meter = Meter()
    meter.stage(0.5, 1.0)
    seen = [meter.feed(line) for level in (5, 4, 3, 2, 1, 0) for line in _level(level)]
    told = [share for share in seen if share is not None]
    assert told == sorted(told) and told[0] == 0.5 and 0.85 < told[-1] <= 1
    assert meter.feed("Traceback (most recent call last):") is None


def _level(level: int) -> list[str]:
    rounds = [f"EM Iteration: {number}" for number in range(2 * level + 1)]
    return [f"Inpainting level: {level}", "Initialization done.", *rounds]
