"""Overlays are seen on any ground, and what is repainted is enough: nothing stays behind when they move."""

from __future__ import annotations

import math

import numpy as np
import pytest

from inlay.base.geometry import Point, Rect
from inlay.tools.overlay import BrushCursor, EllipseOutline, Knob, Overlay, PlanFrame, Polyline, RectOutline, Scribble
from inlay.ui.canvas import CanvasWidget
from tests.kit.looking import document_of, layer_of, make_canvas, seen, settle


def canvas_of(qtbot: object, grey: int = 128, scale: float = 1.0) -> CanvasWidget:
    canvas, _ = make_canvas(qtbot)
    canvas.set_shown(document_of(layer_of(np.full((700, 900, 3), grey, np.uint8))))
    canvas.zoom_to(scale)
    settle(qtbot, canvas)
    return canvas


LASSO = Polyline(tuple(Point(300 + 90 * math.cos(t / 6), 300 + 70 * math.sin(t / 5)) for t in range(40)))
FRAME = RectOutline(
    -60.0, -40.0, 960.0, 650.0,
    handles=(Point(-60, -40), Point(960, 650)),
    marks=((Point(440, 305), Point(460, 305)),),
    label="1020 x 690", dim_outside=True, bands=(Rect(0, 0, 12, 700),),
)  # fmt: skip
RECT = RectOutline(250.5, 200.0, 520.0, 333.0, handles=(Point(250.5, 200),), label="270 x 133")
PLAN = PlanFrame(Rect(300, 250, 224, 160), "224 × 160 px, scale 1.00, 0.04 MP, $0.05")

ELLIPSE = EllipseOutline(250.5, 200.0, 520.0, 333.0, "270 x 133")
LINE = Scribble((Point(300, 300), Point(380, 330), Point(420, 290)), wanted=True)


@pytest.mark.parametrize("grey", [0, 128, 255])
@pytest.mark.parametrize(
    "overlay",
    [
        BrushCursor(Point(400, 350), 80, 0.6),
        BrushCursor(Point(400, 350), 0.4, 1.0),
        LASSO,
        RECT,
        PLAN,
        ELLIPSE,
        LINE,
        Knob(Point(400, 350)),
    ],
)
def test_they_are_seen_on_any_ground(qtbot: object, grey: int, overlay: Overlay) -> None:
    canvas = canvas_of(qtbot, grey)
    before = seen(canvas).astype(int)
    canvas.set_overlay(overlay)
    assert np.abs(seen(canvas) - before).max() >= 100
    canvas.set_overlay()
    assert (seen(canvas) == before).all()


@pytest.mark.parametrize("scale", [0.5, 1.0, 2.0])
@pytest.mark.parametrize("hardness", [0.5, 1.0])
def test_the_circle_is_as_large_as_the_brush(qtbot: object, scale: float, hardness: float) -> None:
    canvas = canvas_of(qtbot, 0, scale)
    centre = Point(canvas.view.to_plane(320, 240).x, canvas.view.to_plane(320, 240).y)
    canvas.set_overlay(BrushCursor(centre, 60, hardness))
    rows, columns = np.nonzero(seen(canvas)[..., 1] > 80)
    distance = np.hypot(rows + 0.5 - 240, columns + 0.5 - 320)
    expected = [60 * scale] if hardness == 1.0 else [60 * scale, 60 * scale * hardness]
    assert all(min(abs(each - radius) for radius in expected) <= 1.2 for each in distance)
    assert all((np.abs(distance - radius) <= 1.2).sum() > 4 * radius for radius in expected)


def test_a_large_circle_is_as_round_as_a_small_one(qtbot: object) -> None:
    canvas = canvas_of(qtbot, 0, 2.0)
    canvas.set_overlay(BrushCursor(Point(*canvas.view.to_plane(320, 240)), 110, 1.0))
    rows, columns = np.nonzero(seen(canvas)[..., 1] > 128)
    distance = np.hypot(rows + 0.5 - 240, columns + 0.5 - 320)
    assert np.abs(distance - 220).max() <= 1.2 and len(distance) > 700


MOVES: list[tuple[str, list[tuple[Overlay, ...]]]] = [
    ("small circle", [(BrushCursor(Point(300 + 13 * step, 300 + 7 * step), 30 + step, 0.5),) for step in range(12)]),
    ("large circle", [(BrushCursor(Point(300 + 13 * step, 300 + 7 * step), 230, 0.7),) for step in range(12)]),
    ("growing circle", [(BrushCursor(Point(350, 300), 150 + 9 * step, 0.7, subtract=True),) for step in range(14)]),
    ("lasso", [(Polyline(LASSO.points[: 2 + step], closed=step > 5),) for step in range(38)]),
    ("another lasso", [(LASSO,), (Polyline(LASSO.points[5:9]),), (), (LASSO, Polyline(LASSO.points[::-1])), (LASSO,)]),
    ("rectangle", [(RectOutline(200 + n, 180, 300 + 20 * n, 250 + 9 * n, label=f"{n} px"),) for n in range(12)]),
    ("frame", [(FRAME,), (RectOutline(10, 10, 800, 600, dim_outside=True),), (RECT,), (), (FRAME,), ()]),
    ("ellipse", [(EllipseOutline(200 + n, 180, 300 + 20 * n, 250 + 9 * n, f"{n} px"),) for n in range(12)]),
    ("knob", [(Knob(Point(300.5 + 3 * n, 280), active=n % 2 > 0), LASSO) for n in range(6)]),
    ("scribbles", [(Scribble(LASSO.points[: 1 + n], n % 3 > 0), LINE) for n in range(20)]),
    ("mixed", [(RECT, BrushCursor(Point(400, 300), 30, 1.0)), (BrushCursor(Point(440, 300), 30, 1.0), LASSO), ()]),
]


@pytest.mark.parametrize(("name", "steps"), MOVES, ids=[name for name, _ in MOVES])
def test_what_is_repainted_is_enough(qtbot: object, name: str, steps: list[tuple[Overlay, ...]]) -> None:
    """Step by step on the real window, the pixels are those of painting everything anew."""
    canvas = canvas_of(qtbot, 128, 1.0)
    screen = canvas.screen()
    for overlays in steps:
        canvas.set_overlay(*overlays)
        settle(qtbot, canvas)
        qtbot.wait(1)  # type: ignore[attr-defined]
        kept = _grabbed(canvas, screen)
        assert (kept == seen(canvas)).all(), (name, overlays)


def _grabbed(canvas: CanvasWidget, screen: object) -> np.ndarray:
    """What the screen holds, which is what the updates painted."""
    from PySide6.QtGui import QImage

    image = screen.grabWindow(canvas.winId()).toImage().convertToFormat(QImage.Format.Format_RGBA8888)  # type: ignore[attr-defined]
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
    return rows[:, : image.width() * 4].reshape(image.height(), image.width(), 4)[:, :, :3].copy()


@pytest.mark.parametrize("scale", [0.37, 1.0, 1.3, 4.0])
def test_moving_the_view_leaves_nothing_behind(qtbot: object, scale: float) -> None:
    canvas = canvas_of(qtbot, 128, scale)
    screen = canvas.screen()
    circle = BrushCursor(Point(400, 300), 40, 0.5)
    for overlays in ((RECT, LASSO, circle), (LASSO, circle)):
        canvas.set_overlay(*overlays)
        for dx, dy in ((13, 7), (-40, 31), (0, -17), (250, 0), (3.4, 0.7)):
            canvas.pan(dx, dy)
            settle(qtbot, canvas)
            qtbot.wait(1)  # type: ignore[attr-defined]
            # A smooth line may fall a little differently on other whole pixels.
            assert np.abs(_grabbed(canvas, screen).astype(int) - seen(canvas)).max() <= 4


def test_the_frame_darkens_what_it_leaves_out_and_hatches_what_it_adds(qtbot: object) -> None:
    canvas = canvas_of(qtbot, 128, 0.5)
    canvas.set_overlay(RectOutline(100.0, -60.0, 1000.0, 500.0, dim_outside=True, bands=(Rect(880, 0, 12, 500),)))
    settle(qtbot, canvas)
    look = seen(canvas)

    def at(x: float, y: float) -> list[int]:
        place = canvas.view.to_screen(x, y)
        return look[int(place.y), int(place.x)].tolist()

    assert at(400, 300) == [128] * 3  # kept
    assert max(at(50, 300)) < 70 and max(at(400, 600)) < 70  # left out
    red = at(886, 300)
    assert red[0] > red[1] + 40 and red[1] == red[2]  # the overlap
    added = canvas.view.screen_rect(Rect(910, 10, 80, 480))
    part = look[added.y : added.bottom, added.x : added.right]
    assert len(np.unique(part)) >= 4  # two greys of the checkerboard, each with and without the hatching
    assert canvas.extent == Rect.from_edges(0, -60, 1000, 700)


def test_the_view_can_be_moved_to_where_the_frame_goes(qtbot: object) -> None:
    canvas = canvas_of(qtbot, 128, 1.0)
    canvas.pan(9000, 0)
    left = canvas.view.to_plane(0, 0).x
    canvas.set_overlay(RectOutline(-2000.0, 0.0, 900.0, 700.0, dim_outside=True))
    canvas.pan(9000, 0)
    assert canvas.view.to_plane(0, 0).x == pytest.approx(left - 2000)


@pytest.mark.parametrize("scale", [0.5, 1.0])
@pytest.mark.parametrize("place", [Rect(300, 250, 224, 160), Rect(-500, -500, 2000, 2000), Rect(-200, 300, 500, 100)])
def test_the_figures_of_a_plan_are_read_wherever_its_frame_is(qtbot: object, scale: float, place: Rect) -> None:
    canvas = canvas_of(qtbot, 128, scale)
    canvas.set_guides(PlanFrame(place, ""))
    bare = seen(canvas).astype(int)
    canvas.set_guides(PlanFrame(place, PLAN.label))
    written = np.abs(seen(canvas) - bare).max(axis=2) > 60
    rows, columns = np.nonzero(written)
    assert 200 < columns.max() - columns.min() < 420 and 10 < rows.max() - rows.min() < 40
    assert columns.min() > 0 and columns.max() < seen(canvas).shape[1] - 1 and rows.min() > 0
    canvas.set_guides()
    nothing = seen(canvas)
    canvas.set_guides(PlanFrame(Rect(5000, 5000, 100, 100), PLAN.label))
    assert (seen(canvas) == nothing).all()


def test_guides_lie_under_what_a_tool_draws_and_stay_when_it_changes(qtbot: object) -> None:
    canvas = canvas_of(qtbot, 128)
    canvas.set_guides(PLAN)
    alone = seen(canvas)
    canvas.set_overlay(RECT)
    assert (seen(canvas) != alone).any()
    canvas.set_overlay()
    assert (seen(canvas) == alone).all()
    canvas.pan(13, -7)
    canvas.pan(-13, 7)
    settle(qtbot, canvas)
    assert (seen(canvas) == alone).all()
