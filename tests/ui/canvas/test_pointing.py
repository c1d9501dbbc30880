"""Mouse, pen, wheel, touchpad and keys: what tools are told, and what moves the view."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QAction, QKeyEvent, QPointingDevice, QTabletEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMainWindow

from inlay.base.geometry import Rect
from inlay.tools.events import Button, Modifier, Phase
from inlay.ui.canvas import CanvasWidget
from tests.kit.looking import Sink, document_of, layer_of, make_canvas, mouse, photo, settle

SPACE = Qt.Key.Key_Space
MIDDLE = Qt.MouseButton.MiddleButton
PEN = QPointingDevice.PointerType.Pen
ERASER = QPointingDevice.PointerType.Eraser


@pytest.fixture
def pair(qtbot: object) -> tuple[CanvasWidget, Sink]:
    """A canvas of 640 x 480 that shows a picture of 1000 x 800 at 50 %, and its sink."""
    canvas, sink = make_canvas(qtbot)
    canvas.set_shown(document_of(layer_of(photo(1000, 800))))
    canvas.zoom_to(0.5)
    settle(qtbot, canvas)
    return canvas, sink


def phases(sink: Sink) -> list[Phase]:
    return [event.phase for event in sink.events]


def wheel(canvas: CanvasWidget, x: float, y: float, turn: tuple[int, int], **how: object) -> None:
    """Turn the wheel by eighths of a degree; `pixels` for a touchpad, `held` for modifiers."""
    at = QPointF(x, y)
    event = QWheelEvent(
        at, canvas.mapToGlobal(at), QPoint(*how.get("pixels", (0, 0))), QPoint(*turn),  # type: ignore[misc]
        Qt.MouseButton.NoButton, how.get("held", Qt.KeyboardModifier.NoModifier),  # type: ignore[arg-type]
        Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(canvas, event)


def pen(canvas: CanvasWidget, kind: QEvent.Type, x: float, y: float, pressure: float, **how: object) -> bool:
    """Move a pen; whether the event was accepted, so that Qt makes no mouse events of it."""
    end = how.get("end", PEN)
    device = QPointingDevice(
        "pen", 7, QPointingDevice.DeviceType.Stylus, end,  # type: ignore[call-overload]
        QPointingDevice.Capability.Position | QPointingDevice.Capability.Pressure, 1, 3,
    )  # fmt: skip
    at = QPointF(x, y)
    down = kind != QEvent.Type.TabletRelease and how.get("down", True)
    left, none = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
    event = QTabletEvent(
        kind, device, at, canvas.mapToGlobal(at), pressure, 0, 0, 0, 0, 0, Qt.KeyboardModifier.NoModifier,
        none if kind == QEvent.Type.TabletMove else left, left if down else none,
    )  # fmt: skip
    QApplication.sendEvent(canvas, event)
    return event.isAccepted()


NOTHING = Qt.KeyboardModifier.NoModifier


def key(
    canvas: CanvasWidget, kind: QEvent.Type, code: Qt.Key, held: Qt.KeyboardModifier = NOTHING, repeated: bool = False
) -> bool:
    event = QKeyEvent(kind, code, held, "", repeated)
    QApplication.sendEvent(canvas, event)
    return event.isAccepted()


def press(canvas: CanvasWidget, code: Qt.Key) -> bool:
    return key(canvas, QEvent.Type.KeyPress, code)


def release(canvas: CanvasWidget, code: Qt.Key) -> bool:
    return key(canvas, QEvent.Type.KeyRelease, code)


def test_a_gesture_is_told_in_full_in_plane_coordinates(pair: tuple[CanvasWidget, Sink]) -> None:
    canvas, sink = pair
    hovers: list[tuple[float, float]] = []
    canvas.hovered.connect(lambda x, y: hovers.append((x, y)))
    mouse(canvas, "move", 10, 20, buttons=Qt.MouseButton.NoButton)
    mouse(canvas, "press", 100, 120, modifiers=Qt.KeyboardModifier.ShiftModifier)
    # All moves, even many before anything is painted, and far outside the widget, too.
    path = [(100 + 3 * step, 120 - 2 * step) for step in range(400)]
    for x, y in path:
        mouse(canvas, "move", x, y)
    mouse(canvas, "release", 5000, -3000)
    assert phases(sink) == [Phase.HOVER, Phase.PRESS, *[Phase.MOVE] * 400, Phase.RELEASE]
    first, last = sink.events[1], sink.events[-1]
    assert first.pos == ((100 - canvas.view.x) / 0.5, (120 - canvas.view.y) / 0.5)
    assert first.screen == (100, 120) and first.button is Button.LEFT and first.modifiers is Modifier.SHIFT
    assert last.pos == canvas.view.to_plane(5000, -3000) and last.buttons is Button.NONE
    assert all(event.pressure == 1.0 and not event.eraser_end for event in sink.events)
    assert len(hovers) == 403 and hovers[0] == canvas.view.to_plane(10, 20)


def test_double_click_right_button_and_leaving(pair: tuple[CanvasWidget, Sink]) -> None:
    canvas, sink = pair
    gone: list[bool] = []
    canvas.left.connect(lambda: gone.append(True))
    mouse(canvas, "double", 50, 50)
    mouse(canvas, "release", 50, 50)
    mouse(canvas, "press", 60, 60, button=Qt.MouseButton.RightButton, buttons=Qt.MouseButton.RightButton)
    QApplication.sendEvent(canvas, QEvent(QEvent.Type.Leave))  # during a gesture the tool isn't told
    mouse(canvas, "release", 60, 60, button=Qt.MouseButton.RightButton)
    QApplication.sendEvent(canvas, QEvent(QEvent.Type.Leave))
    assert phases(sink) == [Phase.DOUBLE, Phase.RELEASE, Phase.PRESS, Phase.RELEASE, Phase.LEAVE]
    assert sink.events[2].button is Button.RIGHT and len(gone) == 2


def test_a_pen_tells_pressure_and_its_eraser(pair: tuple[CanvasWidget, Sink]) -> None:
    canvas, sink = pair
    kinds = QEvent.Type
    assert pen(canvas, kinds.TabletMove, 90, 90, 0.0, down=False)
    assert pen(canvas, kinds.TabletPress, 100, 100, 0.25)
    assert pen(canvas, kinds.TabletMove, 110.5, 100.25, 0.5)
    assert pen(canvas, kinds.TabletRelease, 110.5, 100.25, 0.0)
    pen(canvas, kinds.TabletPress, 100, 100, 0.75, end=ERASER)
    pen(canvas, kinds.TabletRelease, 100, 100, 0.0, end=ERASER)
    assert phases(sink) == [Phase.HOVER, Phase.PRESS, Phase.MOVE, Phase.RELEASE, Phase.PRESS, Phase.RELEASE]
    assert [round(event.pressure, 3) for event in sink.events] == [0.0, 0.25, 0.5, 0.0, 0.75, 0.0]
    assert [event.eraser_end for event in sink.events] == [False] * 4 + [True] * 2
    # Positions are fractions of a pixel.
    assert sink.events[2].pos == pytest.approx(canvas.view.to_plane(110.5, 100.25))


def test_mouse_events_that_a_pen_causes_are_ignored(pair: tuple[CanvasWidget, Sink]) -> None:
    canvas, sink = pair
    pen(canvas, QEvent.Type.TabletPress, 100, 100, 0.25)
    mouse(canvas, "press", 100, 100)
    mouse(canvas, "move", 105, 100)
    mouse(canvas, "release", 105, 100)
    pen(canvas, QEvent.Type.TabletRelease, 100, 100, 0.0)
    assert phases(sink) == [Phase.PRESS, Phase.RELEASE]


def test_the_middle_button_moves_the_view_and_the_tool_hears_nothing(pair: tuple[CanvasWidget, Sink]) -> None:
    canvas, sink = pair
    before = canvas.view
    mouse(canvas, "press", 300, 200, button=MIDDLE, buttons=MIDDLE)
    mouse(canvas, "move", 320, 180, buttons=MIDDLE)
    mouse(canvas, "move", 340, 190, buttons=MIDDLE)
    assert canvas.cursor().shape() is Qt.CursorShape.ClosedHandCursor
    mouse(canvas, "release", 340, 190, button=MIDDLE)
    assert (canvas.view.left - before.left, canvas.view.top - before.top) == (40, -10)
    assert sink.events == [] and canvas.cursor().shape() is not Qt.CursorShape.ClosedHandCursor


def test_space_moves_the_view(pair: tuple[CanvasWidget, Sink]) -> None:
    canvas, sink = pair
    canvas.set_pointer("brush")
    before = canvas.view
    assert press(canvas, SPACE)
    assert key(canvas, QEvent.Type.KeyPress, SPACE, repeated=True)
    assert canvas.cursor().shape() is Qt.CursorShape.OpenHandCursor
    mouse(canvas, "press", 300, 200)
    mouse(canvas, "move", 350, 230)
    mouse(canvas, "release", 350, 230)
    release(canvas, SPACE)
    assert (canvas.view.left - before.left, canvas.view.top - before.top) == (50, 30)
    assert sink.events == [] and canvas.cursor().shape() is Qt.CursorShape.BlankCursor
    mouse(canvas, "press", 300, 200)
    assert phases(sink) == [Phase.PRESS]


def test_space_during_a_gesture_moves_the_view_and_the_gesture_goes_on(pair: tuple[CanvasWidget, Sink]) -> None:
    canvas, sink = pair
    mouse(canvas, "press", 100, 100)
    mouse(canvas, "move", 110, 100)
    start = sink.events[-1].pos
    press(canvas, SPACE)
    mouse(canvas, "move", 170, 140)
    release(canvas, SPACE)
    mouse(canvas, "move", 171, 140)
    mouse(canvas, "release", 171, 140)
    assert phases(sink) == [Phase.PRESS, Phase.MOVE, Phase.MOVE, Phase.RELEASE]
    # What was under the hand went along with it.
    assert sink.events[2].pos == pytest.approx((start.x + 2, start.y))


def test_a_tool_may_want_space_itself(pair: tuple[CanvasWidget, Sink]) -> None:
    canvas, sink = pair
    sink.takes = {"Space"}
    press(canvas, SPACE)
    mouse(canvas, "press", 300, 200)
    assert phases(sink) == [Phase.PRESS] and canvas.cursor().shape() is not Qt.CursorShape.OpenHandCursor


def test_losing_the_focus_lets_go_of_space(pair: tuple[CanvasWidget, Sink]) -> None:
    canvas, sink = pair
    canvas.setFocus()
    press(canvas, SPACE)
    canvas.clearFocus()
    mouse(canvas, "press", 300, 200)
    assert phases(sink) == [Phase.PRESS]


def test_ctrl_and_wheel_zoom_at_the_cursor(pair: tuple[CanvasWidget, Sink]) -> None:
    canvas, _ = pair
    scales: list[float] = []
    canvas.zoom_changed.connect(scales.append)
    at = (217.0, 133.0)
    under = canvas.view.to_plane(*at)
    control = Qt.KeyboardModifier.ControlModifier
    for turn in (120, 120, 120, 120, 60, -120, 15):
        wheel(canvas, *at, (0, turn), held=control)
        shown = canvas.view.to_screen(*under)
        assert abs(shown.x - at[0]) <= 1 and abs(shown.y - at[1]) <= 1
    assert scales[:3] == pytest.approx([0.625, 0.78125, 0.9765625])
    assert scales[3] == 1.0  # whole notches rest at 100 %
    assert scales[4] == pytest.approx(1.25**0.5) and len(scales) == 7
    for _ in range(60):
        wheel(canvas, *at, (0, 120), held=control)
    assert canvas.view_scale == 32.0
    for _ in range(90):
        wheel(canvas, *at, (0, -120), held=control)
    assert canvas.view_scale == 0.01


def test_the_wheel_scrolls(pair: tuple[CanvasWidget, Sink]) -> None:
    canvas, sink = pair
    canvas.zoom_to(2.0)
    start = canvas.view
    wheel(canvas, 100, 100, (0, -120))
    down = canvas.view
    assert down.left == start.left and down.top < start.top
    wheel(canvas, 100, 100, (0, -120), held=Qt.KeyboardModifier.ShiftModifier)
    assert canvas.view.left < down.left and canvas.view.top == down.top
    wheel(canvas, 100, 100, (240, 0))
    assert canvas.view.left > down.left
    before = canvas.view
    wheel(canvas, 100, 100, (0, -10), pixels=(7, -9))  # a touchpad
    assert (canvas.view.left - before.left, canvas.view.top - before.top) == (7, -9)
    assert canvas.view_scale == 2.0 and len(sink.wheels) == 3  # sideways isn't a turn


def test_alt_and_wheel_belong_to_the_tool(pair: tuple[CanvasWidget, Sink]) -> None:
    canvas, sink = pair
    sink.takes_wheel = True
    before = canvas.view
    wheel(canvas, 100, 110, (120, 0), held=Qt.KeyboardModifier.AltModifier)  # as Qt sends it on X
    assert canvas.view == before
    event = sink.wheels[0]
    assert event.steps == 1.0 and event.modifiers is Modifier.ALT and event.pos == canvas.view.to_plane(100, 110)


def test_scrolling_ends_where_the_picture_ends(pair: tuple[CanvasWidget, Sink]) -> None:
    canvas, _ = pair
    for dx, dy in ((-9000, 0), (0, 9000), (9000, -9000)):
        canvas.pan(dx, dy)
        shown = canvas.view.screen_rect(Rect(0, 0, 1000, 800))
        assert not shown.intersect(Rect(160, 120, 320, 240).grow(1)).is_empty


def test_fit_follows_the_size_of_the_widget_until_the_view_is_moved(pair: tuple[CanvasWidget, Sink]) -> None:
    canvas, _ = pair
    canvas.zoom_fit()
    assert canvas.view_scale == pytest.approx((480 - 48) / 800)
    canvas.resize(900, 800)
    assert canvas.view_scale == pytest.approx(min((900 - 48) / 1000, (800 - 48) / 800))
    canvas.zoom_to(0.3)
    middle = canvas.view.to_plane(450, 400)
    canvas.resize(700, 500)
    assert canvas.view_scale == 0.3
    assert canvas.view.to_plane(350, 250) == pytest.approx(middle, abs=2)
    canvas.zoom_in()
    assert canvas.view_scale == pytest.approx(1 / 3)
    canvas.zoom_out()
    assert canvas.view_scale == 0.25
    canvas.show_rect(Rect(100, 100, 70, 10))
    assert canvas.view_scale == 10.0 and canvas.view.visible.contains(Rect(100, 100, 70, 10))


def test_tools_see_the_view(pair: tuple[CanvasWidget, Sink]) -> None:
    canvas, _ = pair
    view = canvas.tool_view
    assert view.scale * canvas.ratio == 0.5 and view.level == 1 and view.visible == canvas.view.visible
    shown = canvas.view.to_screen(700, 600)
    from inlay.base.geometry import Point

    view.zoom_at(Point(700, 600), 3.0)
    assert canvas.view_scale == 1.5 and canvas.view.to_screen(700, 600) == pytest.approx(shown, abs=1)
    left = canvas.view.left
    view.pan_by(5, 0)
    assert canvas.view.left == left + 5
    view.zoom_to(Rect(10, 10, 64, 48))
    assert canvas.view_scale == 10.0


@pytest.mark.parametrize(
    ("code", "held", "name"),
    [
        (Qt.Key.Key_B, Qt.KeyboardModifier.NoModifier, "b"),
        (Qt.Key.Key_B, Qt.KeyboardModifier.ShiftModifier, "b"),
        (Qt.Key.Key_BracketLeft, Qt.KeyboardModifier.NoModifier, "["),
        (Qt.Key.Key_BraceLeft, Qt.KeyboardModifier.ShiftModifier, "["),
        (Qt.Key.Key_1, Qt.KeyboardModifier.NoModifier, "1"),
        (Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier, "Enter"),
        (Qt.Key.Key_Escape, Qt.KeyboardModifier.NoModifier, "Escape"),
        (Qt.Key.Key_Left, Qt.KeyboardModifier.NoModifier, "Left"),
    ],
)
def test_keys_have_names(pair: tuple[CanvasWidget, Sink], code: Qt.Key, held: Qt.KeyboardModifier, name: str) -> None:
    canvas, sink = pair
    assert not key(canvas, QEvent.Type.KeyPress, code, held)
    key(canvas, QEvent.Type.KeyRelease, code, held)
    assert [(event.name, event.pressed) for event in sink.keys] == [(name, True), (name, False)]


def test_modifiers_are_those_held_after_the_event(pair: tuple[CanvasWidget, Sink]) -> None:
    canvas, sink = pair
    key(canvas, QEvent.Type.KeyPress, Qt.Key.Key_Shift)
    key(canvas, QEvent.Type.KeyRelease, Qt.Key.Key_Shift, Qt.KeyboardModifier.ShiftModifier)
    assert [event.name for event in sink.keys] == ["Shift", "Shift"]
    assert [event.modifiers for event in sink.keys] == [Modifier.SHIFT, Modifier.NONE]


def test_a_key_that_the_tool_uses_is_no_shortcut(qtbot: object) -> None:
    """Once each: the same key isn't told twice, and where the tool doesn't want it, the shortcut gets it."""
    window = QMainWindow()
    qtbot.addWidget(window)  # type: ignore[attr-defined]
    sink = Sink()
    canvas = CanvasWidget(sink)
    window.setCentralWidget(canvas)
    triggered: list[bool] = []
    action = QAction("accept", window)
    action.setShortcut("Backspace")
    action.triggered.connect(lambda: triggered.append(True))
    window.addAction(action)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)  # type: ignore[attr-defined]
    canvas.set_shown(document_of(layer_of(photo(50, 50))))
    canvas.setFocus()
    QTest.keyClick(canvas, Qt.Key.Key_Backspace)
    assert [event.name for event in sink.keys if event.pressed] == ["Backspace"] and triggered == [True]
    sink.keys.clear()
    sink.takes = {"Backspace"}
    QTest.keyClick(canvas, Qt.Key.Key_Backspace)
    assert [event.name for event in sink.keys if event.pressed] == ["Backspace"] and triggered == [True]
    canvas.workshop.close()


def test_with_nothing_open_nothing_is_told(qtbot: object) -> None:
    canvas, sink = make_canvas(qtbot)
    mouse(canvas, "press", 10, 10)
    mouse(canvas, "move", 12, 10)
    mouse(canvas, "release", 12, 10)
    press(canvas, Qt.Key.Key_B)
    wheel(canvas, 10, 10, (0, 120))
    pen(canvas, QEvent.Type.TabletPress, 10, 10, 0.5)
    assert sink.events == [] and sink.keys == [] and sink.wheels == []


def test_it_has_names_for_those_who_cannot_see_it(pair: tuple[CanvasWidget, Sink]) -> None:
    canvas, _ = pair
    assert canvas.objectName() == "canvas" and canvas.accessibleName()
    assert canvas.focusPolicy() is Qt.FocusPolicy.StrongFocus
