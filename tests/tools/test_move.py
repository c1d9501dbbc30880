"""The move tool: whole pixels, an axis with Shift, arrows in series, and nothing where it isn't allowed."""

from __future__ import annotations

from inlay.tools.events import Modifier
from inlay.tools.overlay import RectOutline
from tests.kit.workbench import Bench


def place(bench: Bench) -> tuple[int, int]:
    rect = bench.document.layers[-1].raster.rect
    return rect.x, rect.y


def test_a_drag_moves_by_whole_pixels_and_shows_it_before():
    bench = Bench("move")
    bench.press(50.2, 60.4)
    bench.move(51.0, 61.0)
    assert bench.moved is None and not bench.overlays  # a hand trembles
    bench.move(70.9, 49.7)
    assert bench.moved == (21, -11)
    outline = bench.overlays[0]
    assert isinstance(outline, RectOutline) and (outline.left, outline.top) == (21, -11) and "+21, -11" in outline.label
    assert not bench.steps
    bench.release()
    assert place(bench) == (21, -11) and len(bench.steps) == 1 and not bench.overlays and bench.moved is None


def test_shift_keeps_to_an_axis_whenever_it_is_held():
    bench = Bench("move")
    bench.press(50, 60)
    bench.move(80, 70)
    bench.hold(Modifier.SHIFT)
    assert bench.moved == (30, 0)
    bench.move(60, 160)
    assert bench.moved == (0, 100)
    bench.hold(Modifier.NONE)
    assert bench.moved == (10, 100)
    bench.release()
    assert place(bench) == (10, 100)


def test_back_where_it_was_is_no_step():
    bench = Bench("move")
    bench.drag((50, 60), (80, 90), (50, 60))
    assert not bench.steps and bench.moved is None


def test_arrows_move_by_one_pixel_and_by_ten():
    bench = Bench("move")
    assert bench.key("Right") and bench.key("Right", pressed=False)
    bench.key("Up")
    bench.hold(Modifier.SHIFT)
    bench.key("Left")
    bench.key("Down")
    assert place(bench) == (1 - 10, -1 + 10) and bench.series == [True] * 4
    bench.hold(Modifier.CTRL)
    assert not bench.key("Left")


def test_where_it_is_refused_nothing_begins():
    bench = Bench("move")
    bench.refuses = True
    bench.press(50, 60)
    bench.move(90, 90)
    assert not bench.tool.is_in_gesture and not bench.overlays
    bench.release()
    assert not bench.steps
