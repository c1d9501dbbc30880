"""Polygon, ellipse, wand, colour range and object select in the hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from inlay.base.errors import BadInput
from inlay.base.geometry import Point, Rect
from inlay.document.layer import Layer
from inlay.imaging.mask import Mask
from inlay.imaging.raster import Raster
from inlay.imaging.regions import ellipse, grow, polygon
from inlay.imaging.regions.feather import feather_mask
from inlay.tools import wand
from inlay.tools.events import Button, Modifier, Phase
from inlay.tools.overlay import EllipseOutline, Knob, Polyline, Scribble
from tests.kit.workbench import Bench

SHIFT, ALT, CTRL, NONE = Modifier.SHIFT, Modifier.ALT, Modifier.CTRL, Modifier.NONE
CANVAS = Rect(0, 0, 300, 200)
SQUARE = [(50.0, 40.0), (150.0, 40.0), (150.0, 120.0), (50.0, 120.0)]


def bench_with(tool_id: str, mask: Mask | None = None) -> Bench:
    bench = Bench(tool_id)
    bench.document = replace(bench.document, mask=mask or Mask.empty())
    return bench


def click(bench: Bench, *places: tuple[float, float]) -> None:
    for place in places:
        bench.move(*place)
        bench.press(*place)
        bench.release()


def double_click(bench: Bench, x: float, y: float) -> None:
    click(bench, (x, y))
    bench._buttons = Button.LEFT
    bench._send(Phase.DOUBLE, (x, y), Button.LEFT)
    bench.release()


# Polygon lasso


@pytest.mark.parametrize("how", ["Enter", "first point", "double click"])
def test_a_polygon_is_closed_and_covers_what_it_should(how):
    bench = bench_with("polygon")
    click(bench, *[(x + 0.3, y + 0.6) for x, y in SQUARE[:3]])
    assert not bench.steps and bench.tool.state.can_finish
    if how == "double click":
        double_click(bench, 50.3, 120.6)
    else:
        click(bench, (50.3, 120.6))
        bench.key("Enter") if how == "Enter" else click(bench, (55, 36))
    assert [step.label for step in bench.steps] == ["Polygon lasso"] and not bench.overlays
    wanted = polygon([(x + 0.3, y + 0.6) for x, y in SQUARE], CANVAS)
    assert np.abs(bench.values() - wanted.astype(int)).max() <= 1 and 0 < wanted[40, 100] < 255


def test_backspace_takes_back_points_and_stretches():
    bench = bench_with("polygon")
    click(bench, *SQUARE, (10, 190))
    assert bench.key("Backspace")
    bench.drag((40, 100), (20, 90), (30, 70), (40, 60))
    assert bench.key("Backspace") and bench.key("Backspace")  # the stretch, and the point it began with
    bench.key("Enter")
    assert np.array_equal(bench.values(), polygon(SQUARE, CANVAS))
    click(bench, (10, 10))
    assert bench.key("Backspace") and not bench.tool.is_in_gesture and not bench.overlays
    click(bench, (10, 10), (50, 50))
    assert bench.key("Enter") and len(bench.steps) == 1 and not bench.tool.is_in_gesture


def test_the_line_to_the_pointer_is_shown_and_where_it_would_close():
    bench = bench_with("polygon")
    click(bench, *SQUARE[:3])
    bench.move(90, 150)
    line, rubber, knob = bench.overlays
    assert isinstance(line, Polyline) and line.points == tuple(Point(*each) for each in SQUARE[:3])
    assert isinstance(rubber, Polyline) and rubber.points == (SQUARE[2], (90, 150))
    assert isinstance(knob, Knob) and knob.pos == SQUARE[0] and not knob.active
    bench.move(53, 44)
    assert bench.overlays[2].active and bench.overlays[1].points[1] == SQUARE[0]
    bench.view.scale = 4.0  # the same place is farther away on the screen now
    bench.move(53, 44)
    assert not bench.overlays[2].active


def test_shift_after_the_first_point_keeps_to_45_degrees_and_at_the_first_adds():
    bench = bench_with("polygon", Mask.rectangle(Rect(0, 0, 20, 20)))
    bench.set_options("polygon", mode="replace")
    bench.hold(SHIFT)
    click(bench, (100, 50))
    bench.hold(NONE)
    bench.hold(SHIFT)
    click(bench, (150, 53), (148, 98))
    bench.hold(NONE)
    bench.key("Enter")
    corners = [(100, 50), (150, 50), (150, 98)]
    assert np.array_equal(bench.values()[:, 50:], polygon(corners, CANVAS)[:, 50:]) and bench.values()[5, 5] == 255


def test_a_drag_draws_by_hand_and_space_is_left_to_the_view():
    bench = bench_with("polygon")
    click(bench, (60, 100))
    assert not bench.key("Space") and not bench.key("Space", pressed=False) and bench.tool.is_in_gesture
    bench.drag((200, 100), (190, 60), (150, 40), (100, 60))
    bench.key("Enter")
    values = bench.values()
    assert len(bench.steps) == 1 and values[80, 130] == 255 and values[98, 70] == 255 and not values[110:].any()


def test_without_anti_alias_edges_are_hard_and_a_feather_softens_them():
    bench = bench_with("polygon")
    bench.set_options("polygon", antialias=False)
    click(bench, (50.3, 40.2), (150.9, 60.5), (80.1, 150.7))
    bench.key("Enter")
    assert set(np.unique(bench.values())) == {0, 255}
    hard = bench.document.mask
    bench.set_options("polygon", feather=4.0, mode="replace")
    click(bench, (50.3, 40.2), (150.9, 60.5), (80.1, 150.7))
    bench.key("Enter")
    assert np.array_equal(bench.values(), feather_mask(hard, 4.0, CANVAS).region(CANVAS))


# Ellipse


def test_an_ellipse_is_exact_and_shows_its_size():
    bench = bench_with("ellipse")
    bench.press(50, 40)
    bench.move(151, 121)
    outline = bench.overlays[0]
    assert isinstance(outline, EllipseOutline) and outline.label == "101 × 81 px"
    bench.release()
    assert np.array_equal(bench.values(), ellipse(50, 40, 151, 121, CANVAS)) and bench.steps[0].label == "Ellipse"


def test_shift_makes_a_circle_alt_starts_from_its_centre_and_space_moves_it():
    bench = bench_with("ellipse")
    bench.press(150, 100)
    bench.move(190, 110)
    bench.hold(SHIFT | ALT)
    bench.key("Space")
    bench.move(180, 100)
    bench.key("Space", pressed=False)
    bench.release()
    assert np.array_equal(bench.values(), ellipse(100, 50, 180, 130, CANVAS))


@pytest.mark.parametrize("tool_id", ["lasso", "polygon", "rectangle", "ellipse"])
@pytest.mark.parametrize("held", [NONE, SHIFT | ALT, SHIFT | CTRL])
def test_every_shape_can_intersect(tool_id, held):
    bench = bench_with(tool_id, Mask.rectangle(Rect(100, 50, 100, 100)))
    bench.set_options(tool_id, mode="intersect" if held is NONE else "replace")
    way = [(150, 20), (280, 20), (280, 180), (150, 180)]
    bench.hold(held)
    if tool_id == "polygon":
        click(bench, way[0])
        bench.hold(NONE)
        click(bench, *way[1:])
        bench.key("Enter")
    else:
        bench.drag(*(way if tool_id == "lasso" else [way[0], way[2]]))
    bench.hold(NONE)
    values = bench.values()
    assert values[100, 190] == 255 and not values[:, :150].any() and not values[:, 200:].any()
    assert len(bench.steps) == 1


# Magic wand


def test_the_wand_selects_what_looks_alike_from_all_layers_or_from_one():
    bench = bench_with("wand")
    red = np.zeros((200, 300, 4), np.uint8)
    red[50:100, 60:160] = (200, 0, 0, 255)
    bench.document = replace(
        bench.document, layers=(*bench.document.layers, Layer("red", "Red", Raster.from_array(red)))
    )
    bench.set_options("wand", antialias=False)
    click(bench, (100, 70))
    assert bench.document.mask.bounds(CANVAS) == Rect(60, 50, 100, 50) and (bench.values()[60:90, 70:150] == 255).all()
    bench.clear()
    bench.set_options("wand", merged=False, tolerance=255)
    click(bench, (100, 70))
    assert (bench.values() == 255).all()  # the layer below, in which all is like enough
    bench.set_options("wand", mode="subtract", merged=True, tolerance=20)
    click(bench, (100, 70))
    assert not bench.values()[55:95, 65:155].any() and bench.steps[-1].label == "Magic wand"


def test_the_keys_held_at_the_press_count_and_the_work_waits_its_turn():
    bench = bench_with("wand", Mask.rectangle(CANVAS))
    bench.is_slow = True
    bench.hold(ALT)
    bench.press(225, 75)
    bench.hold(NONE)
    bench.release()
    assert bench.tool.cursor == "busy" and not bench.steps and bench.key("Enter") and not bench.key("Space")
    bench.press(10, 10)
    bench.release()
    bench.work()
    assert len(bench.steps) == 1 and bench.tool.cursor == "cross"
    assert bench.values()[75, 225] == 0 and bench.values()[10, 10] == 255


def test_outside_the_canvas_the_wand_does_nothing():
    bench = bench_with("wand")
    click(bench, (-5, 20), (301, 20))
    assert not bench.steps


def test_trouble_on_the_way_leaves_the_tool_ready(monkeypatch):
    def broken(*_all: object) -> Mask:
        raise BadInput("no")

    monkeypatch.setattr(wand, "wand_mask", broken)
    bench = bench_with("wand")
    with pytest.raises(BadInput):
        click(bench, (50, 50))
    assert not bench.tool.is_in_gesture and not bench.steps


# Colour range


def coloured() -> Bench:
    """Three even stripes: red, green and blue."""
    bench = bench_with("colour-range")
    pixels = np.zeros((200, 300, 3), np.uint8)
    pixels[:, :100], pixels[:, 100:200], pixels[:, 200:] = (180, 60, 50), (60, 140, 60), (50, 70, 170)
    bench.document = replace(bench.document, layers=(Layer("photo", "Photo", Raster.from_array(pixels)),))
    return bench


def stripes(values: np.ndarray) -> tuple[int, ...]:
    return tuple(int(values[100, x]) for x in (50, 150, 250))


def preview(bench: Bench, level: int = 0) -> tuple[int, ...]:
    assert bench.mask_preview is not None
    values = bench.mask_preview.at(level, Rect(0, 0, 300 >> level, 200 >> level))
    return tuple(int(values[100 >> level, x >> level]) for x in (50, 150, 250))


def test_colours_are_picked_added_and_taken_away_and_enter_applies():
    bench = coloured()
    click(bench, (50, 50))
    assert preview(bench) == (255, 0, 0) == preview(bench, 2) and not bench.steps
    click(bench, (150, 50))
    assert preview(bench) == (0, 255, 0)  # a plain click begins anew
    bench.hold(SHIFT)
    bench.drag((160, 50), (190, 50), (240, 60), (280, 60))
    assert preview(bench) == (0, 255, 255)
    bench.hold(ALT)
    click(bench, (170, 90))
    bench.hold(NONE)
    assert preview(bench) == (0, 0, 255)
    assert bench.key("Backspace")  # never a shortcut meanwhile
    bench.key("Enter")
    assert stripes(bench.values()) == (0, 0, 255) and bench.mask_preview is None
    assert [step.label for step in bench.steps] == ["Colour range"]


def test_fuzziness_and_an_edit_show_at_once():
    bench = coloured()
    click(bench, (50, 50))
    bench.set_options("colour-range", fuzziness=100)
    assert preview(bench)[0] == 255 and preview(bench)[1] > 0
    bench.apply_mask("Other", lambda _mask: Mask.rectangle(Rect(200, 0, 100, 200)))
    bench.work()
    assert preview(bench)[2] == 255


def test_the_first_keys_say_what_the_range_does_to_the_mask():
    bench = coloured()
    bench.document = replace(bench.document, mask=Mask.rectangle(Rect(0, 0, 200, 200)))
    bench.hold(SHIFT | ALT)
    click(bench, (50, 50))
    bench.hold(NONE)
    assert preview(bench) == (255, 0, 0)
    bench.key("Enter")
    assert stripes(bench.values()) == (255, 0, 0)


def test_a_range_of_nothing_leaves_everything():
    bench = coloured()
    click(bench, (-50, 50))
    assert not bench.tool.state.can_finish and bench.mask_preview is None
    bench.key("Enter")
    assert not bench.tool.is_in_gesture and not bench.steps


# Object select


def disc(radius: float = 14, x: float = 58, y: float = 43) -> np.ndarray:
    rows, columns = np.mgrid[0:200, 0:300]
    return np.hypot(columns - x, rows - y) < radius


def test_a_box_finds_the_object_and_enter_takes_it():
    bench = bench_with("object", Mask.rectangle(Rect(200, 150, 20, 20)))
    bench.hold(SHIFT)
    bench.drag((35, 20), (60, 50), (80, 66))
    bench.hold(NONE)
    assert bench.mask_preview is not None and not bench.steps and bench.tool.state.can_finish
    shown = bench.mask_preview.at(0, CANVAS)
    bench.key("Enter")
    values = bench.values()
    assert np.array_equal(values, shown) and values[160, 210] == 255 and bench.mask_preview is None
    inside, around = values[disc(12)], values[~(grow(disc().astype(np.uint8) * 255, 3) > 0)]
    assert (inside == 255).all() and around.sum() == 20 * 20 * 255
    assert [step.label for step in bench.steps] == ["Object select"] and not bench.overlays


def test_scribbles_begin_it_refine_it_and_are_taken_back():
    bench = bench_with("object")
    bench.set_options("object", begin="scribble")
    bench.drag((52, 40), (58, 43), (64, 46))
    first = bench.mask_preview.at(0, CANVAS)
    assert (first[disc(12)] == 255).all() and not first[:, 100:].any()
    bench.drag((48, 40), (58, 43), (70, 40), modifiers=CTRL)
    lines = [each for each in bench.overlays if isinstance(each, Scribble)]
    assert [each.wanted for each in lines] == [True, False]
    assert bench.mask_preview.at(0, CANVAS)[43, 58] < 255
    assert bench.key("Backspace") and np.array_equal(bench.mask_preview.at(0, CANVAS), first)
    assert bench.key("Backspace") and not bench.tool.is_in_gesture and bench.mask_preview is None
    assert not bench.steps


def test_a_scribble_may_begin_before_the_search_has_ended():
    bench = bench_with("object")
    bench.is_slow = True
    bench.drag((35, 20), (60, 50), (80, 66))
    assert bench.tool.cursor == "busy"
    bench.drag((10, 10), (30, 12), modifiers=CTRL)
    bench.work()
    assert len([each for each in bench.overlays if isinstance(each, Scribble)]) == 1
    assert (bench.mask_preview.at(0, CANVAS)[disc(12)] == 255).all() and bench.tool.state.can_finish


def test_where_there_is_no_object_it_says_so():
    bench = bench_with("object")
    bench.document = replace(
        bench.document, layers=(Layer("even", "Even", Raster.from_array(np.full((200, 300, 3), 90, np.uint8))),)
    )
    bench.drag((35, 20), (60, 50), (80, 66))
    assert "No object" in bench.said[-1] or bench.mask_preview.at(0, CANVAS).any()
    bench.key("Enter")
    assert not bench.tool.is_in_gesture
