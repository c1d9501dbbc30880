"""Brush and eraser: modes, straight lines, pressure, and setting the brush by drag, key and wheel."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from inlay.base.geometry import Point, Rect
from inlay.imaging.brush import BrushSettings, StrokePoint, render_stroke
from inlay.imaging.mask import Mask
from inlay.tools.brush_options import stepped_size
from inlay.tools.events import Button, Modifier, WheelEvent
from inlay.tools.overlay import BrushCursor, Polyline
from tests.kit.workbench import Bench

SHIFT, ALT, CTRL, NONE = Modifier.SHIFT, Modifier.ALT, Modifier.CTRL, Modifier.NONE


@pytest.fixture
def brush() -> Bench:
    bench = Bench("brush")
    bench.clear()
    bench.set_options("brush", size=20, hardness=100)
    return bench


def test_a_click_is_a_dot(brush):
    brush.drag((150.5, 100.5))
    assert brush.values().sum() / 255 == pytest.approx(np.pi * 10**2, rel=0.02)
    assert brush.steps[0].label == "Brush stroke"


def test_the_step_is_what_render_stroke_gives(brush):
    way = [(40.5, 50.5), (60.5, 90.0), (130.0, 70.5), (200.0, 120.5)]
    brush.drag(*way)
    wanted = render_stroke(Mask.empty(), [StrokePoint(*each) for each in way], BrushSettings(size=20, hardness=1))
    assert np.array_equal(brush.values(), wanted.region(brush.document.canvas))


def test_the_preview_shows_what_will_be(brush):
    box = Rect(0, 0, 300, 200)
    brush.press(40, 50)
    brush.move(90, 120)
    brush.move(200, 80)
    before = brush.values()
    shown = brush.previews[0].buffer.applied(before, box)
    brush.release()
    assert np.array_equal(brush.values(), shown) and shown.any()


def test_a_view_that_zooms_meanwhile_gets_the_stroke_at_its_level(brush):
    brush.press(40, 50)
    brush.move(90, 120)
    brush.view.level, brush.view.scale = 2, 0.25
    brush.move(200, 80)
    assert len(brush.previews) == 1 and brush.previews[0].buffer.level == 2
    assert brush.previews[0].buffer.coverage(Rect(0, 0, 75, 50)).any()
    brush.release()
    assert brush.values()[80, 199] == 255


@pytest.mark.parametrize("how", ["alt", "ctrl", "pen", "swapped", "eraser"])
def test_ways_to_take_away(how):
    bench = Bench("eraser" if how == "eraser" else "brush")
    bench.set_options(bench.tool.id, size=20, hardness=100)
    bench.document = replace(bench.document, mask=Mask.rectangle(bench.document.canvas))
    if how == "swapped":
        bench.paint_value = "subtract"
    modifiers = {"alt": ALT, "ctrl": CTRL}.get(how, NONE)
    bench.hold(modifiers)
    bench.move(150, 100, eraser_end=how == "pen")
    circle = bench.overlays[-1]
    assert isinstance(circle, BrushCursor) and circle.subtract
    bench.press(150.5, 100.5, eraser_end=how == "pen")
    bench.hold(NONE)  # what a stroke does is decided when it begins
    bench.release()
    values = bench.values()
    assert values[100, 150] == 0 and values[100, 180] == 255
    assert (values == 0).sum() == pytest.approx(np.pi * 10**2, rel=0.1)


def test_shift_click_paints_a_straight_line_from_the_last_point(brush):
    brush.drag((40, 40))
    brush.hold(SHIFT)
    brush.move(200, 120)
    assert isinstance(brush.overlays[0], Polyline)
    assert brush.overlays[0].points == (Point(40, 40), Point(200, 120))
    brush.drag((200, 120))
    brush.drag((200, 30))
    assert len(brush.steps) == 3
    line = render_stroke(
        Mask.empty(), [StrokePoint(40, 40), StrokePoint(200, 120)], BrushSettings(size=20, hardness=1)
    ).region(brush.document.canvas)
    assert (brush.values() >= line).all() and brush.values()[75, 200] == 255


def test_the_end_of_a_straight_line_can_be_moved_until_it_is_let_go(brush):
    brush.drag((40, 40))
    brush.hold(SHIFT)
    brush.press(200, 180)
    brush.move(180, 100)
    brush.move(200, 40)
    assert len(brush.previews) == 1
    brush.release()
    assert brush.values()[40, 120] == 255 and not brush.values()[90:].any()


def test_without_a_last_point_shift_paints_a_dot(brush):
    brush.drag((150, 100), modifiers=SHIFT)
    assert brush.document.mask.bounds(Rect(-100, -100, 500, 500)) == Rect(140, 90, 20, 20)


def test_a_stroke_may_begin_and_end_outside_and_stays_inside(brush):
    brush.drag((-200, 100), (150, 100), (600, 100))
    bounds = brush.document.mask.bounds(Rect(-1000, -1000, 3000, 3000))
    assert bounds is not None and brush.document.canvas.contains(bounds) and bounds.w == 300


def test_a_pen_that_lifts_without_pressure_keeps_its_width(brush):
    brush.set_options("brush", pressure_size=True)
    brush.press(50, 100, pressure=0.5)
    brush.move(150, 100, pressure=0.5)
    brush.release(200, 100, pressure=0.0)
    heights = (brush.values() > 127).sum(axis=0)
    assert heights[100] == pytest.approx(10, abs=1) and heights[190] == pytest.approx(10, abs=1)


def test_steps_of_the_size_grow_and_meet_on_the_way_back():
    sizes = [1.0]
    while sizes[-1] < 5000:
        sizes.append(stepped_size(sizes[-1], 1))
    assert sizes[:12] == [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 15, 20]
    assert (np.diff(sizes[:-1]) > 0).all() and len(sizes) < 70
    for smaller, larger in pairwise(sizes):
        assert stepped_size(larger, -1) == smaller
    assert stepped_size(1, -1) == 1 and stepped_size(5000, 1) == 5000
    assert stepped_size(12, 1) == 15 and stepped_size(12, -1) == 10


def test_keys_set_the_brush(brush):
    brush.set_options("brush", size=100, hardness=50)
    brush.move(150, 100)
    assert brush.key("]") and brush.options("brush").size == 125
    assert brush.overlays[-1].radius == 62.5
    assert brush.key("[") and brush.key("[") and brush.options("brush").size == 90
    brush.hold(SHIFT)
    assert brush.key("]") and brush.options("brush").hardness == 60
    assert brush.key("[") and brush.key("[") and brush.options("brush").hardness == 40
    brush.hold(NONE)
    assert brush.key("3") and brush.options("brush").opacity == 30
    assert brush.key("0") and brush.options("brush").opacity == 100
    brush.hold(CTRL)
    assert not brush.key("0") and not brush.key("[")
    brush.hold(NONE)
    assert not brush.key("b")


def test_the_eraser_has_its_own_size(brush):
    assert brush.options("eraser").size == 100
    brush.key("[")
    assert brush.options("eraser").size == 100 and brush.options("brush").size == 15


def test_alt_and_the_wheel_set_the_size(brush):
    def turn(steps: float, modifiers: Modifier) -> bool:
        return brush.tool.handle_wheel(WheelEvent(Point(0, 0), Point(0, 0), steps, modifiers))

    assert not turn(1, NONE) and not turn(1, CTRL) and brush.options("brush").size == 20
    assert turn(1, ALT) and brush.options("brush").size == 23
    brush.set_options("brush", size=2)
    assert turn(1, ALT) and brush.options("brush").size == 3
    assert turn(-1, ALT) and turn(-1, ALT) and turn(-1, ALT) and brush.options("brush").size == 1


def test_alt_and_the_right_button_set_size_or_hardness_and_never_both(brush):
    brush.set_options("brush", hardness=50)
    brush.view.scale = 2.0
    brush.drag((100, 100), (110, 101), (115, 140), button=Button.RIGHT, modifiers=ALT)
    assert brush.options("brush").size == 50 and brush.options("brush").hardness == 50  # 15 px further from the middle
    brush.drag((100, 100), (101, 105), (140, 110), button=Button.RIGHT, modifiers=ALT)
    assert brush.options("brush").size == 50 and brush.options("brush").hardness == 60
    assert not brush.steps and not brush.opened


def test_the_circle_stays_where_the_drag_began(brush):
    brush.hold(ALT)
    brush.press(100, 100, Button.RIGHT)
    brush.move(130, 100)
    circle = brush.overlays[-1]
    assert isinstance(circle, BrushCursor) and circle.pos == Point(100, 100) and circle.radius == 40


def test_a_right_click_opens_the_options(brush):
    brush.drag((30, 40), button=Button.RIGHT)
    assert brush.opened == [Point(30, 40)] and not brush.steps


def test_the_circle_goes_with_the_pointer(brush):
    brush.move(30, 40)
    assert brush.overlays[-1].pos == Point(30, 40) and brush.overlays[-1].radius == 10
    brush.leave()
    assert not brush.overlays
    brush.set_options("brush", size=30)
    assert not brush.overlays
