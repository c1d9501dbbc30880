"""How the mask is drawn: colours, black and white, outlines that show faint masks too, and ants that march."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtTest import QTest

from inlay.base.geometry import Rect
from inlay.imaging.mask import Mask
from inlay.tools.overlay import StrokePreview
from inlay.ui.canvas import CanvasWidget
from inlay.ui.canvas.ink import DASH, Ink
from inlay.ui.canvas.marching import STEP_MS
from tests.kit.looking import document_of, layer_of, make_canvas, seen, settle
from tests.ui.canvas.test_strokes import GREY, draw, grey_canvas, stroke

STEPS = Mask.from_array(np.repeat(np.array([[0, 60, 100, 255]], np.uint8), 100, axis=1).repeat(120, axis=0), 300, 400)


def test_any_colour_and_strength() -> None:
    values = np.array([[0, 128, 255]], np.uint8)
    drawn = Ink(colour=(0, 100, 200), strength=0.8).draw(values)
    assert drawn[0, 0].tolist() == [0, 0, 0, 0]
    assert drawn[0, 2].tolist() == [160, 80, 0, 204]  # B, G, R, A, multiplied by alpha
    assert drawn[0, 1].tolist() == [80, 40, 0, 102]


def test_black_and_white_is_the_mask_itself(qtbot: object) -> None:
    canvas = grey_canvas(qtbot, 1.0, STEPS)
    canvas.set_overlay_style("bw")
    settle(qtbot, canvas)
    look = seen(canvas)
    shown = canvas.view.screen_rect(Rect(300, 400, 400, 120))
    for place, value in enumerate((0, 60, 100, 255)):
        assert (look[shown.y + 50, shown.x + 100 * place + 50] == value).all()
    assert (look[10, 10] == 0).all()  # a tile without any mask
    preview = stroke(canvas)
    draw(canvas, preview, [(560, 330), (700, 330)])
    at = canvas.view.to_screen(600, 330)
    assert (seen(canvas)[int(at.y), int(at.x)] == 255).all()
    canvas.drop_stroke(preview)
    assert (seen(canvas)[int(at.y), int(at.x)] == 0).all()
    canvas.set_mask(Mask.empty().inverted())
    settle(qtbot, canvas)
    assert (seen(canvas)[100:300, 100:300] == 255).all()


def test_an_outline_shows_also_what_is_masked_by_less_than_half() -> None:
    values = np.zeros((60, 90), np.uint8)
    values[10:50, 10:80] = 60  # faint
    values[20:40, 20:40] = 255  # whole, inside it
    values[25, 60] = 255
    drawn = Ink("outline").draw(values)
    alpha = drawn[..., 3]
    assert set(np.unique(alpha)) == {0, 150, 255}
    rows, columns = np.nonzero(alpha == 150)
    assert rows.min() == 10 and rows.max() == 49 and columns.min() == 10 and columns.max() == 79
    assert (alpha[20, 20:40] == 255).all() and not alpha[30, 45:55].any()
    faint = drawn[10, 10:80, 0]
    assert set(np.unique(faint)) == {0, 150}  # dotted, so seen on any ground


def test_a_smooth_edge_of_a_whole_mask_has_one_line() -> None:
    values = np.zeros((40, 40), np.uint8)
    values[10:30, 10:30] = 255
    values[9, 10:30] = values[30, 10:30] = 90
    assert not (Ink("outline").draw(values)[..., 3] == 150).any()


def test_ants_are_the_outline_moved_on() -> None:
    values = np.zeros((40, 40), np.uint8)
    values[10:30, 10:30] = 255
    still, first = Ink("outline").draw(values), Ink("ants").draw(values)
    assert np.array_equal(still, first)
    later = Ink("ants", step=DASH).draw(values)
    edge = still[..., 3] == 255
    assert np.array_equal(later[..., 3], still[..., 3])
    assert np.array_equal(later[edge][:, 0], 255 - still[edge][:, 0])


@pytest.fixture
def ants(qtbot: object) -> CanvasWidget:
    canvas = grey_canvas(qtbot, 1.0, STEPS)
    canvas.set_overlay_style("ants")
    canvas.window().activateWindow()
    settle(qtbot, canvas)
    QTest.qWaitForWindowActive(canvas.window())
    canvas.marching.follow()
    return canvas


def wait(canvas: CanvasWidget, qtbot: object) -> np.ndarray:
    QTest.qWait(2 * STEP_MS)
    return seen(canvas)


def test_ants_march_along_the_edge_and_change_nothing_else(ants: CanvasWidget, qtbot: object) -> None:
    assert ants.marching.is_on
    before, step = seen(ants), ants.scene.ink.step
    after = wait(ants, qtbot)
    assert ants.scene.ink.step != step
    changed = (before != after).any(axis=2)
    assert changed.any()
    rows, columns = np.nonzero(changed)
    shown = ants.view.screen_rect(Rect(600, 400, 100, 120))  # what is masked by half or more
    assert rows.min() >= shown.y - 1 and rows.max() <= shown.bottom
    assert columns.min() >= shown.x - 1 and columns.max() <= shown.right
    assert not changed[shown.y + 5 : shown.bottom - 5, shown.x + 5 : shown.right - 5].any()


def test_ants_rest_while_a_stroke_is_drawn_and_when_nobody_sees_them(ants: CanvasWidget, qtbot: object) -> None:
    preview: StrokePreview = stroke(ants)
    draw(ants, preview, [(560, 330), (620, 330)])
    before = seen(ants)
    assert (wait(ants, qtbot) == before).all()
    ants.drop_stroke(preview)
    ants.set_overlay_style("outline")
    assert not ants.marching.is_on
    ants.set_overlay_style("ants")
    assert ants.marching.is_on
    ants.hide()
    assert not ants.marching.is_on


def test_another_style_leaves_nothing_of_the_last_one(qtbot: object) -> None:
    canvas, _ = make_canvas(qtbot)
    canvas.set_shown(document_of(layer_of(np.full((300, 300, 3), GREY, np.uint8))))
    canvas.set_mask(Mask.rectangle(Rect(50, 60, 100, 90)))
    looks = []
    for style in ("red", "bw", "outline", "red", "bw", "outline"):
        canvas.set_overlay_style(style)  # type: ignore[arg-type]
        settle(qtbot, canvas)
        looks.append(seen(canvas))
    for first, second in zip(looks[:3], looks[3:], strict=True):
        assert (first == second).all()
