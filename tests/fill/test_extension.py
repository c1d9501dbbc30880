"""Border extension: everything is filled, from the border next to it, in steps."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from inlay.fill.local.border import border_steps, margins
from inlay.fill.local.engine import fill
from inlay.fill.local.options import Options
from tests.fill.scenes import textured

OVERLAP = 16


def sky(height: int, width: int, depth: int = 8) -> NDArray[Any]:
    """Blue above, green below, with texture; opaque (h, w, 4)."""
    top, bottom = np.array([90, 130, 230.0]), np.array([110, 190, 100.0])
    share = np.linspace(0, 1, height)[:, None, None]
    colours = top + (bottom - top) * share + np.random.default_rng(2).normal(0, 3, (height, width, 3))
    picture = np.dstack([colours, np.full((height, width), 255.0)])
    return np.rint(picture if depth == 8 else picture * 257).astype(np.uint8 if depth == 8 else np.uint16)


def extended(
    picture: NDArray[Any], left: int = 0, top: int = 0, right: int = 0, bottom: int = 0
) -> tuple[NDArray[Any], NDArray[np.uint8]]:
    """The picture in a larger canvas, and the hole: what is empty, and 16 px of the picture."""
    height, width = picture.shape[:2]
    canvas = np.zeros((height + top + bottom, width + left + right, 4), picture.dtype)
    canvas[top : top + height, left : left + width] = picture
    hole = np.full(canvas.shape[:2], 255, np.uint8)
    inner = [top + OVERLAP * (top > 0), top + height - OVERLAP * (bottom > 0)]
    inner += [left + OVERLAP * (left > 0), left + width - OVERLAP * (right > 0)]
    hole[inner[0] : inner[1], inner[2] : inner[3]] = 0
    return canvas, hole


@pytest.mark.parametrize("depth", [8, 16])
@pytest.mark.parametrize(
    "sides", [{"left": 90}, {"top": 60, "bottom": 40}, {"left": 50, "top": 40, "right": 60, "bottom": 30}]
)
def test_the_new_border_is_opaque_and_like_the_old_one(depth: int, sides: dict[str, int]) -> None:
    picture = sky(400, 300, depth)
    canvas, hole = extended(picture, **sides)
    result = fill(canvas, hole, 1).pixels
    top = np.iinfo(picture.dtype).max
    assert (result[:, :, 3] == top).all()
    assert (result[hole == 0] == canvas[hole == 0]).all()
    unit = top / 255
    for side in sides:
        there, here = _beside(result, canvas, sides, side)
        assert np.abs(there - here).max() < 12 * unit, side


def _beside(
    result: NDArray[Any], canvas: NDArray[Any], sides: dict[str, int], side: str
) -> tuple[NDArray[Any], NDArray[Any]]:
    """Mean colours, along a side, of 20 px of the new border and of 20 px of the picture next to it."""
    turned = {"left": 0, "top": 1, "right": 2, "bottom": 3}[side]
    new, old = (np.rot90(each, turned) for each in (result, canvas))
    depth = sides[side]
    before, after = new[:, depth - 20 : depth, :3], old[:, depth : depth + 20, :3]
    solid = old[:, depth, 3] > 0
    pieces = np.array_split(np.flatnonzero(solid), 4)
    means = [(before[piece].mean(axis=(0, 1)), after[piece].mean(axis=(0, 1))) for piece in pieces]
    return np.array([a for a, _b in means]), np.array([b for _a, b in means])


def test_sources_come_from_the_nearest_border() -> None:
    """A red right half never reaches the new left border."""
    picture = textured(150, 1300)
    picture[:, 700:, :3] = (250, 10, 10)
    canvas, hole = extended(picture, left=120)
    result = fill(canvas, hole, 1, Options("fast")).pixels
    assert result[:, :120, 1].min() > 60


def test_long_borders_are_filled_in_steps() -> None:
    canvas, hole = extended(np.full((100, 300, 4), 255, np.uint8), left=1000)
    empty = (hole > 0) & (canvas[:, :, 3] == 0)
    assert margins(empty) == (1000, 0, 0, 0)
    steps = border_steps(hole > 0, empty)
    assert len(steps) >= 3
    assert [step.target.x for step in steps] == sorted((step.target.x for step in steps), reverse=True)
    assert all(step.target.w <= 300 + 48 for step in steps)
    covered = np.zeros(hole.shape, bool)
    for step in steps:
        covered[step.target.y : step.target.bottom, step.target.x : step.target.right] = True
    assert covered[hole > 0].all()


def test_a_mask_inside_the_picture_is_filled_along_with_the_border() -> None:
    canvas, hole = extended(sky(200, 300), right=80)
    hole[80:110, 100:140] = 255
    result = fill(canvas, hole, 2).pixels
    assert (result[:, :, 3] == 255).all()
    assert (result[hole == 0] == canvas[hole == 0]).all()
    assert not (result[80:110, 100:140] == canvas[80:110, 100:140]).all()


def test_seeds_make_other_borders() -> None:
    canvas, hole = extended(textured(200, 260), left=80)
    one, two = (fill(canvas, hole, seed).pixels for seed in (1, 2))
    assert np.mean((one != two).any(axis=2)[hole > 0]) > 0.3
