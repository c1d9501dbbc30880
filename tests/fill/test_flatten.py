"""Holes in a picture continue their surroundings, softly, and nothing else changes."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from inlay.fill.flatten import flattened
from tests.fill.scenes import textured


@given(st.integers(0, 2**32 - 1))
def test_opaque_pixels_keep_their_values_and_hidden_ones_dont_show(seed: int) -> None:
    rng = np.random.default_rng(seed)
    height, width = (int(each) for each in rng.integers(1, 90, 2))
    picture = textured(height, width, int(rng.choice([8, 16])), seed)
    top = np.iinfo(picture.dtype).max
    gone = rng.random((height, width)) < rng.random()
    picture[gone] = 0  # black, and not to be seen
    out = flattened(picture)
    assert out.dtype == picture.dtype and out.shape == (height, width, 3)
    assert (out[~gone] == picture[~gone][:, :3]).all()
    if not gone.all():
        seen = picture[~gone][:, :3]
        assert out[gone].min(initial=top) >= seen.min() - 1 and out[gone].max(initial=0) <= seen.max() + 1


def test_what_is_half_seen_through_lies_over_its_surroundings() -> None:
    picture = np.full((64, 64, 4), (200, 100, 50, 255), np.uint8)
    picture[20:40, 20:40] = (0, 0, 0, 128)
    middle = flattened(picture)[25:35, 25:35].astype(int)
    # The surroundings are seen through it; they carry a little of its own dark.
    assert (middle[..., 0] > 60).all() and (middle[..., 0] < 110).all()


def test_an_extension_has_the_edges_colours_beside_it_and_is_softer_farther_away() -> None:
    picture = np.zeros((300, 300, 4), np.uint8)
    picture[:, 150:] = textured(300, 150, seed=4)
    picture[::2, 150:152, 0] = 255  # a rough edge
    out = flattened(picture).astype(float)
    beside = np.abs(out[:, 148, 1] - out[:, 151, 1]).mean()
    assert beside < 6
    rough = [np.abs(np.diff(out[:, column, 0])).mean() for column in (149, 140, 100, 10)]
    assert rough == sorted(rough, reverse=True) and rough[-1] < 0.5


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_nothing_at_all_is_grey(dtype: type) -> None:
    out = flattened(np.zeros((5, 7, 4), dtype))
    assert (out == np.iinfo(dtype).max // 2).all()
