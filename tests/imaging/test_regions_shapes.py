"""Polygons and rectangles: the coverage of a pixel is its covered area."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from inlay.base.geometry import Rect
from inlay.imaging.mask import Mask
from inlay.imaging.regions import apply_polygon, apply_rectangle, apply_shape, combine, polygon, rectangle

FINE = 16
corner = st.tuples(st.floats(-12, 32), st.floats(-12, 32))


def sampled(points: list[tuple[float, float]], box: Rect) -> np.ndarray:
    """Coverage 0..1 by 16 x 16 samples a pixel and the winding number of each."""
    offsets = (np.arange(FINE) + 0.5) / FINE
    x = (box.x + np.arange(box.w)[:, None] + offsets).ravel()
    y = (box.y + np.arange(box.h)[:, None] + offsets).ravel()[:, None]
    winding = np.zeros((len(y), len(x)), int)
    for (x0, y0), (x1, y1) in zip(points, points[1:] + points[:1], strict=True):
        if y0 == y1:
            continue
        crossing = x0 + (y - y0) * (x1 - x0) / (y1 - y0)
        winding += np.where((y0 <= y) & (y < y1) & (crossing <= x), 1, 0)
        winding -= np.where((y1 <= y) & (y < y0) & (crossing <= x), 1, 0)
    return (winding != 0).reshape(box.h, FINE, box.w, FINE).mean(axis=(1, 3))


@given(st.lists(corner, min_size=3, max_size=3), st.integers(-3, 3), st.integers(-3, 3))
def test_a_triangle_covers_each_pixel_by_its_area(points, x, y):
    box = Rect(x, y, 19, 17)
    assert np.abs(polygon(points, box) / 255 - sampled(points, box)).max() < 0.08


def test_a_long_lasso_that_crosses_itself_is_filled_where_it_winds():
    box = Rect(0, 0, 60, 60)
    knot = [(30 + 25 * math.sin(2 * t / 50), 30 + 25 * math.sin(3 * t / 50 + 1)) for t in range(314)]
    inside = sampled(knot, box)
    close = np.abs(polygon(knot, box) / 255 - inside)
    whole = (inside == 0) | (inside == 1)
    assert close[whole].max() < 0.02
    assert close.mean() < 0.01


def test_a_polygon_in_parts_is_the_polygon():
    points = [(-3.2, 5.1), (600.7, -20.3), (1030.4, 700.9), (300.3, 1100.2)]
    whole = polygon(points, Rect(0, 0, 1024, 1024))
    assert whole[400, 500] == 255 and whole[1000, 1000] == 0
    part = polygon(points, Rect(300, 200, 401, 503))
    assert np.abs(part.astype(int) - whole[200:703, 300:701]).max() <= 1


@pytest.mark.parametrize("points", [[], [(1, 1)], [(1, 1), (5, 5)], [(1, 1), (5, 5), (9, 9)]])
def test_what_has_no_area_covers_nothing(points):
    assert not polygon(points, Rect(0, 0, 12, 12)).any()


@given(st.floats(-5, 25), st.floats(-5, 25), st.floats(0, 20), st.floats(0, 20))
def test_a_rectangle_is_the_polygon_of_its_corners(left, top, width, height):
    box = Rect(-2, 1, 21, 18)
    right, bottom = left + width, top + height
    corners = [(left, top), (right, top), (right, bottom), (left, bottom)]
    difference = rectangle(left, top, right, bottom, box).astype(int) - polygon(corners, box)
    assert np.abs(difference).max() <= 1


def test_combining():
    base = np.array([[0, 100, 200, 255]], np.uint8)
    shape = np.array([[50, 255, 100, 0]], np.uint8)
    assert combine(base, shape, "add").tolist() == [[50, 255, 200, 255]]
    assert combine(base, shape, "subtract").tolist() == [[0, 0, 155, 255]]
    assert combine(base, shape, "replace").tolist() == shape.tolist()
    assert combine(base, shape, "intersect").tolist() == [[0, 100, 100, 0]]


def test_a_shape_on_a_mask_changes_its_box_only_and_shares_the_rest():
    full = Mask.from_array(np.full((1600, 1600), 77, np.uint8))
    coverage = np.full((100, 100), 255, np.uint8)
    added = apply_shape(full, Rect(450, 450, 100, 100), coverage, "add")
    assert (added.region(Rect(450, 450, 100, 100)) == 255).all()
    assert added.region(Rect(449, 449, 1, 1)) == 77
    assert added.tiles[(2, 2)] is full.tiles[(2, 2)]
    replaced = apply_shape(full, Rect(450, 450, 100, 100), coverage, "replace")
    assert replaced.bounds(Rect(-100, -100, 3000, 3000)) == Rect(450, 450, 100, 100)
    assert (replaced.region(Rect(450, 450, 100, 100)) == 255).all()


@pytest.mark.parametrize("op", ["add", "subtract", "replace", "intersect"])
def test_a_polygon_on_a_mask_is_combined_band_by_band_inside_the_limit(op):
    rng = np.random.default_rng(5)
    before = rng.integers(0, 256, (1200, 700), np.uint8)
    limit = Rect(50, 60, 500, 1000)
    points = [(20.5, 400.2), (660.1, 30.7), (400.3, 1190.9)]
    got = apply_polygon(Mask.from_array(before), points, op, limit).region(Rect(0, 0, 700, 1200))
    shape = np.zeros_like(before)
    shape[60:1060, 50:550] = polygon(points, limit)
    assert np.abs(got.astype(int) - combine(before, shape, op)).max() <= 1


def test_a_rectangle_on_a_mask_stays_inside_the_limit():
    mask = apply_rectangle(Mask.empty(), -50, 10, 30, 700, "add", Rect(0, 0, 100, 600))
    assert mask.bounds(Rect(-100, -100, 1000, 1000)) == Rect(0, 10, 30, 590)
    gone = apply_rectangle(mask, 10, 0, 20, 600, "subtract", Rect(0, 0, 100, 600))
    assert gone.region(Rect(9, 100, 12, 1)).tolist() == [[255] + [0] * 10 + [255]]


@pytest.mark.parametrize("op", ["add", "subtract", "replace", "intersect"])
def test_cells_inside_a_large_shape_are_done_as_a_whole(op):
    before = np.zeros((2400, 2600), np.uint8)
    before[:, 900:] = 255
    before[1000:1400, 300:1500] = np.arange(1200) % 256
    mask = Mask.from_array(before)
    limit = Rect(10, 10, 2500, 2300)
    points = [(1300 + 1200 * math.cos(t / 10), 1200 + 1100 * math.sin(t / 10)) for t in range(63)]
    shape = np.zeros_like(before)
    shape[10:2310, 10:2510] = polygon(points, limit)
    got = apply_polygon(mask, points, op, limit).region(Rect(0, 0, 2600, 2400))
    assert np.array_equal(got, combine(before, shape, op))
    boxed = np.zeros_like(before)
    boxed[20:2200, 30:2400] = 255
    got = apply_rectangle(mask, 30, 20, 2400, 2200, op, limit).region(Rect(0, 0, 2600, 2400))
    assert np.array_equal(got, combine(before, boxed, op))
