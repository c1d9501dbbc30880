"""Several layers at once: their order, copies, places; all or none of them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inlay.base.errors import BadInput
from inlay.base.geometry import Rect
from inlay.document import edits, stacking
from inlay.document.compose import compose
from inlay.document.diff import changed_boxes
from inlay.document.document import Document
from inlay.document.layer import Layer
from inlay.document.scaled import compose_at
from inlay.imaging.colour import SRGB
from inlay.imaging.mask import Mask
from inlay.imaging.raster import Raster

WHOLE = Rect(300, 270, 460, 420)


def stack_of(*names: str) -> Document:
    """Small layers over each other, bottom first."""
    one = Raster.from_array(np.zeros((4, 5, 4), np.uint8))
    return Document(Rect(0, 0, 10, 10), SRGB, 8, tuple(Layer(name, name.upper(), one) for name in names))


def order(document: Document) -> str:
    return "".join(layer.id for layer in document.layers)


@pytest.mark.parametrize(
    ("moved", "gap", "wanted"),
    [("a", 5, "bcdea"), ("e", 0, "eabcd"), ("bd", 0, "bdace"), ("bd", 3, "acbde"), ("db", 5, "acebd"),
     ("c", 9, "abdec")],
)  # fmt: skip
def test_layers_go_into_a_gap_in_their_own_order(moved: str, gap: int, wanted: str) -> None:
    assert order(stacking.place_layers(stack_of(*"abcde"), list(moved), gap)) == wanted


def test_a_gap_beside_themselves_changes_nothing() -> None:
    start = stack_of(*"abcde")
    for gap in (1, 2, 3):
        assert stacking.place_layers(start, ["b", "c"], gap) is start


@pytest.mark.parametrize(
    ("moved", "by", "wanted"),
    [("a", 1, "bacde"), ("ab", 1, "cabde"), ("ac", 1, "badce"), ("e", 1, "abcde"), ("de", 1, "abcde"),
     ("ce", 1, "abdce"), ("e", -1, "abced"), ("ad", -1, "abdce"), ("bc", -1, "bcade"), ("a", -1, "abcde")],
)  # fmt: skip
def test_layers_go_one_place_up_or_down_as_far_as_there_is_room(moved: str, by: int, wanted: str) -> None:
    assert order(stacking.shift_layers(stack_of(*"abcde"), list(moved), by)) == wanted


def test_copies_lie_above_the_topmost_share_all_and_are_free() -> None:
    start = edits.set_locked(stack_of(*"abc"), "a", True)
    after = stacking.duplicate_layers(start, ["b", "a"], ["x", "y"])
    assert order(after) == "abxyc"
    assert [layer.name for layer in after.layers] == ["A", "B", "A copy", "B copy", "C"]
    assert after.layer("x").raster is start.layer("a").raster and not after.layer("x").locked
    again = stacking.duplicate_layers(after, ["x"], ["z"])
    assert again.layer("z").name == "A copy 2"


def test_all_or_nothing() -> None:
    start = edits.set_locked(stack_of(*"abc"), "b", True)
    for act in (
        lambda: edits.set_opacity(start, ["a", "b"], 0.5),
        lambda: edits.set_mode(start, ["a", "b"], "screen"),
        lambda: edits.remove_layer(start, ["a", "b"]),
        lambda: edits.rename_layer(start, "b", "New"),
        lambda: edits.move_layer(start, "b", 0),
        lambda: edits.with_mask_of(start, "b", Mask.empty()),
        lambda: stacking.place_layers(start, ["a", "b"], 3),
        lambda: stacking.shift_layers(start, ["b"], 1),
        lambda: stacking.move_by(start, ["a", "b"], 1, 1),
        lambda: edits.flatten(start),
    ):
        with pytest.raises(BadInput, match="“B” is locked"):
            act()
    with pytest.raises(BadInput, match="isn't there"):
        edits.set_opacity(start, ["a", "gone"], 0.5)
    assert not edits.set_visible(start, ["a", "b"], False).layer("b").visible
    with pytest.raises(BadInput, match="last layer"):
        edits.remove_layer(edits.set_locked(start, "b", False), ["a", "b", "c"])
    assert order(edits.remove_layer(start, ["a", "c"])) == "b"


def photo_with_patch() -> Document:
    """A photo over tile borders, and a patch with a mask of its own."""
    rng = np.random.default_rng(3)
    photo = Raster.from_array(rng.integers(0, 256, (530, 600, 3), dtype=np.uint8))
    patch = Raster.from_array(rng.integers(0, 256, (90, 120, 4), dtype=np.uint8), 470, 440)
    mask = Mask.from_array(rng.integers(0, 256, (60, 80), dtype=np.uint8), 490, 450, 255)
    layers = Layer("photo", "Photo", photo), Layer("patch", "Patch", patch, 0.7, "multiply", mask=mask)
    return Document(photo.rect, SRGB, 8, layers)


START = photo_with_patch()
ways = st.tuples(st.integers(-160, 160), st.integers(-160, 160))


@settings(max_examples=15)
@given(ways)
def test_what_is_moved_is_the_same_elsewhere_and_comes_back_bit_for_bit(by: tuple[int, int]) -> None:
    after = stacking.move_by(START, ["patch"], *by)
    patch, moved = START.layer("patch"), after.layer("patch")
    box = patch.raster.rect.grow(30)
    assert moved.raster.rect == patch.raster.rect.translate(*by)
    assert (moved.raster.region(box.translate(*by)) == patch.raster.region(box)).all()
    assert moved.mask is not None and patch.mask is not None
    assert (moved.mask.region(box.translate(*by)) == patch.mask.region(box)).all()
    back = stacking.move_by(after, ["patch"], -by[0], -by[1])
    assert back.digest == START.digest


def test_by_whole_tiles_every_tile_is_shared() -> None:
    moved = stacking.move_by(START, ["photo", "patch"], 512, -1024)
    assert set(map(id, moved.layers[0].raster.tiles.values())) == set(map(id, START.layers[0].raster.tiles.values()))
    assert {cell: id(tile) for cell, tile in moved.layers[1].mask.tiles.items()} == {
        (column + 1, row - 2): id(tile) for (column, row), tile in START.layers[1].mask.tiles.items()
    }


@settings(max_examples=8)
@given(ways, st.sampled_from([["patch"], ["photo"], ["photo", "patch"]]))
def test_a_move_that_is_only_looked_at_looks_the_same(by: tuple[int, int], which: list[str]) -> None:
    looked, moved = stacking.looked_at_moved(START, which, *by), stacking.move_by(START, which, *by)
    assert (compose(looked, WHOLE) == compose(moved, WHOLE)).all()
    twice = stacking.looked_at_moved(stacking.looked_at_moved(START, which, 7, -9), which, by[0] - 7, by[1] + 9)
    assert (compose(twice, WHOLE) == compose(moved, WHOLE)).all()
    changed = (compose(START, WHOLE) != compose(looked, WHOLE)).any(axis=2)
    for box in changed_boxes(START, looked):
        changed[box.intersect(WHOLE).slices(WHOLE)] = False
    assert not changed.any()
    assert changed_boxes(looked, stacking.looked_at_moved(START, which, *by)) == []


def test_small_it_is_looked_at_to_the_nearest_pixel() -> None:
    by, box = (38, -21), Rect(0, 0, 160, 140)
    looked = compose_at(stacking.looked_at_moved(START, ["patch"], *by), 2, box)
    exact = compose_at(stacking.move_by(START, ["patch"], 40, -20), 2, box)  # whole pixels of the level
    patch = replace(START.layer("patch"), mode="normal", opacity=1.0, mask=None)
    plain = replace(START, layers=(START.layers[0], patch))
    assert np.abs(looked.astype(int) - exact).mean() < 1
    assert (
        compose_at(stacking.looked_at_moved(plain, ["patch"], 40, -20), 2, box)
        == compose_at(stacking.looked_at_moved(plain, ["patch"], *by), 2, box)
    ).all()


def test_a_layer_stays_within_reach() -> None:
    with pytest.raises(BadInput, match="at most"):
        stacking.move_by(START, ["patch"], stacking.FARTHEST, 0)
    with pytest.raises(BadInput, match="at most"):
        stacking.check_moved(START, ["patch"], 0, -stacking.FARTHEST - 500)


def test_what_can_not_be_moved_is_looked_at_where_it_is() -> None:
    locked = edits.set_locked(START, "patch", True)
    assert stacking.looked_at_moved(locked, ["patch", "gone"], 5, 5) is locked
