"""A label that changes its field's value when it is dragged sideways."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QLabel, QWidget

PIXELS_A_STEP = 2.0
FINE = 0.1


class ScrubLabel(QLabel):
    """`scrubbed` tells steps since the last time (Shift: a tenth as fast), `released` the end of a drag."""

    pressed = Signal()
    scrubbed = Signal(float)
    released = Signal()

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setCursor(Qt.CursorShape.SizeHorCursor)
        self._last_x: float | None = None

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Qt's own: a drag may begin, and the field gets the keys."""
        if event.button() != Qt.MouseButton.LeftButton:
            event.ignore()
            return
        self._last_x = event.globalPosition().x()
        if (buddy := self.buddy()) is not None:
            buddy.setFocus(Qt.FocusReason.MouseFocusReason)
        self.pressed.emit()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Qt's own: tell how far it went."""
        if self._last_x is None:
            return
        x = event.globalPosition().x()
        pace = FINE if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1.0
        steps = (x - self._last_x) / PIXELS_A_STEP * pace
        self._last_x = x
        if steps:
            self.scrubbed.emit(steps)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Qt's own: the drag ends."""
        if event.button() == Qt.MouseButton.LeftButton and self._last_x is not None:
            self._last_x = None
            self.released.emit()
