"""The arithmetic of the view."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inlay.base.geometry import Rect
from inlay.ui.canvas.view import MAX_SCALE, MIN_SCALE, STEPS, View, level_of, next_step

scales = st.floats(MIN_SCALE, MAX_SCALE)
spots = st.floats(-500, 2500)
views = st.builds(View, st.integers(100, 3000), st.integers(100, 2000), scales, spots, spots)


@given(views, scales, spots, spots)
def test_zooming_keeps_the_point(view: View, scale: float, x: float, y: float) -> None:
    before = (x - view.left) / view.scale, (y - view.top) / view.scale
    after = view.zoomed(scale, x, y)
    # Exactly for the view itself, within the rounding of the origin for what is drawn.
    assert (x - after.left) / after.scale == pytest.approx(before[0], abs=1e-6 * (1 + abs(before[0])))
    shown = after.to_screen(*before)
    assert abs(shown.x - x) <= 0.51 and abs(shown.y - y) <= 0.51


@given(views, st.lists(st.sampled_from([1.25, 0.8]), max_size=40), spots, spots)
def test_zooming_back_and_forth_does_not_drift(view: View, turns: list[float], x: float, y: float) -> None:
    start = View(view.width, view.height, 0.7, view.left, view.top)
    now = start
    for turn in [*turns, *(1 / each for each in reversed(turns))]:
        if not MIN_SCALE < now.scale * turn < MAX_SCALE:
            return
        now = now.zoomed(now.scale * turn, x, y)
    assert (now.scale, now.left, now.top) == pytest.approx((start.scale, start.left, start.top), abs=1e-6)


@given(views, st.integers(-3000, 3000), st.integers(-3000, 3000), st.integers(1, 600), st.integers(1, 600))
def test_neighbours_share_an_edge(view: View, x: int, y: int, w: int, h: int) -> None:
    one = view.screen_rect(Rect(x, y, w, h))
    assert view.screen_rect(Rect(x + w, y, 5, h)).x == one.right
    assert view.screen_rect(Rect(x, y + h, w, 5)).y == one.bottom


@given(views)
def test_visible_covers_the_screen_and_no_more(view: View) -> None:
    box = view.visible
    first, last = view.to_screen(box.x, box.y), view.to_screen(box.right, box.bottom)
    slack = 1e-6 * (1 + abs(view.left) + abs(view.top) + view.scale)
    assert first.x <= slack and first.y <= slack
    assert last.x >= view.width - slack and last.y >= view.height - slack
    assert first.x > -view.scale - slack and last.x < view.width + view.scale + slack


@given(scales)
def test_the_level_is_shrunk_to_no_less_than_half(scale: float) -> None:
    drawn = scale * 2 ** level_of(scale)
    assert drawn >= 0.5 and (level_of(scale) == 0 or drawn <= 1.0 + 1e-6)


def test_levels_at_round_scales() -> None:
    assert [level_of(scale) for scale in (4, 1, 0.99, 0.5, 0.49, 0.25, 0.01)] == [0, 0, 0, 1, 1, 2, 6]


@given(views, st.integers(1, 20000), st.integers(1, 20000))
def test_fitted_is_inside_and_touches(view: View, w: int, h: int) -> None:
    rect = Rect(-300, 40, w, h)
    fitted = view.fitted(rect, 10)
    shown = fitted.screen_rect(rect)
    if fitted.scale > MIN_SCALE:
        assert Rect(0, 0, view.width, view.height).grow(-9).contains(shown)
    assert min(view.width - 20 - shown.w, view.height - 20 - shown.h) <= 1 or fitted.scale in (MIN_SCALE, MAX_SCALE)
    assert view.fitted(Rect(0, 0, 4, 4), 10, 1.0).scale == 1.0


@given(views, st.integers(-400, 400), st.integers(1, 4000))
def test_bounded_keeps_the_picture_within_reach(view: View, x: int, w: int) -> None:
    extent = Rect(x, x, w, w)
    bounded = view.moved(1e5, -1e5).bounded(extent)
    assert bounded.left + extent.x * bounded.scale <= bounded.width * 0.75 + 1e-6
    assert bounded.top + extent.bottom * bounded.scale >= bounded.height * 0.25 - 1e-6
    assert bounded.bounded(extent) == bounded
    middle = view.centred(extent, view.scale)
    assert middle.bounded(extent) is middle


def test_steps_go_through_the_usual_scales() -> None:
    scale, seen = MIN_SCALE, [MIN_SCALE]
    while scale < MAX_SCALE:
        scale = next_step(scale, up=True)
        seen.append(scale)
    assert tuple(seen) == STEPS and {1.0, 2.0, 0.5} < set(seen)
    assert next_step(1.1, up=False) == 1.0 and next_step(MAX_SCALE, up=True) == MAX_SCALE
    assert next_step(MIN_SCALE, up=False) == MIN_SCALE
