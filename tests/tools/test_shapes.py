"""Lasso and rectangle: what the shape is, and what it does to the mask."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from inlay.base.geometry import Rect
from inlay.imaging.mask import Mask
from inlay.tools.events import Button, Modifier
from inlay.tools.overlay import Polyline, RectOutline
from tests.kit.workbench import Bench

SHIFT, ALT, CTRL, NONE = Modifier.SHIFT, Modifier.ALT, Modifier.CTRL, Modifier.NONE
EVERYWHERE = Rect(-1000, -1000, 4000, 4000)


def bench_with(tool_id: str, mask: Mask) -> Bench:
    bench = Bench(tool_id)
    bench.document = replace(bench.document, mask=mask)
    return bench


def circle(x: float, y: float, radius: float, count: int = 40) -> list[tuple[float, float]]:
    turn = [2 * math.pi * i / count for i in range(count + 1)]
    return [(x + radius * math.cos(a), y + radius * math.sin(a)) for a in turn]


def test_a_lasso_round_something_covers_its_area():
    bench = bench_with("lasso", Mask.empty())
    bench.drag(*circle(150, 100, 60))
    assert bench.values().sum() / 255 == pytest.approx(math.pi * 60**2, rel=0.01)
    assert bench.values()[100, 150] == 255 and not bench.overlays
    assert bench.steps[0].label == "Lasso"


def test_a_fast_lasso_is_as_round_as_the_brush():
    bench = bench_with("lasso", Mask.empty())
    bench.drag(*circle(150, 100, 80, count=10))
    polygon = 0.5 * 10 * 80**2 * math.sin(2 * math.pi / 10)
    assert bench.values().sum() / 255 > polygon + 0.6 * (math.pi * 80**2 - polygon)


def test_the_line_is_shown_while_it_is_drawn():
    bench = bench_with("lasso", Mask.empty())
    bench.press(10, 10)
    for x in (30, 60, 90):
        bench.move(x, 2 * x)
    line = bench.overlays[0]
    assert isinstance(line, Polyline) and line.points[0] == (10, 10) and line.points[-1] == (90, 180)


@pytest.mark.parametrize("tool_id", ["lasso", "rectangle"])
@pytest.mark.parametrize(
    ("mode", "held", "wanted"),
    [
        ("add", NONE, "add"), ("replace", NONE, "replace"), ("subtract", NONE, "subtract"),
        ("replace", SHIFT, "add"), ("subtract", SHIFT, "add"), ("add", ALT, "subtract"), ("replace", CTRL, "subtract"),
    ],
)  # fmt: skip
def test_mode_and_keys_say_what_a_shape_does(tool_id, mode, held, wanted):
    bench = bench_with(tool_id, Mask.rectangle(Rect(100, 50, 100, 100)))
    bench.set_options(tool_id, mode=mode)
    box = [(150, 20), (280, 20), (280, 180), (150, 180)]
    bench.drag(*(box if tool_id == "lasso" else [box[0], box[2]]), modifiers=held)
    old, new, both = bench.values()[100, 120], bench.values()[100, 250], bench.values()[100, 170]
    assert (old, new, both) == {"add": (255, 255, 255), "replace": (0, 255, 255), "subtract": (255, 0, 0)}[wanted]
    assert len(bench.steps) == 1


def test_ctrl_during_the_lasso_subtracts():
    bench = bench_with("lasso", Mask.rectangle(Rect(0, 0, 300, 200)))
    bench.press(100, 100)
    for x, y in circle(80, 100, 20):
        bench.move(x, y)
    bench.hold(CTRL)
    bench.release()
    assert bench.values()[100, 80] == 0 and bench.values()[20, 20] == 255


@pytest.mark.parametrize("tool_id", ["lasso", "rectangle"])
def test_a_click_and_a_tremble_change_nothing(tool_id):
    bench = Bench(tool_id)
    bench.set_options(tool_id, mode="replace")
    bench.drag((50, 50))
    bench.drag((50, 50), (51, 51))
    assert not bench.steps
    bench.drag((50, 50), button=Button.RIGHT)
    assert bench.opened == [(50, 50)]


@pytest.mark.parametrize("tool_id", ["lasso", "rectangle"])
def test_shapes_end_at_the_canvas(tool_id):
    bench = bench_with(tool_id, Mask.empty())
    bench.drag((-50, -40), (250, -40), (250, 150), (-50, 150), (100, 120))
    bounds = bench.document.mask.bounds(EVERYWHERE)
    assert bounds is not None and bench.document.canvas.contains(bounds) and bounds.x == 0 and bounds.y == 0


def test_a_rectangle_has_hard_edges_on_whole_pixels():
    bench = bench_with("rectangle", Mask.empty())
    bench.drag((20.4, 30.6), (60.7, 90.2))
    assert bench.document.mask.bounds(EVERYWHERE) == Rect(20, 31, 41, 59)
    assert set(np.unique(bench.values())) == {0, 255}


def dragging(start_held: Modifier = NONE) -> Bench:
    bench = bench_with("rectangle", Mask.empty())
    bench.hold(start_held)
    bench.press(100, 100)
    bench.move(110, 105)
    return bench


def shown(bench: Bench) -> tuple[float, float, float, float]:
    outline = bench.overlays[0]
    assert isinstance(outline, RectOutline)
    return outline.left, outline.top, outline.right - outline.left, outline.bottom - outline.top


def test_shift_after_the_start_makes_a_square_and_alt_draws_from_the_centre():
    bench = dragging()
    bench.move(140, 120)
    assert shown(bench) == (100, 100, 40, 20)
    bench.hold(SHIFT)
    assert shown(bench) == (100, 100, 40, 40)
    bench.hold(SHIFT | ALT)
    assert shown(bench) == (60, 60, 80, 80)
    bench.hold(ALT)
    assert shown(bench) == (60, 80, 80, 40)
    bench.move(80, 90)
    assert shown(bench) == (80, 90, 40, 20)
    bench.release()
    assert bench.document.mask.bounds(EVERYWHERE) == Rect(80, 90, 40, 20)


def test_shift_at_the_start_adds_and_makes_a_square_only_when_pressed_again():
    bench = dragging(SHIFT)
    bench.move(140, 120)
    assert shown(bench) == (100, 100, 40, 20)
    bench.hold(NONE)
    bench.hold(SHIFT)
    assert shown(bench) == (100, 100, 40, 40)


def test_space_moves_the_whole():
    bench = dragging()
    bench.move(140, 120)
    assert bench.key("Space")
    bench.move(150, 140)
    assert shown(bench) == (110, 120, 40, 20)
    assert bench.key("Space", pressed=False)
    bench.move(160, 150)
    assert shown(bench) == (110, 120, 50, 30)
    assert bench.overlays[0].label == "50 × 30 px"


def test_space_is_nobodys_between_gestures():
    assert not bench_with("rectangle", Mask.empty()).key("Space")
