"""Who gets an event: the tool, or the view while Space or the middle button is held. A pen wins over the mouse."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QTabletEvent, QWheelEvent

from inlay.base.geometry import Point
from inlay.tools.events import Phase, PointerEvent, WheelEvent
from inlay.ui.canvas.cursors import cursor
from inlay.ui.canvas.hands import Drag, wheel_turn
from inlay.ui.canvas.pointer import (
    is_synthesised,
    key_event,
    leave_event,
    modifiers_of,
    mouse_event,
    pen_event,
    place,
)
from inlay.ui.canvas.sink import PointerSink

if TYPE_CHECKING:
    from inlay.ui.canvas.widget import CanvasWidget

_PEN_PHASES = {
    QEvent.Type.TabletPress: Phase.PRESS,
    QEvent.Type.TabletMove: Phase.MOVE,
    QEvent.Type.TabletRelease: Phase.RELEASE,
}
HELD_KEYS = ("Space", "Shift", "Alt", "Ctrl")


class Pointing:
    """The state of pointer and keys over the canvas."""

    def __init__(self, canvas: CanvasWidget, sink: PointerSink) -> None:
        self._canvas = canvas
        self._sink = sink
        self._cursor = "cross"
        self._last: PointerEvent | None = None
        self._position = QPointF()
        self._acting = False  # a button of the tool's is down
        self._pen_is_down = False
        self._space = False
        self._drag: Drag | None = None
        self._drag_button: Qt.MouseButton | None = None  # None: dragged by Space during a gesture
        self._offered: tuple[int, bool] | None = None

    # Cursor

    def set_cursor(self, name: str) -> None:
        """The tool's shape of the pointer."""
        self._cursor = name
        self._show_cursor()

    def _show_cursor(self) -> None:
        name = "grab" if self._drag is not None else "hand" if self._space else self._cursor
        self._canvas.setCursor(cursor(name))

    # Mouse

    def mouse_pressed(self, event: QMouseEvent, double: bool) -> None:
        """A button of the mouse went down."""
        event.accept()
        if self._is_mute() or is_synthesised(event) or self._pen_is_down:
            return
        self._position = event.position()
        left = event.button() == Qt.MouseButton.LeftButton
        if event.button() == Qt.MouseButton.MiddleButton or (self._space and left and not self._acting):
            self._take(event.position(), event.button())
            return
        if self._drag is None:
            self._acting = True
            phase = Phase.DOUBLE if double else Phase.PRESS
            self._give(mouse_event(event, phase, self._canvas.view, self._canvas.ratio))

    def mouse_moved(self, event: QMouseEvent) -> None:
        """The mouse moved, with or without a button."""
        event.accept()
        if self._is_mute() or is_synthesised(event) or self._pen_is_down:
            return
        self._position = event.position()
        if self._dragged(event.position()):
            return
        phase = Phase.MOVE if event.buttons() != Qt.MouseButton.NoButton else Phase.HOVER
        self._give(mouse_event(event, phase, self._canvas.view, self._canvas.ratio))

    def mouse_released(self, event: QMouseEvent) -> None:
        """A button of the mouse went up."""
        event.accept()
        if self._is_mute() or is_synthesised(event) or self._pen_is_down:
            return
        self._position = event.position()
        if self._drag is not None and event.button() == self._drag_button:
            self._let_go()
            return
        if self._acting:
            if self._drag is not None and self._drag_button is None:
                self._let_go()
            self._acting = event.buttons() != Qt.MouseButton.NoButton
            self._give(mouse_event(event, Phase.RELEASE, self._canvas.view, self._canvas.ratio))

    # Pen

    def pen(self, event: QTabletEvent) -> None:
        """A pen did something; accepted, so that Qt makes no mouse events of it."""
        event.accept()
        phase = _PEN_PHASES.get(event.type())
        if self._is_mute() or phase is None:
            return
        self._position = event.position()
        if phase is Phase.PRESS:
            self._pen_is_down = True
            if self._space or event.button() == Qt.MouseButton.MiddleButton:
                self._take(event.position(), event.button())
        elif phase is Phase.RELEASE:
            self._pen_is_down = event.buttons() != Qt.MouseButton.NoButton
        elif not self._pen_is_down:
            phase = Phase.HOVER
        if self._dragged(event.position()):
            if phase is Phase.RELEASE and not self._pen_is_down:
                self._let_go()
                if self._acting:
                    self._acting = False
                    self._give(pen_event(event, phase, self._canvas.view, self._canvas.ratio))
            return
        self._acting = self._pen_is_down
        self._give(pen_event(event, phase, self._canvas.view, self._canvas.ratio))

    # Moving the view

    def _take(self, at: QPointF, button: Qt.MouseButton | None) -> None:
        self._drag = Drag(at, self._canvas.view, self._canvas.ratio)
        self._drag_button = button
        self._show_cursor()

    def _dragged(self, to: QPointF) -> bool:
        """Move the view if it is in the hand; during a gesture, Space alone takes it."""
        if self._drag is None:
            return False
        self._canvas.look(self._drag.to(to, self._canvas.view))
        return True

    def _let_go(self) -> None:
        self._drag, self._drag_button = None, None
        self._show_cursor()

    # Keys

    def offered(self, event: QKeyEvent) -> bool:
        """Qt asks whether a key is wanted before it may become a shortcut: then it is used at once."""
        self._offered = None
        used = self._use(event, pressed=True)
        self._offered = (event.key(), used)
        if used:
            event.accept()
        return used

    def key(self, event: QKeyEvent, pressed: bool) -> bool:
        """A key went down or up; whether it was used."""
        offered, self._offered = self._offered, None
        if pressed and offered is not None and offered[0] == event.key():
            return offered[1]
        return self._use(event, pressed)

    def _use(self, event: QKeyEvent, pressed: bool) -> bool:
        if self._is_mute():
            return False
        told = key_event(event, pressed)
        repeated = event.isAutoRepeat()
        unheard = told is None or (repeated and told.name in HELD_KEYS)
        if told is not None and not unheard and self._sink.key(told):
            return True
        if event.key() == Qt.Key.Key_Space:
            if not repeated:
                self._hold_space(pressed)
            return True
        return False

    def _hold_space(self, held: bool) -> None:
        self._space = held
        if held and self._acting and self._drag is None:
            self._take(self._position, None)
        elif not held and self._drag is not None and self._drag_button is None:
            self._let_go()
        self._show_cursor()

    def lost_focus(self) -> None:
        """Keys that are held can't be seen going up any more."""
        if self._space:
            self._hold_space(False)

    # Wheel, and where the pointer is

    def wheel(self, event: QWheelEvent) -> bool:
        """Whether the tool used a turn of the wheel."""
        steps = wheel_turn(event).y()
        if not steps:
            return False
        position = event.position()
        at = place(position, self._canvas.view, self._canvas.ratio)
        held = modifiers_of(event.modifiers())
        return self._sink.wheel(WheelEvent(at, Point(position.x(), position.y()), steps, held))

    def gone(self) -> None:
        """The pointer left the canvas."""
        if not self._acting and not self._is_mute():
            self._sink.pointer(leave_event(self._last))
        self._canvas.left.emit()

    def _is_mute(self) -> bool:
        return self._canvas.scene.document is None

    def _give(self, event: PointerEvent) -> None:
        self._last = event
        self._sink.pointer(event)
        self._canvas.hovered.emit(event.pos.x, event.pos.y)
