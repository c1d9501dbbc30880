"""Object select on pictures whose objects are known, and the parts that it is made of."""

from __future__ import annotations

import math

import cv2
import numpy as np
import pytest

from inlay.base.geometry import Point, Rect
from inlay.imaging.giving_up import GivenUp
from inlay.imaging.mips import raster_at
from inlay.imaging.raster import Raster
from inlay.imaging.regions import grabcut, object_select
from inlay.imaging.regions.guided import EPSILON, guided
from inlay.imaging.regions.object_select import Hint, object_mask

ANGLES = [2 * math.pi * step / 400 for step in range(400)]


def outline(size: int) -> np.ndarray:
    """A flower of five petals, as points (n, 2), in a square of `size`."""
    radius = [size * (0.30 + 0.08 * math.cos(5 * angle)) for angle in ANGLES]
    return np.array(
        [(size / 2 + r * math.cos(a), size / 2 + r * math.sin(a)) for r, a in zip(radius, ANGLES, strict=True)]
    )


def scene(size: int, dtype: type = np.uint8) -> tuple[np.ndarray, np.ndarray]:
    """A reddish flower on greenish ground, both of two tones and grainy: pixels (h, w, 4), and its coverage 0..1."""
    fixed = np.rint((outline(size) - 0.5) * 4 * 16 + 24).astype(np.int32)
    large = np.zeros((4 * size, 4 * size), np.uint8)
    cv2.fillPoly(large, [fixed], 255, shift=4)
    share = cv2.resize(large, (size, size), interpolation=cv2.INTER_AREA)[..., None] / 255.0
    generator = np.random.default_rng(3)
    rows, columns = np.mgrid[0:size, 0:size]
    stripes = ((rows + columns) // max(4, size // 20) % 2)[..., None]
    ground = np.array([70, 110, 60]) + stripes * np.array([15, 25, 5])
    flower = np.array([190, 80, 90]) + stripes * np.array([30, 20, 25])
    pixels = ground * (1 - share) + flower * share + generator.normal(0, 6, (size, size, 3))
    levels = np.clip(np.rint(pixels), 0, 255)
    whole = np.dstack([levels, np.full((size, size), 255)])
    return (whole * (257 if dtype == np.uint16 else 1)).astype(dtype), share[..., 0]


def looker(pixels: np.ndarray, x: int = 0, y: int = 0):
    """What the tool sees of a picture at a place."""
    raster = Raster.from_array(pixels, x, y)
    return lambda level, box: raster.region(box) if level == 0 else raster_at(raster, level, box)


def overlap(values: np.ndarray, share: np.ndarray) -> float:
    """Intersection over union of what is covered by half or more."""
    first, second = values >= 128, share >= 0.5
    return float((first & second).sum() / (first | second).sum())


@pytest.mark.parametrize(
    ("size", "dtype", "place", "most"),
    [
        (150, np.uint8, (0, 0), (120_000, 1_000_000)),  # all at full size
        (450, np.uint16, (-37, 900), (30_000, 1_000_000)),  # the edge again at full size
        (600, np.uint8, (0, 0), (15_000, 90_000)),  # the edge again at half the size
    ],
)
def test_a_box_round_an_object_finds_it(size, dtype, place, most, monkeypatch):
    monkeypatch.setattr(object_select, "ROUGH", most[0])
    monkeypatch.setattr(object_select, "FINE", most[1])
    pixels, share = scene(size, dtype)
    canvas = Rect(*place, size, size)
    box = canvas.grow(-size // 14)
    values = object_mask(looker(pixels, *place), canvas, box, []).region(canvas)
    assert overlap(values, share) > 0.98
    assert np.abs(values / 255 - share).mean() < 0.01
    inner, outer = cv2.erode(share, np.ones((25, 25))), cv2.dilate(share, np.ones((25, 25)))
    assert (values[inner == 1] == 255).all() and not values[outer == 0].any()


def test_scribbles_find_it_too_and_the_same_each_time():
    pixels, share = scene(300)
    canvas = Rect(0, 0, 300, 300)
    hints = [
        Hint((Point(110, 150), Point(190, 150)), 6, wanted=True),
        Hint((Point(20, 20), Point(280, 20)), 6, wanted=False),
    ]
    first = object_mask(looker(pixels), canvas, None, hints)
    assert overlap(first.region(canvas), share) > 0.97
    assert object_mask(looker(pixels), canvas, None, hints).digest == first.digest


def test_a_scribble_takes_away_what_a_box_took_for_the_object():
    pixels, share = scene(300)
    pixels[20:70, 20:90, :3] = (60, 80, 200)  # something else in the box
    canvas, box = Rect(0, 0, 300, 300), Rect(10, 10, 280, 280)
    without = object_mask(looker(pixels), canvas, box, []).region(canvas)
    assert (without[30:60, 30:80] == 255).all()
    hint = Hint((Point(40, 40), Point(60, 50)), 5, wanted=False)
    values = object_mask(looker(pixels), canvas, box, [hint]).region(canvas)
    assert not values[30:60, 30:80].any() and overlap(values, share) > 0.97
    back = [hint, Hint((Point(30, 45), Point(80, 45)), 5, wanted=True)]
    assert object_mask(looker(pixels), canvas, box, back).region(canvas)[45, 30:80].min() == 255


def test_a_picture_that_ends_inside_the_object():
    pixels, share = scene(400)
    cut = np.ascontiguousarray(pixels[:, :210])
    values = object_mask(looker(cut), Rect(0, 0, 210, 400), Rect(40, 40, 170, 320), []).region(Rect(0, 0, 210, 400))
    assert overlap(values, share[:, :210]) > 0.97 and (values[180:220, 209] == 255).all()


@pytest.mark.parametrize("box", [Rect(40, 40, 1, 1), Rect(40, 40, 3, 2), Rect(0, 0, 60, 60), Rect(-50, -50, 500, 500)])
def test_strange_boxes_do_no_harm(box):
    pixels, _share = scene(60)
    mask = object_mask(looker(pixels), Rect(0, 0, 60, 60), box, [])
    found = mask.bounds(Rect(-200, -200, 500, 500))
    assert found is None or Rect(0, 0, 60, 60).contains(found)


def test_nothing_to_go_by_is_nothing_and_work_can_be_given_up():
    pixels, _share = scene(100)
    canvas = Rect(0, 0, 100, 100)
    assert object_mask(looker(pixels), canvas, None, [Hint((Point(5, 5),), 3, wanted=False)]).is_empty
    assert object_mask(looker(pixels), canvas, Rect(200, 200, 10, 10), []).is_empty
    with pytest.raises(GivenUp):
        object_mask(looker(pixels), canvas, Rect(10, 10, 80, 80), [], lambda: True)


def test_specks_and_holes_go_but_not_those_that_were_scribbled():
    inside = np.zeros((100, 100), np.uint8)
    inside[20:80, 20:80] = 1
    inside[40, 40] = inside[60, 60] = 0
    inside[5, 5] = inside[95, 95] = 1
    hints = np.full(inside.shape, grabcut.MAYBE_IN, np.uint8)
    hints[60, 60], hints[95, 95] = grabcut.SURE_OUT, grabcut.SURE_IN
    cleaned = grabcut.without_specks(inside, hints)
    assert (cleaned[40, 40], cleaned[60, 60], cleaned[5, 5], cleaned[95, 95]) == (1, 0, 0, 1)
    assert cleaned.sum() == 3600 - 1 + 1


def test_the_guided_filter_is_the_best_linear_fit_of_each_window():
    generator = np.random.default_rng(8)
    guide = generator.random((24, 26, 3)).astype(np.float32)
    alpha = generator.random((24, 26)).astype(np.float32)
    fits = np.zeros((24, 26, 4))
    for row in range(2, 22):
        for column in range(2, 24):
            window = (slice(row - 2, row + 3), slice(column - 2, column + 3))
            colours, wanted = guide[window].reshape(-1, 3).astype(float), alpha[window].ravel().astype(float)
            middle = colours.mean(axis=0)
            spread = (colours - middle).T @ (colours - middle) / 25 + EPSILON * np.eye(3)
            slope = np.linalg.solve(spread, (colours - middle).T @ (wanted - wanted.mean()) / 25)
            fits[row, column] = (*slope, wanted.mean() - slope @ middle)
    mean = cv2.blur(fits, (5, 5))
    reference = (mean[..., :3] * guide).sum(axis=2) + mean[..., 3]
    inner = (slice(4, 20), slice(4, 22))
    assert np.abs(guided(guide, alpha, 2) - reference)[inner].max() < 1e-3
