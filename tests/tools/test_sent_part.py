"""The context frame: dragged, moved and typed, always around the mask, and never an edit of the document."""

from __future__ import annotations

import pytest

from inlay.base.geometry import Rect
from inlay.tools.sent_part import RIM, moved_over
from tests.kit.workbench import Bench, small_document

PLANNED = Rect(10, 10, 120, 100)
MASK = Rect(20, 20, 40, 30)  # of the small document; its left column is 0
NEEDED = Rect(21 - RIM, 20 - RIM, 39 + 2 * RIM, 30 + 2 * RIM)


@pytest.fixture
def bench() -> Bench:
    made = Bench("context")
    made.planned = PLANNED
    made.tool.plan_changed()
    return made


def shown(bench: Bench) -> Rect:
    outline = bench.overlays[0]
    return Rect.from_edges(outline.left, outline.top, outline.right, outline.bottom)


def numbers(bench: Bench) -> Rect:
    options = bench.options("context")
    return Rect(options.left, options.top, options.width, options.height)


def test_it_begins_where_the_plan_is(bench):
    assert shown(bench) == numbers(bench) == PLANNED
    assert bench.crop_frame is None and len(bench.overlays[0].handles) == 8


def test_an_edge_is_dragged_and_set_when_the_button_goes_up(bench):
    bench.press(130, 60)
    bench.move(150, 60)
    bench.move(200, 62)
    assert bench.crop_frame is None
    assert shown(bench) == numbers(bench) == Rect(10, 10, 190, 100)
    assert bench.overlays[0].label == "190 × 100 px"
    bench.release()
    assert bench.crop_frame == Rect(10, 10, 190, 100) and not bench.overlays[0].label
    assert not bench.steps


def test_what_the_plan_makes_of_it_is_what_is_shown(bench):
    bench.drag((130, 60), (200, 60))
    bench.planned, bench.crop_frame = Rect(0, 0, 224, 128), None
    bench.tool.plan_changed()
    assert shown(bench) == numbers(bench) == Rect(0, 0, 224, 128)


def test_it_never_leaves_the_mask_out(bench):
    bench.drag((10, 10), (60, 60))
    assert bench.crop_frame == Rect.from_edges(NEEDED.x, NEEDED.y, 130, 110)
    bench.drag((80, 80), (300, 80))
    frame = bench.crop_frame
    assert frame.contains(NEEDED) and frame.x == NEEDED.x and frame.w == 130 - NEEDED.x
    bench.set_options("context", width=5)
    assert bench.crop_frame.contains(NEEDED)


def test_a_drag_inside_moves_it_within_the_picture(bench):
    bench.drag((80, 80), (75, 200))
    assert bench.crop_frame == Rect(5, NEEDED.y, 120, 100)
    bench.drag((80, 80), (-100, 80))
    assert bench.crop_frame == Rect(0, NEEDED.y, 120, 100)


def test_numbers_are_typed_from_the_corner_of_the_picture():
    bench = Bench("context", small_document(x=-50, y=30))
    bench.planned = Rect(-45, 35, 100, 100)
    bench.tool.plan_changed()
    assert numbers(bench) == Rect(5, 5, 100, 100)
    bench.set_options("context", width=140)
    assert bench.crop_frame == Rect(-45, 35, 140, 100)
    bench.set_options("context", left=0)
    assert bench.crop_frame == Rect(-50, 35, 140, 100)


def test_esc_brings_back_what_was_taken(bench):
    bench.press(130, 60)
    bench.move(220, 60)
    assert bench.key("Escape")
    assert shown(bench) == numbers(bench) == PLANNED and bench.crop_frame is None
    bench.release()
    assert not bench.tool.is_in_gesture and bench.crop_frame is None


def test_where_nothing_would_be_sent_there_is_nothing_to_take():
    bench = Bench("context")
    bench.planned = None
    bench.tool.plan_changed()
    assert not bench.overlays
    bench.drag((10, 10), (90, 90))
    bench.set_options("context", width=50)
    assert bench.crop_frame is None and not bench.overlays
    bench.tool.deactivate()
    bench.tool.activate()
    assert "Nothing would be sent" in bench.said[-1]


def test_a_frame_that_cannot_be_planned_can_still_be_taken(bench):
    bench.drag((130, 60), (200, 60))
    bench.planned = None
    bench.tool.plan_changed()
    assert shown(bench) == Rect(10, 10, 190, 100)
    bench.drag((200, 60), (220, 60))
    assert bench.crop_frame == Rect(10, 10, 210, 100)


def test_it_waits_for_the_plan_without_jumping_back(bench, monkeypatch):
    monkeypatch.setattr(bench, "set_crop_frame", lambda rect: setattr(bench, "asked", rect))
    bench.drag((130, 60), (200, 60))
    assert bench.asked == Rect(10, 10, 190, 100) == shown(bench)


def test_another_tool_takes_its_handles_away_and_it_comes_back(bench):
    bench.tool.suspend()
    assert not bench.overlays
    bench.tool.plan_changed()
    assert not bench.overlays
    bench.tool.resume()
    assert shown(bench) == PLANNED


def test_the_pointer_tells_what_can_be_taken(bench):
    shapes = []
    for at in ((130, 60), (10, 10), (70, 70), (280, 190)):
        bench.move(*at)
        shapes.append(bench.tool.cursor)
    assert shapes == ["size-h", "size-b", "move", "cross"]


def test_a_frame_larger_than_the_picture_moves_as_far_as_it_holds_the_mask():
    canvas, inside = Rect(0, 0, 100, 80), Rect(40, 30, 10, 10)
    assert moved_over(Rect(-10, -10, 200, 60), 999, 5, inside, canvas) == Rect(40, -5 + 5, 200, 60)
    assert moved_over(Rect(0, 0, 50, 50), -999, 999, Rect(0, 0, 0, 0), canvas) == Rect(0, 30, 50, 50)
