"""The brush: coverage by definition, once per stroke, the same whether it was watched or not."""

from __future__ import annotations

import math
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from inlay.base.geometry import Rect
from inlay.imaging.brush import BrushSettings, StrokeBuffer, StrokePoint, apply_coverage, render_stroke
from inlay.imaging.mask import Mask

BOX = Rect(-40, -30, 180, 160)
points = st.lists(
    st.builds(StrokePoint, st.floats(-60, 160), st.floats(-50, 150), st.floats(0, 1)), min_size=1, max_size=8
)
brushes = st.builds(
    BrushSettings,
    size=st.floats(1, 60),
    hardness=st.floats(0, 1),
    opacity=st.floats(0, 1),
    pressure_size=st.booleans(),
    pressure_opacity=st.booleans(),
    mode=st.sampled_from(["add", "subtract"]),
    grain=st.sampled_from([0.0, 0.5, 1.0, 3.0]),
)


def base_mask(seed: int = 1) -> Mask:
    """A mask with every value, and full and empty places."""
    values = np.random.default_rng(seed).integers(0, 256, (BOX.h, BOX.w), np.uint8)
    values[:40] = 0
    values[-40:] = 255
    return Mask.from_array(values, BOX.x, BOX.y)


def coverage_of(settings: BrushSettings, stroke: list[StrokePoint], box: Rect = BOX) -> np.ndarray:
    buffer = StrokeBuffer(settings)
    buffer.extend(stroke)
    return buffer.coverage(box)


@given(points, brushes)
def test_a_stroke_watched_to_its_end_is_the_stroke_that_stays(stroke, settings):
    mask = base_mask()
    buffer = StrokeBuffer(settings)
    for point in stroke:
        for box in buffer.extend([point]):
            buffer.coverage(box)
    shown = buffer.applied(mask.region(BOX), BOX)
    assert np.array_equal(shown, buffer.final(mask).region(BOX))


@given(points, brushes, st.data())
def test_how_events_are_bundled_changes_nothing(stroke, settings, data):
    cut = data.draw(st.integers(0, len(stroke)))
    parted = StrokeBuffer(settings)
    parted.extend(stroke[:cut])
    parted.coverage(BOX)
    parted.extend(stroke[cut:])
    assert np.array_equal(parted.coverage(BOX), coverage_of(settings, stroke))


@given(st.floats(-30, 120), st.floats(-30, 120), st.floats(0, 1), st.integers(2, 12))
def test_a_straight_stroke_is_the_same_in_more_events(x, y, hardness, parts):
    settings = BrushSettings(size=30, hardness=hardness)
    start = (10.3, 20.6)
    ends = [start, (x, y)]
    many = [(start[0] + (x - start[0]) * i / parts, start[1] + (y - start[1]) * i / parts) for i in range(parts + 1)]
    few, split = (coverage_of(settings, [StrokePoint(*each) for each in way]) for way in (ends, many))
    assert np.abs(few.astype(int) - split).max() <= 1


@given(points, brushes)
def test_only_what_extend_names_looks_different(stroke, settings):
    buffer = StrokeBuffer(settings)
    before = np.zeros((BOX.h, BOX.w), np.uint8)
    for point in stroke:
        named = np.zeros((BOX.h, BOX.w), bool)
        for box in buffer.extend([point]):
            assert buffer.bounds.contains(box)
            named[box.intersect(BOX).slices(BOX)] = True
        now = buffer.coverage(BOX)
        assert not (now != before)[~named].any()
        before = now


@given(points, brushes)
def test_adding_never_lowers_and_subtracting_never_raises(stroke, settings):
    mask = base_mask()
    before, after = mask.region(BOX).astype(int), render_stroke(mask, stroke, settings).region(BOX)
    assert ((after >= before) if settings.mode == "add" else (after <= before)).all()
    untouched = coverage_of(settings, stroke) == 0
    assert np.array_equal(after[untouched], before[untouched])


@given(points)
def test_painting_and_erasing_in_full_leaves_nothing(stroke):
    painted = render_stroke(Mask.empty(), stroke, BrushSettings(size=40, hardness=1))
    full = painted.region(BOX) == 255
    erased = render_stroke(painted, stroke, BrushSettings(size=40, hardness=1, mode="subtract"))
    assert not erased.region(BOX)[full].any()


def test_a_dot_covers_by_distance():
    settings = BrushSettings(size=40, hardness=0.5)
    coverage = coverage_of(settings, [StrokePoint(50.5, 40.5)], Rect(0, 0, 100, 80))
    rows, columns = np.indices(coverage.shape)
    distance = np.hypot(rows - 40, columns - 50)
    share = np.clip((20.5 - distance) / 11, 0, 1)  # from 10 to 20 px, averaged over a pixel
    assert np.abs(coverage - 255 * share * share * (3 - 2 * share)).max() <= 0.6
    assert (coverage[distance < 9.5] == 255).all() and not coverage[distance > 20.5].any()


def test_a_hard_edge_is_smoothed_over_one_pixel():
    coverage = coverage_of(BrushSettings(size=60, hardness=1), [StrokePoint(50, 50)], Rect(0, 0, 100, 100))
    partly = (coverage > 0) & (coverage < 255)
    rows, columns = np.indices(coverage.shape) + 0.5
    distance = np.hypot(rows - 50, columns - 50)
    assert np.abs(distance[partly] - 30).max() <= 0.5
    assert abs(coverage.sum() / 255 - math.pi * 30**2) < 3


def test_a_pen_that_rests_and_presses_harder_makes_a_larger_dot():
    settings = BrushSettings(size=40, hardness=1, pressure_size=True)
    rested = coverage_of(settings, [StrokePoint(50, 40, p) for p in (0.1, 0.5, 1, 0.6)], Rect(0, 0, 100, 80))
    assert np.array_equal(rested, coverage_of(settings, [StrokePoint(50, 40, 1)], Rect(0, 0, 100, 80)))


def test_the_smallest_brush_paints_one_pixel():
    coverage = coverage_of(BrushSettings(size=1, hardness=1), [StrokePoint(7.5, 3.5)], Rect(0, 0, 20, 10))
    assert coverage[3, 7] == 255 and coverage.sum() == 255


@given(points)
def test_coverage_is_the_most_of_its_parts(stroke):
    """A stroke that crosses itself counts once, and a line counts at least as much as its ends."""
    settings = BrushSettings(size=24, hardness=0.3, grain=0)
    whole = coverage_of(settings, stroke)
    for point in (stroke[0], stroke[-1]):
        assert (whole.astype(int) >= coverage_of(settings, [point]).astype(int) - 1).all()
    assert np.array_equal(coverage_of(settings, stroke + stroke[::-1]) >= whole.astype(int) - 4, np.ones_like(whole))


def test_opacity_counts_once_for_the_whole_stroke():
    there_and_back = [StrokePoint(x, 50.0) for x in (20, 60, 100, 60, 20)]
    settings = BrushSettings(size=30, hardness=1, opacity=0.4)
    values = render_stroke(Mask.empty(), there_and_back, settings).region(Rect(0, 0, 120, 100))
    assert values.max() == 102 and (values[50, 30:90] == 102).all()


def test_pressure_sets_the_size_or_the_opacity():
    stroke = [StrokePoint(20 + 4 * i, 50, 0.2 + i / 25) for i in range(21)]
    thick = coverage_of(BrushSettings(size=40, hardness=1, pressure_size=True), stroke, Rect(0, 0, 120, 100))
    widths = (thick > 127).sum(axis=0)
    assert abs(int(widths[40]) - 40 * 0.4) <= 2 and abs(int(widths[80]) - 40 * 0.8) <= 2
    faint = coverage_of(BrushSettings(size=10, hardness=1, pressure_opacity=True), stroke, Rect(0, 0, 120, 100))
    # Coverage is the most of all pieces, so a stronger piece reaches back by its radius.
    assert 0.4 <= faint[50, 40] / 255 <= 0.46 and (np.diff(faint[50, 22:100].astype(int)) >= 0).all()


@pytest.mark.parametrize("strength", [1.0, 0.5])
def test_the_inside_of_a_huge_brush_is_covered_evenly(strength):
    settings = BrushSettings(size=3000, hardness=0.9, pressure_opacity=True)
    stroke = [StrokePoint(0, 0, strength), StrokePoint(500, 100, strength)]
    values = render_stroke(Mask.empty(), stroke, settings).region(Rect(-600, -600, 1700, 1300))
    assert (values == round(255 * strength + 0.01)).all()


@pytest.mark.parametrize("events", [8, 12, 20])
def test_a_fast_circle_is_round(events):
    radius, centre = 300.0, 400.0
    turn = [2 * math.pi * i / events for i in range(events + 1)]
    stroke = [StrokePoint(centre + radius * math.cos(a), centre + radius * math.sin(a)) for a in turn]
    coverage = coverage_of(BrushSettings(size=4, hardness=1), stroke, Rect(0, 0, 800, 800))
    rows, columns = np.nonzero(coverage > 127)
    off = np.abs(np.hypot(rows + 0.5 - centre, columns + 0.5 - centre) - radius)
    polygon = radius * (1 - math.cos(math.pi / events))  # how far straight lines would be off
    # The first and last piece have a neighbour on one side only.
    angle = np.abs(np.arctan2(rows + 0.5 - centre, columns + 0.5 - centre))
    assert off[angle > 2.1 * 2 * math.pi / events].max() < 2.5 + polygon / 8


def test_a_slow_stroke_on_a_coarse_grid_has_no_stairs():
    """Positions on whole pixels of a line of slope 1:4; the painted edge stays close to the line."""
    slow = [StrokePoint(10 + i + 0.5, 30 + round(i / 4) + 0.5) for i in range(200)]

    def roughness(grain: float) -> float:
        coverage = coverage_of(BrushSettings(size=20, hardness=1, grain=grain), slow, Rect(0, 0, 230, 120)) / 255
        edge = 50 - coverage[:50, 66:116].sum(axis=0)  # where the upper border crosses each column
        fit = np.polyval(np.polyfit(np.arange(50), edge, 1), np.arange(50))
        return float(np.abs(edge - fit).max())

    assert roughness(1) < 0.1 and roughness(0) > 0.2


@pytest.mark.parametrize("level", [1, 2, 4])
def test_a_smaller_view_shows_the_same_stroke(level):
    settings = BrushSettings(size=160, hardness=0.4)
    stroke = [StrokePoint(100 + 70 * i, 260 + 90 * math.sin(i)) for i in range(12)]
    full = coverage_of(settings, stroke, Rect(0, 0, 1024, 512)).astype(float)
    side = 1 << level
    means = full.reshape(512 // side, side, 1024 // side, side).mean(axis=(1, 3))
    small = StrokeBuffer(settings)
    small.extend(stroke[:5])
    small = small.at_level(level)
    small.extend(stroke[5:])
    shown = small.coverage(Rect(0, 0, 1024 >> level, 512 >> level))
    assert np.abs(shown - means).max() <= 8 * level and np.abs(shown - means).mean() < 0.75 * level


def test_strokes_from_outside_to_outside_change_the_clip_only():
    clip = Rect(0, 0, 700, 500)
    stroke = [StrokePoint(-5000, 250), StrokePoint(300, 260), StrokePoint(9000, 240)]
    mask = render_stroke(Mask.empty(), stroke, BrushSettings(size=50, hardness=1), clip)
    everything = Rect(-6000, -1000, 20000, 3000)
    bounds = mask.bounds(everything)
    assert bounds is not None and clip.contains(bounds) and bounds.w == clip.w


def test_untouched_tiles_are_shared_and_nothing_to_do_gives_the_same_mask():
    values = np.full((2000, 2000), 9, np.uint8)
    mask = Mask.from_array(values)
    painted = render_stroke(mask, [StrokePoint(100, 100)], BrushSettings(size=50))
    assert painted.tiles[(3, 3)] is mask.tiles[(3, 3)]
    assert painted.tiles[(0, 0)] is not mask.tiles[(0, 0)]
    nothing = render_stroke(mask, [StrokePoint(100, 100)], BrushSettings(size=50, opacity=0))
    assert nothing is mask
    full = Mask.empty().inverted()
    assert render_stroke(full, [StrokePoint(100, 100)], BrushSettings(size=50)) is full


def test_the_largest_brush_in_threads_gives_what_it_gives_alone():
    settings = BrushSettings(size=1000, hardness=0.7)
    strokes = [[StrokePoint(500 + 200 * k, 900), StrokePoint(1500, 300 + 300 * k)] for k in range(4)]
    alone = [render_stroke(Mask.empty(), each, settings).digest for each in strokes]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda each: render_stroke(Mask.empty(), each, settings).digest, strokes))
    assert alone == together


@given(st.integers(0, 255), st.integers(0, 255), st.floats(0, 1))
def test_coverage_is_applied_by_the_formula(before, covered, opacity):
    values, coverage = np.full((2, 3), before, np.uint8), np.full((2, 3), covered, np.uint8)
    share = covered / 255 * opacity
    added = apply_coverage(values, coverage, BrushSettings(opacity=opacity))
    assert abs(int(added[0, 0]) - (before + (255 - before) * share)) <= 1.01
    taken = apply_coverage(values, coverage, BrushSettings(opacity=opacity, mode="subtract"))
    assert abs(int(taken[0, 0]) - before * (1 - share)) <= 1.01


@pytest.mark.parametrize("wrong", [{"size": 0}, {"size": 5001}, {"hardness": 1.1}, {"opacity": -0.1}, {"grain": -1}])
def test_settings_out_of_range_are_refused(wrong):
    with pytest.raises(ValueError):
        BrushSettings(**wrong)
