"""The frame tool: dragged, typed, applied and given up."""

from __future__ import annotations

import pytest

from inlay.base.geometry import Point, Rect
from inlay.document.edits import set_canvas
from inlay.tools.events import Button, Modifier, Phase, PointerEvent
from inlay.tools.frame import FrameTool
from inlay.tools.overlay import RectOutline
from tests.kit.workbench import Bench, small_document

SHIFT, ALT, NONE = Modifier.SHIFT, Modifier.ALT, Modifier.NONE


@pytest.fixture
def bench() -> Bench:
    return Bench("frame", small_document(300, 200))


def pending(bench: Bench) -> Rect:
    assert isinstance(bench.tool, FrameTool) and bench.frame is not None
    assert bench.frame.rect == bench.tool.pending and bench.frame.canvas == bench.document.canvas
    outline = bench.overlays[0]
    assert isinstance(outline, RectOutline)
    assert (outline.left, outline.top, outline.right, outline.bottom) == (
        bench.frame.rect.x, bench.frame.rect.y, bench.frame.rect.right, bench.frame.rect.bottom
    )  # fmt: skip
    return bench.frame.rect


def sides(bench: Bench) -> tuple[float, float, float, float]:
    now = bench.options("frame")
    return now.left, now.right, now.top, now.bottom


def test_it_starts_from_the_canvas(bench):
    assert pending(bench) == Rect(0, 0, 300, 200)
    outline = bench.overlays[0]
    assert len(outline.handles) == 8 and len(outline.marks) == 2 and outline.dim_outside and not outline.bands
    assert not bench.key("Enter") and not bench.key("Escape") and not bench.steps


def test_dragged_and_applied_it_is_one_step(bench):
    bench.drag((0, 100), (-50, 100), (-120, 90))
    assert pending(bench) == Rect(-120, 0, 420, 200) and not bench.steps
    assert sides(bench) == (120, 0, 0, 0)
    assert bench.overlays[0].bands == (Rect(0, 0, 12, 200),)
    bench.drag((300, 200), (310, 220))
    assert pending(bench) == Rect(-120, 0, 430, 220)
    layers = bench.document.layers
    assert bench.key("Enter")
    assert [step.label for step in bench.steps] == ["Extend border"]
    assert bench.document.canvas == Rect(-120, 0, 430, 220) and bench.document.layers is layers
    new = bench.values()
    assert (new[:, :132] == 255).all() and (new[:, -22:] == 255).all() and new[100, 200] == 0
    assert pending(bench) == bench.document.canvas and sides(bench) == (0, 0, 0, 0)


def test_a_smaller_frame_crops_without_deleting(bench):
    bench.drag((300, 100), (200, 100))
    bench.key("Enter")
    assert bench.steps[0].label == "Crop" and bench.document.canvas == Rect(0, 0, 200, 200)
    before, after = bench.steps[0].before, bench.steps[0].after
    assert after.layers is before.layers and after.mask.digest == before.mask.digest


def test_esc_gives_up_first_the_gesture_then_the_frame(bench):
    bench.drag((0, 100), (-50, 100))
    bench.press(300, 100)
    bench.move(400, 100)
    assert pending(bench).right == 400
    assert bench.key("Escape") and pending(bench) == Rect(-50, 0, 350, 200)
    bench.release()
    assert bench.key("Escape") and pending(bench) == Rect(0, 0, 300, 200)
    assert not bench.key("Escape")


def test_shift_keeps_the_ratio_and_alt_mirrors_also_after_the_start(bench):
    bench.press(300, 100)
    bench.move(330, 100)
    assert pending(bench) == Rect(0, 0, 330, 200)
    bench.hold(SHIFT)
    assert pending(bench) == Rect(0, -10, 330, 220)
    bench.hold(SHIFT | ALT)
    assert pending(bench) == Rect(-30, -20, 360, 240)
    bench.hold(ALT)
    assert pending(bench) == Rect(-30, 0, 360, 200)
    bench.hold(NONE)
    assert pending(bench) == Rect(0, 0, 330, 200)


def test_a_drag_inside_moves_the_frame_but_never_off_the_picture(bench):
    bench.drag((150, 100), (120, 130))
    assert pending(bench) == Rect(-30, 30, 300, 200)
    bench.drag((120, 130), (2000, 130))
    assert pending(bench) == Rect(299, 30, 300, 200)


def test_outside_the_frame_nothing_is_taken(bench):
    bench.press(-100, -100)
    assert not bench.tool.is_in_gesture


def test_the_pointer_tells_what_can_be_taken(bench):
    shapes = {}
    for name, at in {"left": (2, 90), "corner": (299, 2), "inside": (90, 90), "outside": (-90, 90)}.items():
        bench.move(*at)
        shapes[name] = bench.tool.cursor
    assert shapes == {"left": "size-h", "corner": "size-f", "inside": "move", "outside": "frame"}
    bench.view.scale = 0.1  # ten pixels of the screen are a hundred of the picture
    bench.move(-90, 110)
    assert bench.tool.cursor == "size-h"


def test_sides_are_typed_in_px_and_in_per_cent(bench):
    bench.set_options("frame", left=60)
    assert pending(bench) == Rect(-60, 0, 360, 200)
    bench.set_options("frame", unit="%")
    assert sides(bench) == (20, 0, 0, 0) and pending(bench) == Rect(-60, 0, 360, 200)
    bench.set_options("frame", bottom=12.5)
    assert pending(bench) == Rect(-60, 0, 360, 225) and sides(bench) == (20, 0, 0, 12.5)
    bench.set_options("frame", unit="px")
    assert sides(bench) == (60, 0, 0, 25)
    bench.set_options("frame", right=-100)
    assert pending(bench) == Rect(-60, 0, 260, 225)


def test_margins_that_leave_nothing_are_put_back(bench):
    bench.set_options("frame", left=10)
    bench.set_options("frame", right=-300)
    assert pending(bench) == Rect(-10, 0, 310, 200) and sides(bench) == (10, 0, 0, 0)


def test_a_frame_beyond_the_limits_is_refused_and_told(bench):
    bench.set_options("frame", left=70_000)
    assert pending(bench) == Rect(0, 0, 300, 200) and sides(bench) == (0, 0, 0, 0)
    assert bench.said and "65,535" in bench.said[0]


def test_a_preset_grows_the_frame_and_is_kept_while_dragging(bench):
    bench.set_options("frame", aspect="1:1")
    assert pending(bench) == Rect(0, -50, 300, 300)
    bench.drag((300, 100), (360, 100))
    assert pending(bench) == Rect(0, -80, 360, 360) and bench.options("frame").aspect == "1:1"
    bench.set_options("frame", left=5)
    assert bench.options("frame").aspect == "free" and pending(bench) == Rect(-5, -80, 365, 360)
    bench.set_options("frame", aspect="9:16")
    assert pending(bench) == Rect(0, -166, 300, 533)
    bench.set_options("frame", aspect="free")
    assert pending(bench) == Rect(0, -166, 300, 533)


def test_the_overlap_is_drawn_and_used(bench):
    bench.drag((0, 100), (-40, 100))
    bench.set_options("frame", overlap=30)
    assert bench.overlays[0].bands == (Rect(0, 0, 30, 200),) and bench.frame.overlap == 30
    bench.key("Enter")
    assert bench.values()[100, :70].min() == 255 and bench.values()[100, 70] == 0


def test_a_double_click_inside_applies(bench):
    bench.drag((0, 100), (-40, 100))
    bench.tool.handle_pointer(PointerEvent(Phase.DOUBLE, Point(100, 100), Point(100, 100), button=Button.LEFT))
    assert bench.document.canvas == Rect(-40, 0, 340, 200) and not bench.tool.is_in_gesture


def test_another_canvas_starts_again(bench):
    bench.drag((0, 100), (-40, 100))
    bench.document = set_canvas(bench.document, Rect(0, 0, 250, 200))
    bench.tool.document_changed()
    assert pending(bench) == Rect(0, 0, 250, 200)


def test_a_change_of_the_mask_alone_keeps_the_frame(bench):
    bench.drag((0, 100), (-40, 100))
    bench.clear()
    bench.tool.document_changed()
    assert pending(bench) == Rect(-40, 0, 340, 200)


def test_the_hand_in_between_keeps_the_frame_and_another_tool_drops_it(bench):
    bench.drag((0, 100), (-40, 100))
    bench.tool.suspend()
    assert bench.frame is not None
    bench.set_overlay()
    bench.tool.resume()
    assert pending(bench) == Rect(-40, 0, 340, 200)
    bench.tool.deactivate()
    assert bench.frame is None and not bench.overlays
    bench.tool.activate()
    assert pending(bench) == Rect(0, 0, 300, 200)


def test_a_ratio_that_reaches_beyond_the_screen_is_brought_into_view(bench):
    bench.set_options("frame", aspect="9:16")
    kind, box = bench.view.asked[-1]
    assert kind == "box" and box.contains(pending(bench)) and box != pending(bench)
    bench.view.asked.clear()
    bench.set_options("frame", left=400)  # whoever types has chosen where to look
    assert not bench.view.asked
    bench.view.visible = Rect(-2000, -2000, 5000, 5000)
    bench.set_options("frame", aspect="1:1")
    assert not bench.view.asked
