"""The engine over arrays: what it leaves alone, what it refuses, alpha, grey, seeds, scales."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inlay.base.errors import BadInput
from inlay.fill.local.engine import estimate, fill
from inlay.fill.local.options import Options, Report
from tests.fill.scenes import box_mask, textured


@settings(max_examples=40)
@given(st.integers(0, 2**32 - 1))
def test_random_holes_are_filled_and_the_rest_is_left_alone(seed: int) -> None:
    rng = np.random.default_rng(seed)
    height, width = (int(v) for v in rng.integers(7, 100, 2))
    depth, grey = int(rng.choice([8, 16])), bool(rng.integers(2))
    image = textured(height, width, depth, seed, grey)
    top = 255 if depth == 8 else 65535
    if rng.random() < 0.4:  # a transparent part, black underneath, which must never be a source
        image[:, : width // 3] = 0
    hole = np.zeros((height, width), np.uint8)
    x, y, w, h = (int(v) for v in rng.integers(0, 60, 4))
    hole[y : y + h, x : x + w] = 255
    hole[rng.random(hole.shape) < rng.choice([0, 0.01])] = 255
    before, hole_before = image.copy(), hole.copy()
    try:
        result = fill(image, hole, seed % 5, Options(grey=grey)).pixels
    except BadInput:
        return
    assert (image == before).all() and (hole == hole_before).all()
    assert result.dtype == image.dtype
    assert (result[hole == 0] == image[hole == 0]).all()
    seen = (hole > 0) & (result[:, :, 3] > 0)
    assert not seen.any() or result[seen][:, :3].min() >= 85 * (top // 255), "black crept in"
    if grey:
        assert (result[..., 0] == result[..., 1]).all() and (result[..., 0] == result[..., 2]).all()
    if (image[:, :, 3] == top).all():
        assert (result[:, :, 3] == top).all()


def test_same_seed_same_picture_other_seed_another() -> None:
    image, hole = textured(300, 400), box_mask(300, 400, 150, 100, 90, 70)
    first, again, other = (fill(image, hole, seed).pixels for seed in (3, 3, 4))
    assert (first == again).all()
    inside = hole > 0
    different = np.abs(first[inside].astype(int) - other[inside]).max(axis=1)
    assert np.mean(different > 2) > 0.3


def test_another_seed_differs_in_hairlines_too() -> None:
    image, hole = textured(200, 200), box_mask(200, 200, 20, 100, 150, 11)
    one, two = (fill(image, hole, seed).pixels for seed in (1, 2))
    assert np.mean((one != two).any(axis=2)[hole > 0]) > 0.3


@pytest.mark.parametrize(
    ("size", "hole", "words"),
    [
        ((1, 1), np.full((1, 1), 255, np.uint8), "too small"),
        ((4, 4), box_mask(4, 4, 1, 1, 1, 1), "too small"),
        ((50, 60), np.full((50, 60), 255, np.uint8), "Everything is masked"),
        ((50, 60), np.zeros((50, 60), np.uint8), "mask is empty"),
        ((50, 60), box_mask(50, 60, 6, 0, 54, 50), "no whole piece"),
        ((50, 60), box_mask(60, 60, 6, 0, 54, 50), "differ in size"),
    ],
)
def test_what_cannot_be_filled_is_refused_in_a_sentence(size: tuple[int, int], hole: np.ndarray, words: str) -> None:
    for call in (fill, estimate):
        with pytest.raises(BadInput, match=words):
            call(textured(*size), hole)


def test_transparent_pictures_are_refused() -> None:
    image = textured(50, 60)
    image[:, :, 3] = 0
    with pytest.raises(BadInput, match="transparent"):
        fill(image, box_mask(50, 60, 10, 10, 10, 10))


def test_masks_that_touch_all_borders_work() -> None:
    image = textured(120, 150)
    hole = np.full((120, 150), 255, np.uint8)
    hole[50:70, 60:90] = 0
    result = fill(image, hole).pixels
    assert (result[hole == 0] == image[hole == 0]).all()
    assert result[:, :, :3].min() >= 85


@pytest.mark.parametrize(("height", "width", "known"), [(8, 100, 12), (32, 200, 12), (64, 500, 30)])
def test_far_corners_of_narrow_pictures_are_not_black(height: int, width: int, known: int) -> None:
    image = textured(height, width)
    result = fill(image, box_mask(height, width, known, 0, width - known, height)).pixels
    assert result[:, :, :3].min() >= 85


def test_alpha_continues_where_the_surroundings_are_transparent() -> None:
    """A hole across the straight edge of an opaque half: the edge goes on, and nothing dark comes in."""
    image = textured(200, 200)
    image[:, :100] = 0
    hole = box_mask(200, 200, 70, 70, 60, 60)
    result = fill(image, hole).pixels
    inside = result[70:130, 70:130]
    assert (inside[:, :18, 3] < 60).mean() > 0.9
    assert (inside[:, 42:, 3] > 200).mean() > 0.9
    assert inside[inside[:, :, 3] > 0][:, :3].min() >= 85


def test_alpha_is_opaque_among_opaque_pixels() -> None:
    image = textured(100, 100)
    image[30:50, 30:50, 3] = 0
    hole = np.where(image[:, :, 3] == 0, 255, 0).astype(np.uint8)
    assert (fill(image, hole).pixels[:, :, 3] == 255).all()


def test_large_holes_are_solved_smaller_and_say_so() -> None:
    image, hole = textured(700, 900), box_mask(700, 900, 200, 150, 500, 400)
    planned = estimate(image, hole, Options("fast"))
    result = fill(image, hole, 1, Options("fast"))
    assert planned.scale == result.scale < 1
    assert f"{round(100 * result.scale)} %" in result.notes[0]
    assert (result.pixels[hole == 0] == image[hole == 0]).all()
    # Refined means full-size grain, not an enlargement: the finest detail is about as strong as outside.
    plain = result.pixels[:, :, 1].astype(np.float32)
    detail = plain - cv2.GaussianBlur(plain, (0, 0), 1.5)
    assert 0.6 < detail[200:500, 300:600].std() / detail[:100].std() < 1.5
    assert fill(image, hole, 1, Options("fast")).pixels.tobytes() == result.pixels.tobytes()


def test_a_refined_fill_holds_nothing_of_what_was_under_the_hole() -> None:
    image, hole = textured(600, 800), box_mask(600, 800, 150, 100, 500, 400)
    other = image.copy()
    other[hole > 0] = (255, 0, 0, 255)
    one, two = (fill(each, hole, 1, Options("fast")) for each in (image, other))
    assert one.scale < 1
    assert (one.pixels == two.pixels).all()


def test_full_quality_is_never_scaled() -> None:
    hole = box_mask(3000, 4000, 500, 500, 2500, 2000)
    opaque = np.broadcast_to(np.uint8(255), (3000, 4000, 4))
    fast, standard, full = (estimate(opaque, hole, Options(each)) for each in ("fast", "standard", "full"))
    assert full.scale == 1
    assert fast.scale < standard.scale < 1
    assert standard.seconds <= 10


def test_progress_grows_to_one() -> None:
    seen: list[float] = []
    hole = box_mask(200, 600, 30, 60, 40, 40) | box_mask(200, 600, 530, 60, 40, 40)
    fill(textured(200, 600), hole, report=Report(seen.append))
    assert seen == sorted(seen) and seen[-1] == 1 and len(seen) >= 2


def test_twelve_fills_on_top_of_each_other_leave_the_rest_alone() -> None:
    first = textured(150, 180)
    image, touched = first, np.zeros((150, 180), bool)
    for number in range(12):
        hole = box_mask(150, 180, 10 * number, 40 + 5 * (number % 3), 30, 25)
        image = fill(image, hole, number).pixels
        touched |= hole > 0
    assert (image[~touched] == first[~touched]).all()
