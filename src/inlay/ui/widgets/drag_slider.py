"""A horizontal slider that goes where it is pressed and follows from there."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QSlider, QStyle, QStyleOptionSlider, QWidget

from inlay.ui.widgets.scale import POSITIONS


class DragSlider(QSlider):
    """Positions 0..POSITIONS. Without a focus of its own: it belongs to a number field, which takes the keys."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setRange(0, POSITIONS)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Qt's own: a press anywhere is the beginning of a drag."""
        if event.button() != Qt.MouseButton.LeftButton:
            event.ignore()
            return
        self.setSliderDown(True)
        self.setSliderPosition(self._position_at(event))
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Qt's own: follow."""
        if self.isSliderDown():
            self.setSliderPosition(self._position_at(event))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Qt's own: the drag ends."""
        if event.button() == Qt.MouseButton.LeftButton and self.isSliderDown():
            self.setSliderPosition(self._position_at(event))
            self.setSliderDown(False)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Qt's own: the wheel belongs to whatever scrolls."""
        event.ignore()

    def _position_at(self, event: QMouseEvent) -> int:
        option = QStyleOptionSlider()
        self.initStyleOption(option)
        part = QStyle.SubControl
        style, control = self.style(), QStyle.ComplexControl.CC_Slider
        groove = style.subControlRect(control, option, part.SC_SliderGroove, self)
        handle = style.subControlRect(control, option, part.SC_SliderHandle, self)
        room = max(1, groove.width() - handle.width())
        along = round(event.position().x()) - groove.x() - handle.width() // 2
        return QStyle.sliderValueFromPosition(0, POSITIONS, min(room, max(0, along)), room, option.upsideDown)
