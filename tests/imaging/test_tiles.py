"""Tiles, rasters, masks and the memory budget."""

from __future__ import annotations

import gc
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inlay.base.geometry import Rect
from inlay.imaging.budget import MemoryBudget
from inlay.imaging.mask import Mask
from inlay.imaging.raster import Raster
from inlay.imaging.tile import Pixels, Tile

boxes = st.builds(Rect, st.integers(-700, 700), st.integers(-700, 700), st.integers(1, 600), st.integers(1, 600))
few = settings(max_examples=40, deadline=None)


def noise(rect: Rect, channels: int = 3, dtype: type = np.uint8, seed: int = 0) -> Pixels:
    top = np.iinfo(dtype).max + 1
    return np.random.default_rng(seed).integers(0, top, (rect.h, rect.w, channels)).astype(dtype)


def placed(array: Pixels, at: Rect, box: Rect, outside: int = 0) -> Pixels:
    """What an unbounded plane with `array` at `at` shows in `box`."""
    out = np.full((box.h, box.w, *array.shape[2:]), outside, array.dtype)
    part = at.intersect(box)
    if not part.is_empty:
        out[part.slices(box)] = array[part.slices(at)]
    return out


@few
@given(boxes, boxes, st.sampled_from([3, 4]), st.sampled_from([np.uint8, np.uint16]))
def test_a_region_is_what_was_put_there(at: Rect, box: Rect, channels: int, dtype: type) -> None:
    array = noise(at, channels, dtype)
    raster = Raster.from_array(array, at.x, at.y)
    assert np.array_equal(raster.region(box), placed(array, at, box))
    assert np.array_equal(raster.region(at), array)


@few
@given(boxes, boxes)
def test_an_edit_changes_its_box_and_shares_the_other_tiles(at: Rect, box: Rect) -> None:
    array, patch = noise(at), noise(box, seed=1)
    raster = Raster.from_array(array, at.x, at.y)
    edited = raster.with_region(box.x, box.y, patch)
    part = at.intersect(box)
    if not part.is_empty:
        array = array.copy()
        array[part.slices(at)] = patch[part.slices(box)]
    assert np.array_equal(edited.region(at), array)
    for cell, tile in raster.tiles.items():
        if raster.tile_rect(cell).intersect(box).is_empty:
            assert edited.tiles[cell] is tile


def test_equal_pixels_have_equal_digests_and_others_dont() -> None:
    array = noise(Rect(0, 0, 700, 30))
    assert Raster.from_array(array).digest == Raster.from_array(array.copy()).digest
    assert Raster.from_array(array).digest != Raster.from_array(array, 1, 0).digest
    other = array.copy()
    other[3, 3, 0] ^= 1
    assert Raster.from_array(array).digest != Raster.from_array(other).digest


def test_a_tile_cannot_be_changed_and_one_colour_costs_nothing() -> None:
    array = noise(Rect(0, 0, 8, 8))
    tile = Tile.of(array)
    before = tile.pixels().copy()
    array[:] = 0
    assert np.array_equal(tile.pixels(), before)
    with pytest.raises(ValueError, match="read-only"):
        tile.pixels()[0, 0] = 1
    flat = Tile.of(np.full((512, 512, 3), 9, np.uint16))
    assert flat.nbytes == 0 and flat.constant == (9, 9, 9)
    assert (flat.pixels() == 9).all() and flat.pixels().shape == (512, 512, 3)


@few
@given(boxes, boxes, st.sampled_from([0, 255]))
def test_a_mask_is_what_was_put_there(at: Rect, box: Rect, outside: int) -> None:
    array = noise(at, 1)[:, :, 0]
    mask = Mask.from_array(array, at.x, at.y, outside)
    assert np.array_equal(mask.region(box), placed(array, at, box, outside))
    assert np.array_equal(mask.inverted().region(box), 255 - mask.region(box))
    assert mask.inverted().inverted().digest == mask.digest


@few
@given(boxes, boxes)
def test_bounds_are_exact(at: Rect, within: Rect) -> None:
    shape = np.zeros((at.h, at.w), np.uint8)
    shape[at.h // 3 : at.h // 2 + 1, at.w // 4 : at.w // 2 + 1] = 7
    mask = Mask.from_array(shape, at.x, at.y)
    values = mask.region(within)
    rows, columns = np.nonzero(values)
    if not len(rows):
        assert mask.bounds(within) is None and mask.is_empty_in(within)
        return
    box = (within.x + columns.min(), within.y + rows.min(), np.ptp(columns) + 1, np.ptp(rows) + 1)
    assert mask.bounds(within) == Rect(*map(int, box))


@few
@given(boxes)
def test_a_rectangle_is_its_box(box: Rect) -> None:
    mask = Mask.rectangle(box)
    assert mask.bounds(box.grow(20)) == box
    assert (mask.region(box) == 255).all()


def test_clearing_leaves_no_tiles() -> None:
    mask = Mask.from_array(np.full((600, 600), 200, np.uint8), 10, 10)
    assert mask.tiles
    assert not mask.with_region(0, 0, np.zeros((700, 700), np.uint8)).tiles


class Shelf:
    """A place for tiles in memory, which counts."""

    def __init__(self) -> None:
        self.kept: dict[bytes, Pixels] = {}
        self.loads = 0

    def load(self, digest: bytes) -> Pixels:
        self.loads += 1
        return self.kept[digest].copy()

    def save(self, digest: bytes, pixels: Pixels) -> None:
        self.kept[digest] = pixels.copy()

    def take(self, tiles: list[object]) -> None:
        for tile in tiles:
            assert isinstance(tile, Tile)
            self.save(tile.digest, tile.pixels())
            tile.now_in(self)


def test_over_budget_tiles_go_to_the_shelf_and_come_back(monkeypatch: pytest.MonkeyPatch) -> None:
    budget = MemoryBudget(limit=100_000)
    monkeypatch.setattr("inlay.imaging.tile.BUDGET", budget)
    monkeypatch.setattr(budget, "_wake", lambda: None)
    shelf = Shelf()
    arrays = [noise(Rect(0, 0, 100, 100), seed=seed) for seed in range(10)]
    tiles = [Tile.of(array) for array in arrays]
    budget.trim()
    assert budget.used == 300_000, "without a place to go, nothing is dropped"
    budget.spill = shelf
    budget.trim()
    assert budget.used <= 100_000
    assert shelf.kept
    for tile, array in zip(tiles, arrays, strict=True):
        assert np.array_equal(tile.pixels(), array)
    assert shelf.loads >= 7


def test_a_tile_read_again_while_it_is_dropped_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    budget = MemoryBudget(limit=100_000)
    monkeypatch.setattr("inlay.imaging.tile.BUDGET", budget)
    monkeypatch.setattr(budget, "_wake", lambda: None)
    shelf = Shelf()
    tiles = [Tile.of(noise(Rect(0, 0, 100, 100), seed=seed)) for seed in range(6)]
    shelf.take(list(tiles))
    forget = Tile.forget

    def forget_and_read_again(tile: Tile) -> None:
        forget(tile)
        if tile is tiles[0]:
            tile.pixels()

    monkeypatch.setattr(Tile, "forget", forget_and_read_again)
    budget.trim()
    assert budget.used == sum(tile.nbytes for tile in tiles if tile._pixels is not None)


def test_tiles_dropped_and_read_from_many_threads_stay_what_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    budget = MemoryBudget(limit=200_000)
    monkeypatch.setattr("inlay.imaging.tile.BUDGET", budget)
    budget.spill = Shelf()
    arrays = [noise(Rect(0, 0, 100, 100), seed=seed) for seed in range(24)]
    tiles = [Tile.of(array) for array in arrays]

    def read(order: int) -> bool:
        places = np.random.default_rng(order).permutation(24).tolist() * 6
        return all(np.array_equal(tiles[place].pixels(), arrays[place]) for place in places)

    with ThreadPoolExecutor(6) as pool:
        assert all(pool.map(read, range(6)))
    budget.trim()
    assert budget.used <= 200_000
    assert budget.used >= sum(tile.nbytes for tile in tiles if tile._pixels is not None)


def test_tiles_that_nobody_holds_dont_count(monkeypatch: pytest.MonkeyPatch) -> None:
    budget = MemoryBudget(limit=10**9)
    monkeypatch.setattr("inlay.imaging.tile.BUDGET", budget)
    tile = Tile.of(noise(Rect(0, 0, 100, 100)))
    assert budget.used == 30_000
    del tile
    gc.collect()
    assert budget.used == 0
