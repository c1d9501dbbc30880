"""The frame's geometry: handles, resizing, ratios, margins."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inlay.base.geometry import Point, Rect
from inlay.tools.frame_geometry import (
    Handle,
    Margins,
    centre_marks,
    grown_to_aspect,
    handle_at,
    handle_points,
    in_per_cent,
    in_px,
    margins_of,
    moved,
    resized,
    with_margins,
)
from inlay.tools.frame_options import PRESETS, aspect_of

rects = st.builds(Rect, st.integers(-500, 500), st.integers(-500, 500), st.integers(1, 3000), st.integers(1, 3000))
handles = st.sampled_from(list(Handle))
steps = st.floats(-4000, 4000)
ratios = st.sampled_from([1.0, 4 / 3, 3 / 2, 16 / 9, 4 / 5, 9 / 16])


@given(rects, handles, steps, steps, st.none() | ratios, st.booleans())
def test_a_frame_has_at_least_one_pixel(rect, handle, dx, dy, ratio, mirror):
    frame = resized(rect, handle, dx, dy, ratio, mirror)
    assert frame.w >= 1 and frame.h >= 1


@given(rects, handles, steps, steps)
def test_only_the_edges_of_the_handle_move(rect, handle, dx, dy):
    frame = resized(rect, handle, dx, dy)
    x, y = handle.value
    assert (frame.x == rect.x) or x < 0
    assert (frame.right == rect.right) or x > 0
    assert (frame.y == rect.y) or y < 0
    assert (frame.bottom == rect.bottom) or y > 0
    assert frame.w == max(1, round(rect.w + x * dx)) and frame.h == max(1, round(rect.h + y * dy))


@given(rects, handles, steps, steps, ratios)
def test_a_ratio_is_kept_within_the_rounding(rect, handle, dx, dy, ratio):
    frame = resized(rect, handle, dx, dy, ratio)
    assert abs(frame.w - frame.h * ratio) <= 0.5 + 0.5 * ratio
    x, y = handle.value
    if x:
        assert frame.right == rect.right if x < 0 else frame.x == rect.x
    else:
        assert abs(2 * frame.x + frame.w - 2 * rect.x - rect.w) <= 1
    if y:
        assert frame.bottom == rect.bottom if y < 0 else frame.y == rect.y
    else:
        assert abs(2 * frame.y + frame.h - 2 * rect.y - rect.h) <= 1


@given(rects, handles, steps, steps, st.none() | ratios)
def test_mirrored_the_middle_stays(rect, handle, dx, dy, ratio):
    frame = resized(rect, handle, dx, dy, ratio, mirror=True)
    assert abs(2 * frame.x + frame.w - 2 * rect.x - rect.w) <= 1
    assert abs(2 * frame.y + frame.h - 2 * rect.y - rect.h) <= 1


@given(rects, handles)
def test_no_way_changes_nothing(rect, handle):
    assert resized(rect, handle, 0, 0) == rect == resized(rect, handle, 0, 0, mirror=True)


@given(st.builds(Rect, st.integers(-50, 50), st.integers(-50, 50), st.integers(100, 900), st.integers(100, 900)))
def test_every_handle_is_found_where_it_is_drawn(rect):
    for handle, point in handle_points(rect).items():
        assert handle_at(rect, point, 10) is handle
    assert handle_at(rect, Point(rect.x + rect.w / 2, rect.y + rect.h / 2), 10) is None
    assert handle_at(rect, Point(rect.x - 30, rect.y), 10) is None


def test_a_side_can_be_taken_anywhere_and_corners_go_first():
    rect = Rect(0, 0, 200, 100)
    assert handle_at(rect, Point(60, -4), 10) is Handle.TOP
    assert handle_at(rect, Point(204, 30), 10) is Handle.RIGHT
    assert handle_at(rect, Point(193, 92), 10) is Handle.BOTTOM_RIGHT
    small = Rect(0, 0, 8, 8)
    assert handle_at(small, Point(7, 1), 10) is Handle.TOP_RIGHT
    assert handle_at(small, Point(4, 4), 10) is None
    assert handle_at(small, Point(4, -9), 10) is Handle.TOP


@given(rects, rects, steps, steps)
def test_a_moved_frame_keeps_its_size_and_touches_the_canvas(frame, canvas, dx, dy):
    placed = moved(frame, dx, dy, canvas)
    assert (placed.w, placed.h) == (frame.w, frame.h)
    assert not placed.intersect(canvas).is_empty


@given(rects, st.sampled_from(PRESETS))
def test_a_preset_grows_one_way_evenly(canvas, preset):
    width, height = aspect_of(preset)
    frame = grown_to_aspect(canvas, width, height)
    assert frame.contains(canvas) and (frame.w == canvas.w or frame.h == canvas.h)
    assert abs(frame.w * height - frame.h * width) <= 0.5 * max(width, height) + 1e-9
    left, right, top, bottom = margins_of(frame, canvas)
    assert abs(left - right) <= 1 and abs(top - bottom) <= 1


def test_presets_of_a_photo():
    photo = Rect(0, 0, 3000, 2000)
    assert grown_to_aspect(photo, 3, 2) == photo
    assert grown_to_aspect(photo, 1, 1) == Rect(0, -500, 3000, 3000)
    assert grown_to_aspect(photo, 16, 9) == Rect(-278, 0, 3556, 2000)


@given(rects, rects)
def test_margins_and_frames_are_the_same_thing(frame, canvas):
    assert with_margins(canvas, margins_of(frame, canvas)) == frame
    back = in_px(in_per_cent(margins_of(frame, canvas), canvas), canvas)
    assert back == pytest.approx(margins_of(frame, canvas))


def test_per_cent_are_of_width_and_height():
    canvas = Rect(10, 20, 400, 200)
    assert in_per_cent(Margins(100, -40, 50, 0), canvas) == Margins(25, -10, 25, 0)
    assert with_margins(canvas, Margins(-300, -200, 0, 0)).is_empty


def test_centre_marks_cross_in_the_middle():
    (left, right), (top, bottom) = centre_marks(Rect(10, 20, 400, 200))
    assert left.y == right.y == 120 and left.x + right.x == 420
    assert top.x == bottom.x == 210 and top.y + bottom.y == 240
