"""16 bits: no bands in smooth skies, and as much grain as around."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from inlay.fill.local.engine import fill
from inlay.fill.local.membrane import membrane
from inlay.fill.local.options import Options
from tests.fill.scenes import box_mask


def ramp(step: float, along_x: bool = True, noise: float = 0) -> NDArray[Any]:
    """1,000 levels over 1,000 px, `step` of 65,535 apart, opaque: (400, 1000, 4) uint16, or turned."""
    values = np.broadcast_to(20000 + step * np.arange(1000), (400, 1000)).astype(float)
    values = values if along_x else values.T
    colours = values + np.random.default_rng(0).normal(0, noise, values.shape) if noise else values
    plane = np.rint(colours).astype(np.uint16)
    return np.dstack([plane, plane, plane, np.full_like(plane, 65535)])


@pytest.mark.parametrize("step", [1, 8, 32])
@pytest.mark.parametrize("along_x", [True, False])
def test_a_hole_in_a_ramp_has_no_bands(step: float, along_x: bool) -> None:
    image = ramp(step, along_x)
    hole = box_mask(400, 1000, 150, 100, 700, 200)
    hole = hole if along_x else np.ascontiguousarray(hole.T)
    result = fill(image, hole, 3).pixels[:, :, 0]
    assert len(np.unique(result[hole > 0])) >= 500
    rows, columns = np.flatnonzero(hole.any(axis=1)), np.flatnonzero(hole.any(axis=0))
    part = (slice(rows[0] - 9, rows[-1] + 9), slice(columns[0] - 9, columns[-1] + 9))
    mean = cv2.blur(result.astype(np.float32), (9, 9))[part]
    line = cv2.blur(result.astype(np.float32), (9, 1) if along_x else (1, 9))[part]
    for values in (mean, line):
        assert np.abs(np.diff(values, axis=0)).max() <= 64
        assert np.abs(np.diff(values, axis=1)).max() <= 64


def test_a_ramp_solved_at_a_lower_scale_has_no_bands_either() -> None:
    image, hole = ramp(8), box_mask(400, 1000, 150, 50, 700, 300)
    result = fill(image, hole, 3, Options("fast"))
    assert result.scale < 1
    values = result.pixels[50:350, 150:850, 0]
    assert len(np.unique(values)) >= 500
    mean = cv2.blur(values.astype(np.float32), (9, 9))
    assert max(np.abs(np.diff(mean, axis=axis)).max() for axis in (0, 1)) <= 64


def test_grain_is_as_strong_as_around() -> None:
    image, hole = ramp(8, noise=150), box_mask(400, 1000, 300, 100, 300, 200)
    result = fill(image, hole, 1).pixels[:, :, 0].astype(np.float32)
    fine = result - cv2.GaussianBlur(result, (0, 0), 2)
    assert 0.75 < fine[110:290, 310:590].std() / fine[:90].std() < 1.25


def test_membrane_is_exact_on_a_slope() -> None:
    y, x = np.mgrid[:70, :90].astype(np.float32)
    values = (3 * x + 2 * y)[:, :, None].astype(np.float32)
    known = np.ones((70, 90), bool)
    known[20:50, 15:75] = False
    solved = membrane(np.where(known[:, :, None], values, -1000).astype(np.float32), known)
    assert np.abs(solved - values).max() < 6  # of a range of 400
    assert (solved[known] == values[known]).all()


def test_membrane_of_one_known_pixel_is_flat() -> None:
    known = np.zeros((33, 20), bool)
    known[4, 7] = True
    solved = membrane(np.full((33, 20, 2), 5, np.float32), known)
    assert np.allclose(solved, 5)
