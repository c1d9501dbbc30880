"""Feather, border, smooth, fill holes and transform against their plain definitions, and across tiles."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from inlay.base.geometry import Rect
from inlay.imaging.mask import Mask
from inlay.imaging.regions import blocks, holes
from inlay.imaging.regions.affine import Affine, placed, transformed
from inlay.imaging.regions.border import border, border_mask
from inlay.imaging.regions.distance import grow_mask, shrink_mask
from inlay.imaging.regions.feather import feather_mask, reach_of
from inlay.imaging.regions.holes import fill_holes
from inlay.imaging.regions.merge import merge, within
from inlay.imaging.regions.smooth import smooth, smooth_mask
from tests.imaging.test_regions_distance import grown_by_definition

SIZE = (1150, 1290)
PLANE = Rect(0, 0, SIZE[1], SIZE[0])
LIMIT = Rect(-37, 45, 1200, 1030)
"""Neither at a tile's border nor at an even place, and beginning left of zero."""
small = st.tuples(st.integers(1, 20), st.integers(1, 20))
hard = hnp.arrays(np.uint8, small, elements=st.sampled_from([0, 255]))
soft = hnp.arrays(np.uint8, small, elements=st.integers(0, 255))


def scene(is_soft: bool) -> Mask:
    """Shapes that lie over tile borders and over the border of LIMIT."""
    values = np.zeros(SIZE, np.uint8)
    cv2.circle(values, (512, 512), 210, 255, 40)
    cv2.circle(values, (1030, 300), 90, 255, -1)
    cv2.rectangle(values, (-30, 700), (300, 1100), 255, -1)
    values[np.random.default_rng(5).random(SIZE) < 0.001] = 255
    mask = Mask.from_array(cv2.GaussianBlur(values, (0, 0), 3) if is_soft else values)
    return mask.with_region(-60, 200, np.full((200, 80), 255, np.uint8))


MASK_WORK = {
    "grow": lambda mask, box: grow_mask(mask, 12, box),
    "shrink": lambda mask, box: shrink_mask(mask, 12, box),
    "border": lambda mask, box: border_mask(mask, 6, "both", box),
    "smooth": lambda mask, box: smooth_mask(mask, 7, box),
    "feather": lambda mask, box: feather_mask(mask, 9, box),
    "wide feather": lambda mask, box: feather_mask(mask, 70, box),
    "holes": fill_holes,
}


@pytest.mark.parametrize("is_soft", [False, True], ids=["hard", "soft"])
@pytest.mark.parametrize("work", MASK_WORK.values(), ids=MASK_WORK)
def test_tiles_are_never_seen_and_nothing_outside_counts(work, is_soft, monkeypatch):
    mask = scene(is_soft)
    done = work(mask, LIMIT)
    monkeypatch.setattr(blocks, "blocks_in", lambda box, _margin: [box])
    monkeypatch.setattr(holes, "_bands", lambda box: [box])
    # In one piece, and with something else around it.
    other = Mask.rectangle(Rect(-500, -500, 3000, 3000)).with_region(LIMIT.x, LIMIT.y, mask.region(LIMIT))
    whole = work(other, LIMIT).region(LIMIT)
    assert np.array_equal(done.region(LIMIT), whole)
    around = Rect(-100, 0, 1400, 1150)
    kept = mask.region(around)
    kept[LIMIT.slices(around)] = whole
    assert np.array_equal(done.region(around), kept)
    assert not np.array_equal(whole, mask.region(LIMIT))


def gaussian(values: np.ndarray, sigma: float) -> np.ndarray:
    """A Gaussian that doesn't end, as exactly as can be."""
    places = np.arange(-round(5 * sigma) - 1, round(5 * sigma) + 2)
    kernel = np.exp(-places * places / (2 * sigma * sigma))
    kernel /= kernel.sum()
    return cv2.sepFilter2D(values.astype(np.float64), -1, kernel, kernel, borderType=cv2.BORDER_REPLICATE)


@pytest.mark.parametrize("px", [0.5, 3, 11.5, 14, 28])
def test_feather_is_a_gaussian_that_ends(px):
    mask = scene(is_soft=False)
    done, before = feather_mask(mask, px, LIMIT).region(LIMIT), mask.region(LIMIT)
    assert np.abs(done - gaussian(before, px)).max() < 2
    window = np.ones((2 * reach_of(px) + 1,) * 2, np.uint8)
    nothing = cv2.erode((before == 0).astype(np.uint8), window, borderType=cv2.BORDER_REPLICATE) > 0
    everything = cv2.erode((before == 255).astype(np.uint8), window, borderType=cv2.BORDER_REPLICATE) > 0
    assert not done[nothing].any() and (done[everything] == 255).all()
    assert reach_of(px) <= 3.4 * px + 1
    assert px > 3 or (nothing.any() and everything.any())


def test_a_wide_feather_leaves_what_is_out_of_its_reach():
    values = np.zeros((600, 1400), np.uint8)
    values[:, :700] = 255
    done = feather_mask(Mask.from_array(values), 50, Rect(0, 0, 1400, 600)).region(Rect(0, 0, 1400, 600))
    reach = reach_of(50)
    assert (done[:, : 700 - reach] == 255).all() and not done[:, 700 + reach :].any()
    assert np.abs(np.diff(done[300].astype(int))).max() <= 3 and (done == done[:1]).all()
    assert done[0, 650] == pytest.approx(255 * 0.841, abs=2)  # one sigma inside


@given(soft, st.integers(1, 12), st.sampled_from(["inside", "outside", "both"]))
def test_a_border_is_what_growing_adds_and_shrinking_takes(values, px, side):
    outer = grown_by_definition(values, px) if side != "inside" else values
    inner = 255 - grown_by_definition(255 - values, px) if side != "outside" else values
    assert np.array_equal(border(values, px, side), outer - inner)


def test_the_border_of_what_is_masked_evenly_is_nothing():
    box = Rect(0, 0, 1200, 1100)
    for value in (0, 70, 255):
        mask = Mask.from_array(np.full((1100, 1200), value, np.uint8))
        assert border_mask(mask, 9, "both", box).is_empty_in(box)


@given(st.one_of(hard, soft), st.integers(0, 12))
def test_smoothing_is_the_median(values, px):
    wide = np.pad(values, px, "edge")
    windows = np.lib.stride_tricks.sliding_window_view(wide, (2 * px + 1, 2 * px + 1))
    assert np.array_equal(smooth(values, px), np.median(windows, axis=(2, 3)).astype(np.uint8))


def test_smoothing_leaves_straight_edges_and_takes_specks():
    values = np.zeros((200, 200), np.uint8)
    values[:, :100] = 255
    values[50:55, 150:155] = 255
    values[90:94, 40:44] = 0
    done = smooth(values, 6)
    assert (done[:, :100] == 255).all() and not done[:, 100:].any()


def flooded(values: np.ndarray) -> np.ndarray:
    """Holes by the plain definition: what a flood from the border doesn't reach."""
    done = values.copy()
    for wall in (255, 128):
        reached = np.zeros(values.shape, bool)
        height, width = values.shape
        todo = [(y, x) for y in range(height) for x in range(width) if y in (0, height - 1) or x in (0, width - 1)]
        while todo:
            y, x = todo.pop()
            if 0 <= y < height and 0 <= x < width and not reached[y, x] and done[y, x] < wall:
                reached[y, x] = True
                todo += [(y + 1, x), (y - 1, x), (y, x + 1), (y, x - 1)]
        done[~reached & (done < wall)] = 255
    return done


@settings(max_examples=60)
@given(
    hnp.arrays(
        np.uint8, st.tuples(st.integers(1, 24), st.integers(1, 24)), elements=st.sampled_from([0, 90, 200, 255])
    ),
    st.data(),
)
def test_holes_are_what_no_flood_reaches_also_across_tiles(values, data):
    x, y = data.draw(st.integers(490, 512)), data.draw(st.integers(490, 512))
    box = Rect(x, y, values.shape[1], values.shape[0])
    mask = Mask.from_array(values, x, y)
    expected = flooded(values)
    assert np.array_equal(fill_holes(mask, box).region(box), expected)
    wide = np.pad(values, 1)
    around = fill_holes(mask, Rect(0, 0, 1100, 1100)).region(box.grow(1))
    assert np.array_equal(around, flooded(wide))


def test_a_spiral_across_many_tiles_leads_out_and_a_ring_does_not():
    values = np.zeros((1600, 1600), np.uint8)
    cv2.circle(values, (800, 800), 700, 255, 3)
    assert fill_holes(Mask.from_array(values), Rect(0, 0, 1600, 1600)).region(Rect(500, 500, 600, 600)).all()
    values[100 - 5 : 100 + 5, 795:805] = 0  # a gap of 10 px at the top
    mask = Mask.from_array(values)
    assert fill_holes(mask, Rect(0, 0, 1600, 1600)).digest == mask.digest


def test_a_soft_rim_of_a_hole_is_filled_and_the_outer_edge_stays():
    values = np.zeros((300, 300), np.uint8)
    cv2.circle(values, (150, 150), 80, 255, 40)
    values = cv2.GaussianBlur(values, (0, 0), 5)
    done = fill_holes(Mask.from_array(values), Rect(0, 0, 300, 300)).region(Rect(0, 0, 300, 300))
    rows, columns = np.indices(values.shape)
    inner = (rows - 150) ** 2 + (columns - 150) ** 2 < 80**2
    assert (done[inner] == 255).all() and np.array_equal(done[~inner], values[~inner])


BOX = Rect(300, 400, 700, 500)


def test_what_is_not_moved_is_the_same_mask_and_whole_pixels_are_exact():
    mask = scene(is_soft=True)
    assert transformed(mask, placed(BOX, *BOX, 0), PLANE) is mask
    assert transformed(mask, placed(BOX, *BOX, 360), PLANE).digest == mask.digest
    moved = transformed(mask, placed(BOX, BOX.x + 13, BOX.y - 700, BOX.w, BOX.h, 0), PLANE)
    assert np.array_equal(moved.region(Rect(13, 0, 1000, 400)), mask.region(Rect(0, 700, 1000, 400)))
    assert moved.is_empty_in(Rect(0, 500, 1290, 600)) and moved.is_empty_in(Rect(-500, 0, 500, 400))


@pytest.mark.parametrize("angle", [90, 180, 270, -90])
def test_right_angles_are_exact(angle):
    square = Rect(400, 400, 300, 300)
    values = np.random.default_rng(1).integers(0, 256, (300, 300), np.uint8)
    turned = transformed(Mask.from_array(values, 400, 400), placed(square, *square, angle), PLANE)
    assert np.array_equal(turned.region(square), np.rot90(values, -angle // 90))


@pytest.mark.parametrize(("width", "height", "angle"), [(700, 500, 33), (90, 75, 0), (31, 460, -14), (950, 600, 5)])
def test_a_transformed_mask_keeps_its_share_and_clean_ends(width, height, angle, monkeypatch):
    values = np.zeros((500, 700), np.uint8)
    cv2.circle(values, (350, 250), 200, 255, -1)
    mask = Mask.from_array(values, BOX.x, BOX.y)
    matrix = placed(BOX, 200, 250, width, height, angle)
    done = transformed(mask, matrix, PLANE).region(PLANE)
    share = abs(matrix.a * matrix.e - matrix.b * matrix.d)
    assert done.sum() == pytest.approx(values.sum() * share, rel=0.01)
    middle = matrix.at(BOX.x + 350, BOX.y + 250)
    assert done[int(middle[1]), int(middle[0])] == 255
    ends = np.isin(done, (0, 255)).mean()
    assert ends > 0.985  # nothing is soft but the edge
    # A tile that is worked out alone is the same as one among others.
    alone = Rect(512, 512, 512, 512)
    assert np.array_equal(transformed(mask, matrix, alone).region(alone), done[alone.slices(PLANE)])


def test_thin_lines_do_not_break_up_when_made_smaller():
    values = np.zeros((512, 512), np.uint8)
    values[::16] = 255
    whole = Rect(0, 0, 512, 512)
    done = transformed(Mask.from_array(values), placed(whole, 0, 0, 40, 40, 0), PLANE).region(Rect(0, 0, 40, 40))
    assert done.mean() == pytest.approx(255 / 16, rel=0.02) and (done.sum(axis=0) == done.sum(axis=0)[0]).all()


def test_an_inverted_mask_stays_one():
    mask = Mask.rectangle(Rect(100, 100, 50, 40)).inverted()
    done = transformed(mask, placed(Rect(100, 100, 50, 40), 200, 200, 100, 80, 0), PLANE)
    assert done.outside == 255 and done.region(Rect(110, 110, 20, 20)).all()
    assert not done.region(Rect(203, 203, 94, 74)).any()


@given(st.floats(-400, 400), st.floats(0.1, 900), st.floats(0.1, 900), st.floats(-720, 720))
def test_the_way_back_leads_back(x, width, height, angle):
    matrix: Affine = placed(BOX, x, -x, width, height, angle)
    there = matrix.at(321.5, 444.25)
    assert matrix.inverse().at(*there) == pytest.approx((321.5, 444.25), abs=1e-4)
    assert matrix.at(BOX.x + BOX.w / 2, BOX.y + BOX.h / 2) == pytest.approx((x + width / 2, -x + height / 2), abs=1e-6)


@given(st.data(), st.sampled_from(["add", "subtract", "intersect", "replace"]))
def test_two_masks_together_are_as_their_pixels_are(data, op):
    from inlay.imaging.regions.combine import combine

    def drawn() -> Mask:
        mask = Mask({}, data.draw(st.sampled_from([0, 255])))
        for _ in range(data.draw(st.integers(0, 2))):
            x, y = data.draw(st.sampled_from([0, 500, 512])), data.draw(st.sampled_from([0, 512]))
            side = data.draw(st.sampled_from([30, 512]))
            value = data.draw(st.sampled_from([0, 80, 255]))
            mask = mask.with_region(x, y, np.full((side, side), value, np.uint8))
        return mask

    first, second = drawn(), drawn()
    box = Rect(-40, -40, 1200, 1200)
    assert np.array_equal(merge(first, second, op).region(box), combine(first.region(box), second.region(box), op))
    assert merge(first, first, "add").digest == first.digest


def test_within_cuts_off_what_lies_outside():
    cut = within(Mask({}, 255), Rect(5, 6, 40, 30))
    assert cut.outside == 0 and cut.bounds(Rect(-100, -100, 400, 400)) == Rect(5, 6, 40, 30)
