"""Coverage of an ellipse: against supersampling and the known area, and cell by cell as all at once."""

from __future__ import annotations

import math

import numpy as np
import pytest

from inlay.base.geometry import Rect
from inlay.imaging.mask import Mask
from inlay.imaging.regions import apply_ellipse, apply_polygon, ellipse, hard_mask


def supersampled(left: float, top: float, right: float, bottom: float, box: Rect, times: int = 32) -> np.ndarray:
    """The share of sample points of each pixel that lie in the ellipse."""
    x = box.x + (np.arange(box.w * times) + 0.5) / times
    y = box.y + (np.arange(box.h * times) + 0.5) / times
    a, b = (right - left) / 2, (bottom - top) / 2
    inside = ((x - left - a) / a)[None, :] ** 2 + ((y - top - b) / b)[:, None] ** 2 <= 1
    return inside.reshape(box.h, times, box.w, times).mean(axis=(1, 3))


@pytest.mark.parametrize(
    "edges", [(2, 3, 32, 23), (-7.3, 4.2, 21.9, 50.6), (10.2, 10.7, 10.9, 11.1), (4, 8, 5, 40), (0, 0, 1, 1)]
)
def test_coverage_is_the_share_of_each_pixel(edges):
    box = Rect(-3, 0, 40, 30)
    assert np.abs(ellipse(*edges, box) / 255 - supersampled(*edges, box)).max() < 0.025


def test_the_whole_area_is_pi_a_b():
    values = ellipse(0.25, 0.5, 300.75, 180.5, Rect(0, 0, 301, 181))
    assert values.sum() / 255 == pytest.approx(math.pi * 150.25 * 90, rel=2e-5)


def test_it_is_symmetric_and_nothing_where_it_is_flat():
    values = ellipse(0, 0, 41, 26, Rect(0, 0, 41, 26))
    assert np.array_equal(values, values[::-1]) and np.array_equal(values, values[:, ::-1])
    assert not ellipse(3, 3, 3, 9, Rect(0, 0, 12, 12)).any()


def test_cell_by_cell_is_the_same_and_stays_within():
    canvas = Rect(-100, -60, 1500, 1300)
    mask = apply_ellipse(Mask.empty(), -220, 10, 1330, 1205, "replace", canvas)
    assert np.array_equal(mask.region(canvas), ellipse(-220, 10, 1330, 1205, canvas))
    assert not mask.region(Rect(-300, 0, 200, 1300)).any()
    assert mask.value_of((1, 1)) == 255  # costs nothing


def test_hard_edges_are_where_half_is_covered():
    soft = apply_polygon(Mask.empty(), [(3.3, 2.1), (40.7, 9.9), (12.2, 33.3)], "replace", Rect(0, 0, 60, 60))
    hard = hard_mask(soft)
    box = Rect(0, 0, 60, 60)
    assert np.array_equal(hard.region(box), np.where(soft.region(box) >= 128, 255, 0))
