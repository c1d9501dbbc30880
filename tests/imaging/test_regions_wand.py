"""The magic wand against a brute-force search, on pictures that lie across many cells."""

from __future__ import annotations

from collections import deque

import numpy as np
import pytest

from inlay.base.geometry import Rect
from inlay.imaging.giving_up import GivenUp
from inlay.imaging.raster import Raster
from inlay.imaging.regions.wand import Wand, wand_mask

HARD = Wand(tolerance=20, antialias=False)


def sampler(pixels: np.ndarray, x: int = 0, y: int = 0):
    """What the wand reads of an array (h, w, 4) whose first pixel lies at (x, y)."""
    return Raster.from_array(pixels, x, y).region


def labyrinth(width: int, height: int, dtype: type = np.uint8) -> np.ndarray:
    """A picture with areas that wind through several cells: thresholded noise of a few pixels' size, with grain."""
    generator = np.random.default_rng(5)
    # Two thirds of the squares are alike, which is a little more than what they need to hang together.
    coarse = (generator.random((height // 3 + 1, width // 3 + 1)) > 0.66).repeat(3, 0).repeat(3, 1)[:height, :width]
    coarse[298:306, 336:345] = False
    levels = 60 + 80 * coarse[..., None] + generator.integers(-5, 6, (height, width, 3))
    pixels = np.dstack([levels, np.full((height, width), 255)]).astype(np.uint8)
    if dtype == np.uint8:
        return pixels
    wide = pixels.astype(np.uint16) * 257
    wide[..., :3] += generator.integers(0, 200, levels.shape, np.uint16)
    return wide


def brute_force(pixels: np.ndarray, x: int, y: int, tolerance: int) -> np.ndarray:
    """Every pixel that is like (x, y) in all channels and connected with it by sides, as a (h, w) mask."""
    apart = np.abs(pixels.astype(int) - pixels[y, x].astype(int)).max(axis=2)
    like = apart <= (tolerance if pixels.dtype == np.uint8 else tolerance * 257)
    found, waiting = np.zeros(like.shape, bool), deque([(y, x)])
    found[y, x] = True
    while waiting:
        row, column = waiting.popleft()
        for near in ((row - 1, column), (row + 1, column), (row, column - 1), (row, column + 1)):
            inside = 0 <= near[0] < like.shape[0] and 0 <= near[1] < like.shape[1]
            if inside and like[near] and not found[near]:
                found[near] = True
                waiting.append(near)
    return found


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
@pytest.mark.parametrize(("left", "top"), [(0, 0), (-130, 400)])
def test_the_contiguous_wand_is_a_flood_fill(dtype, left, top):
    pixels = labyrinth(700, 560, dtype)
    y, x = 300, 340
    mask = wand_mask(sampler(pixels, left, top), Rect(left, top, 700, 560), x + left, y + top, HARD)
    wanted = brute_force(pixels, x, y, 20)
    assert 0.2 < wanted.mean() < 0.8
    assert np.array_equal(mask.region(Rect(left, top, 700, 560)), np.where(wanted, 255, 0))
    assert mask.bounds(Rect(left - 600, top - 600, 2000, 2000)) == mask.bounds(Rect(left, top, 700, 560))


def test_a_spiral_through_many_cells_is_followed_to_its_end():
    picture = np.zeros((1100, 1100, 4), np.uint8)
    picture[..., 3] = 255
    for ring in range(5):
        near, far = 60 + 100 * ring, 1040 - 100 * ring
        picture[near, near:far] = picture[near:far, far - 1] = picture[far - 1, near:far] = 255
        picture[near + 100 : far, near] = 255  # a gap, and a bridge to the next ring
        picture[near + 100, near : near + 101] = 255
    mask = wand_mask(sampler(picture), Rect(0, 0, 1100, 1100), 60, 900, HARD)
    values = mask.region(Rect(0, 0, 1100, 1100))
    assert np.array_equal(values > 0, brute_force(picture, 60, 900, 20))
    assert values[560, 560] == 255 and values[500, 400] == 0


def test_everywhere_it_is_a_comparison():
    pixels = labyrinth(600, 530)
    mask = wand_mask(sampler(pixels), Rect(0, 0, 600, 530), 100, 40, Wand(20, contiguous=False, antialias=False))
    apart = np.abs(pixels.astype(int) - pixels[40, 100]).max(axis=2)
    assert np.array_equal(mask.region(Rect(0, 0, 600, 530)), np.where(apart <= 20, 255, 0))


def test_the_mean_of_a_square_is_meant():
    pixels = np.full((40, 40, 4), 100, np.uint8)
    pixels[..., 3] = 255
    pixels[20, 20, :3] = 190  # a speck: the mean of nine is 110, of twenty-five 103.6
    box = Rect(0, 0, 40, 40)
    found = {
        side: wand_mask(sampler(pixels), box, 20, 20, Wand(9, antialias=False, side=side)).region(box).sum() // 255
        for side in (1, 3, 5)
    }
    assert found == {1: 1, 3: 0, 5: 1599}


@pytest.mark.parametrize("contiguous", [True, False])
def test_a_soft_edge_follows_the_picture(contiguous):
    """A disc that was drawn four times as large and averaged: the wand gives its coverage back."""
    rows, columns = np.mgrid[0 : 4 * 600, 0 : 4 * 600]
    large = np.hypot(rows - 1180, columns - 1230) < 900
    share = large.reshape(600, 4, 600, 4).mean(axis=(1, 3))
    pixels = np.dstack([np.rint(40 + 160 * share)] * 3 + [np.full_like(share, 255)]).astype(np.uint8)
    box = Rect(0, 0, 600, 600)
    mask = wand_mask(sampler(pixels), box, 300, 300, Wand(4, contiguous))
    values = mask.region(box) / 255
    partly = (share > 0) & (share < 1)
    assert np.abs(values - share)[~partly].max() == 0
    assert np.abs(values - share)[partly].mean() < 0.03
    hard = wand_mask(sampler(pixels), box, 300, 300, Wand(4, contiguous, antialias=False)).region(box)
    assert set(np.unique(hard)) == {0, 255} and (mask.region(box) >= hard).all()


def test_a_hard_edge_stays_hard():
    pixels = np.full((60, 60, 4), 255, np.uint8)
    pixels[10:40, 20:50, :3] = 30
    mask = wand_mask(sampler(pixels), Rect(0, 0, 60, 60), 30, 30, Wand())
    assert mask.bounds(Rect(0, 0, 60, 60)) == Rect(20, 10, 30, 30) and set(np.unique(mask.tile((0, 0)))) == {0, 255}


def test_what_cannot_be_seen_is_all_alike():
    pixels = labyrinth(50, 50)
    pixels[:, 25:, 3] = 0
    values = wand_mask(sampler(pixels), Rect(0, 0, 50, 50), 40, 20, Wand(0)).region(Rect(0, 0, 50, 50))
    assert (values[:, 25:] == 255).all() and not values[:, :25].any()


def test_outside_there_is_nothing_and_work_can_be_given_up():
    sample = sampler(labyrinth(60, 60))
    assert wand_mask(sample, Rect(0, 0, 60, 60), 60, 10, HARD).is_empty
    with pytest.raises(GivenUp):
        wand_mask(sample, Rect(0, 0, 60, 60), 10, 10, HARD, lambda: True)


def test_only_the_cells_that_are_reached_are_read():
    pixels = np.zeros((1600, 1600, 4), np.uint8)
    pixels[..., 3] = 255
    pixels[100:200, 100:200] = 255
    inner, boxes = sampler(pixels), []

    def sample(box: Rect) -> np.ndarray:
        boxes.append(box)
        return inner(box)

    wand_mask(sample, Rect(0, 0, 1600, 1600), 150, 150, Wand())
    assert all(Rect(-1, -1, 514, 514).contains(box) for box in boxes)
