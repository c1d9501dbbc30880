"""Growing and shrinking against the plain definition, and outlines."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from inlay.base.geometry import Rect
from inlay.imaging.mask import Mask
from inlay.imaging.regions import grow, grow_mask, outline, outline_segments, shrink, shrink_mask

hard = hnp.arrays(np.uint8, st.tuples(st.integers(1, 24), st.integers(1, 24)), elements=st.sampled_from([0, 255]))
soft = hnp.arrays(np.uint8, st.tuples(st.integers(1, 24), st.integers(1, 24)), elements=st.integers(0, 255))


def grown_by_definition(values: np.ndarray, px: float) -> np.ndarray:
    """The largest value within `px`, pixel by pixel."""
    rows, columns = np.indices(values.shape)
    out = np.zeros_like(values)
    for row, column in np.ndindex(values.shape):
        near = (rows - row) ** 2 + (columns - column) ** 2 <= px * px
        out[row, column] = values[near].max()
    return out


@given(hard, st.floats(0, 14))
def test_a_hard_mask_grows_exactly(values, px):
    assert np.array_equal(grow(values, px), grown_by_definition(values, px))


@given(soft, st.integers(0, 30))
def test_a_soft_mask_grows_exactly(values, px):
    assert np.array_equal(grow(values, px), grown_by_definition(values, px))


@given(soft, st.integers(0, 9))
def test_shrinking_is_growing_what_is_kept(values, px):
    assert np.array_equal(shrink(values, px), 255 - grown_by_definition(255 - values, px))


def test_a_soft_edge_moves_out_as_it_is():
    row = np.zeros((41, 80), np.uint8)
    row[:, :30] = 255
    row[:, 30:34] = [200, 150, 100, 50]
    moved = grow(row, 10)
    assert np.array_equal(moved[20, 10:60], row[20, :50])


def test_a_large_hard_mask_grows_by_a_large_distance_exactly():
    values = np.zeros((1300, 1300), np.uint8)
    values[650, 650] = 255
    rows, columns = np.indices(values.shape) - 650
    assert np.array_equal(grow(values, 500) > 0, rows**2 + columns**2 <= 500**2)


def test_less_than_nothing_is_refused():
    with pytest.raises(ValueError, match="0 px or more"):
        grow(np.zeros((3, 3), np.uint8), -1)


@pytest.mark.parametrize("px", [1, 7, 600])
@pytest.mark.parametrize("soft_edge", [False, True])
def test_a_mask_in_tiles_grows_like_one_array(px, soft_edge):
    rng = np.random.default_rng(3)
    values = np.zeros((1100, 1300), np.uint8)
    for row, column in rng.integers(100, 1000, (6, 2)):
        values[row : row + 30, column : column + 40] = rng.integers(1, 255) if soft_edge else 255
    limit = Rect(20, 30, 1200, 1040)
    mask = Mask.from_array(values)
    grown = values.copy()
    grown[limit.slices(Rect(0, 0, 1300, 1100))] = grow(values[30:1070, 20:1220], px)
    assert np.array_equal(grow_mask(mask, px, limit).region(Rect(0, 0, 1300, 1100)), grown)
    shrunk = values.copy()
    shrunk[limit.slices(Rect(0, 0, 1300, 1100))] = shrink(values[30:1070, 20:1220], px)
    assert np.array_equal(shrink_mask(mask, px, limit).region(Rect(0, 0, 1300, 1100)), shrunk)


def test_a_full_mask_does_not_draw_back_from_the_border():
    canvas = Rect(0, 0, 900, 700)
    everything = Mask.from_array(np.full((700, 900), 255, np.uint8))
    assert shrink_mask(everything, 20, canvas).digest == everything.digest
    assert shrink_mask(Mask.empty().inverted(), 20, canvas).digest == Mask.empty().inverted().digest
    assert grow_mask(Mask.empty(), 20, canvas).digest == Mask.empty().digest


def test_far_tiles_are_shared():
    values = np.zeros((2048, 2048), np.uint8)
    values[100:120, 100:120] = 255
    values[1800:1900, 1800:1900] = np.arange(100, dtype=np.uint8)
    mask = Mask.from_array(values)
    part = grow_mask(mask, 3, Rect(0, 0, 512, 512))
    assert part.tiles[(3, 3)] is mask.tiles[(3, 3)]
    assert part.bounds(Rect(0, 0, 512, 512)) == Rect(97, 97, 26, 26)


def test_the_outline_of_a_box():
    values = np.zeros((10, 12), np.uint8)
    values[2:7, 3:9] = 255
    edge = outline(values)
    assert edge.sum() == 2 * 6 + 2 * 3
    assert not edge[3:6, 4:8].any()
    lines = sorted(map(tuple, outline_segments(values, x=100, y=200).tolist()))
    assert lines == [(103, 202, 103, 207), (103, 202, 109, 202), (103, 207, 109, 207), (109, 202, 109, 207)]


@given(soft)
def test_segments_are_as_long_as_the_border(values):
    inside = values >= 128
    border = (inside[1:] != inside[:-1]).sum() + (inside[:, 1:] != inside[:, :-1]).sum()
    x0, y0, x1, y1 = outline_segments(values).T
    assert (x1 - x0 + y1 - y0).sum() == border
    assert (((x1 > x0) & (y1 == y0)) | ((x1 == x0) & (y1 > y0))).all()
