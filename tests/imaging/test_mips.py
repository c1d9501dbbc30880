"""Mips: means of what lies below them, shared as tiles are shared, given up when memory is short."""

from __future__ import annotations

import gc
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inlay.base.geometry import Rect
from inlay.imaging import mips
from inlay.imaging.budget import BUDGET
from inlay.imaging.mask import Mask
from inlay.imaging.mips import level_box, mask_at, plane_box, raster_at, tile_at
from inlay.imaging.raster import Raster
from inlay.imaging.tile import Pixels, Tile


def noise(width: int, height: int, channels: int, dtype: type = np.uint8, seed: int = 0) -> Pixels:
    top = np.iinfo(dtype).max + 1
    return np.random.default_rng(seed).integers(0, top, (height, width, channels)).astype(dtype)


def expected(array: Pixels, at: Rect, level: int, box: Rect) -> np.ndarray:
    """The weighed mean in 64-bit floats, straight from full size."""
    plane = plane_box(box, level)
    full = np.zeros((plane.h, plane.w, 4))
    part = at.intersect(plane)
    inside = array[part.slices(at)].astype(np.float64)
    full[part.slices(plane)][..., : inside.shape[2]] = inside
    if inside.shape[2] == 3:
        full[part.slices(plane)][..., 3] = np.iinfo(array.dtype).max
    full[..., :3] *= full[..., 3:]
    step = 1 << level
    mean = full.reshape(box.h, step, box.w, step, 4).mean(axis=(1, 3))
    mean[..., :3] /= np.maximum(mean[..., 3:], 1e-9)
    return mean


@settings(max_examples=25)
@given(
    st.integers(-600, 600), st.integers(-600, 600), st.integers(1, 700), st.integers(1, 700),
    st.integers(1, 4), st.sampled_from([3, 4]), st.sampled_from([np.uint8, np.uint16]),
)  # fmt: skip
def test_a_level_is_the_mean_weighed_by_alpha(
    x: int, y: int, w: int, h: int, level: int, channels: int, dtype: type
) -> None:
    array = noise(w, h, channels, dtype, seed=w)
    at = Rect(x, y, w, h)
    box = level_box(at, level).grow(2)
    got = raster_at(Raster.from_array(array, x, y), level, box).astype(np.float64)
    want = expected(array, at, level, box)
    # Each level rounds once; where little alpha is left, its rounding weighs on the colour.
    top = np.iinfo(dtype).max
    assert np.abs(got[..., 3] - want[..., 3]).max() <= level
    solid = want[..., 3] > top * 0.25
    assert np.abs(got - want)[solid].max(initial=0) <= (2 * level if dtype is np.uint8 else 4 * level)
    assert not got[want[..., 3] == 0].any()


@settings(max_examples=25)
@given(st.integers(-600, 600), st.integers(1, 900), st.integers(0, 9), st.sampled_from([0, 255]))
def test_a_mask_level_is_the_mean(x: int, size: int, level: int, outside: int) -> None:
    values = noise(size, size, 1)[:, :, 0]
    mask = Mask.from_array(values, x, -x, outside)
    box = level_box(Rect(x, -x, size, size), level).grow(1)
    plane = plane_box(box, level)
    step = 1 << level
    want = mask.region(plane).reshape(box.h, step, box.w, step).mean(axis=(1, 3))
    assert np.abs(mask_at(mask, level, box) - want).max() <= max(level, 0)


def test_constant_tiles_stay_constant() -> None:
    raster = Raster.from_array(np.full((1024, 1024, 3), 77, np.uint8))
    for level in range(1, 10):
        got = raster_at(raster, level, level_box(raster.rect, level))
        assert (got[..., :3] == 77).all() and (got[..., 3] == 255).all()


def test_documents_that_share_tiles_share_mips(monkeypatch: pytest.MonkeyPatch) -> None:
    first = Raster.from_array(noise(2048, 1024, 3))
    box = level_box(first.rect, 2)
    raster_at(first, 2, box)
    made: list[int] = []
    halved = mips._halved
    monkeypatch.setattr(mips, "_halved", lambda pixels: made.append(1) or halved(pixels))
    raster_at(first, 2, box)
    assert made == []
    second = first.with_region(600, 10, np.zeros((5, 5, 3), np.uint8))
    raster_at(second, 2, box)
    assert len(made) == 2  # two levels of the one tile that differs
    raster_at(first, 3, level_box(first.rect, 3))
    assert len(made) == 2 + 8  # one level more of each tile, from the one below it


def test_mips_are_counted_given_up_and_made_again() -> None:
    gc.collect()
    tile = Tile.of(noise(512, 512, 3))
    before = BUDGET.used
    small = tile_at(tile, (0, 0), 3)
    assert BUDGET.used - before == 3 * (256**2 + 128**2 + 64**2)
    chain = mips._chain(tile, (0, 0))
    chain.forget()
    assert not chain.levels
    assert (tile_at(tile, (0, 0), 3) == small).all()
    del tile, chain
    gc.collect()
    assert before >= BUDGET.used


def test_one_tile_at_two_places_of_a_cell_has_two_mips() -> None:
    tile = Tile.of(noise(100, 100, 3))
    left, right = tile_at(tile, (0, 0), 1), tile_at(tile, (412, 0), 1)
    assert (left[:50, :50] == right[:50, 206:]).all()
    assert not left[:, 50:].any() and not right[:, :206].any()


def test_many_threads_get_the_same() -> None:
    raster = Raster.from_array(noise(2048, 2048, 3))
    box = level_box(raster.rect, 3)
    with ThreadPoolExecutor(4) as pool:
        results = list(pool.map(lambda _: raster_at(raster, 3, box), range(8)))
    assert all((each == results[0]).all() for each in results)
