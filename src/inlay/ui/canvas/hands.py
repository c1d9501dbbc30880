"""What moves the view rather than a tool: the wheel, the middle button, Space, and fingers on a touchpad."""

from __future__ import annotations

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QNativeGestureEvent, QWheelEvent

from inlay.ui.canvas.view import View

NOTCH = 120  # eighths of a degree that Qt counts for one notch of a wheel
NOTCH_ZOOM = 1.25
NOTCH_SCROLL = 80.0  # logical pixels


def wheel_turn(event: QWheelEvent) -> QPointF:
    """Notches to the right and away from the person. With Alt, some systems turn the wheel sideways: undone here."""
    turned = event.angleDelta()
    x, y = turned.x() / NOTCH, turned.y() / NOTCH
    if event.modifiers() & Qt.KeyboardModifier.AltModifier and not y:
        x, y = 0.0, x
    return QPointF(x, y)


def wheel_scroll(event: QWheelEvent) -> QPointF:
    """How far the picture moves, in logical pixels: a touchpad says it itself; Shift turns up and down sideways."""
    exact = event.pixelDelta()
    moved = QPointF(exact) if not exact.isNull() else wheel_turn(event) * NOTCH_SCROLL
    if event.modifiers() & Qt.KeyboardModifier.ShiftModifier and not moved.x():
        return QPointF(moved.y(), 0.0)
    return moved


def wheel_scale(scale: float, notches: float) -> float:
    """The scale after turning the wheel; whole notches come to rest at 100 % on their way past it."""
    turned = scale * NOTCH_ZOOM**notches
    passed = (scale - 1.0) * (turned - 1.0) < 0
    return 1.0 if passed and abs(notches) >= 1 else turned


def pinch_scale(scale: float, event: QNativeGestureEvent) -> float | None:
    """The scale after a pinch; None for gestures that don't zoom."""
    kind = event.gestureType()
    return scale * (1.0 + event.value()) if kind == Qt.NativeGestureType.ZoomNativeGesture else None


class Drag:
    """The view in the hand: where it was taken, and where it was then."""

    def __init__(self, at: QPointF, view: View, ratio: float) -> None:
        self._at = at
        self._view = view
        self._ratio = ratio

    def to(self, at: QPointF, view: View) -> View:
        """The view with the hand at another place."""
        moved = (at - self._at) * self._ratio
        start = self._view
        return view.moved(start.left + moved.x() - view.left, start.top + moved.y() - view.top)
