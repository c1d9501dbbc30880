"""A part of a large picture, one of its pixels on one of the screen's: dragged or moved with the arrow keys."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QBrush,
    QColor,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

_ARROWS = {
    Qt.Key.Key_Left: QPoint(-1, 0),
    Qt.Key.Key_Right: QPoint(1, 0),
    Qt.Key.Key_Up: QPoint(0, -1),
    Qt.Key.Key_Down: QPoint(0, 1),
}
_STEP = 64
"""Pixels that an arrow key moves by."""


class TrueSizeView(QWidget):
    """Shows one of two images of the same part: the one before while `show_before` is on.

    All positions are pixels of the picture. `moved` tells that another part is looked at. `surround` gives the colour
    beside the picture when it is painted, `behind` what is seen through transparency, at a ratio of device pixels.
    """

    moved = Signal()

    def __init__(
        self, surround: Callable[[], QColor], behind: Callable[[float], QBrush], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._surround, self._behind = surround, behind
        self._bounds = QRect()
        self._at = QPoint()  # the picture's pixel in the view's top left corner
        self._part = QRect()
        self._after, self._before = QImage(), QImage()
        self._shows_before = False
        self._grip: QPoint | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(240, 200)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.OpenHandCursor)

    def sizeHint(self) -> QSize:
        """Qt's own."""
        return QSize(520, 420)

    # What is looked at

    def look_at(self, bounds: QRect, centre: QPoint) -> None:
        """Show the picture that covers `bounds`, with `centre` in the middle as far as the picture goes."""
        self._bounds = bounds
        size = self._size()
        self._go(centre - QPoint(size.width() // 2, size.height() // 2))

    def visible(self) -> QRect:
        """The part of the picture that is in view."""
        return QRect(self._at, self._size()).intersected(self._bounds)

    def show_part(self, part: QRect, after: QImage, before: QImage) -> None:
        """Show images of a part of the picture, each of the part's size."""
        self._part, self._after, self._before = part, after, before
        self.update()

    def drop_after(self) -> None:
        """There is only the image before any more."""
        self.show_part(self._part, self._before, self._before)

    def clear(self) -> None:
        """Show nothing."""
        self.show_part(QRect(), QImage(), QImage())

    def part(self) -> QRect:
        """The part of which there are images."""
        return self._part

    def show_before(self, is_on: bool) -> None:
        """Show the image before, or the other one again."""
        if is_on != self._shows_before:
            self._shows_before = is_on
            self.update()

    @property
    def shows_before(self) -> bool:
        """Whether the image before is shown."""
        return self._shows_before

    def image(self) -> QImage:
        """The image that is shown."""
        return self._before if self._shows_before else self._after

    def _size(self) -> QSize:
        """The view in pixels of the screen."""
        ratio = self.devicePixelRatioF()
        return QSize(round(self.width() * ratio), round(self.height() * ratio))

    def _go(self, at: QPoint) -> None:
        """Look at another place; a picture smaller than the view stands in its middle."""
        size, bounds = self._size(), self._bounds
        kept = QPoint(
            _within(at.x(), bounds.left(), bounds.width(), size.width()),
            _within(at.y(), bounds.top(), bounds.height(), size.height()),
        )
        if kept != self._at:
            self._at = kept
            self.update()
            self.moved.emit()

    # Qt's own

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the middle where it was."""
        before = event.oldSize() * self.devicePixelRatioF()
        grown = self._size() - before if before.isValid() else QSize()
        self._go(self._at - QPoint(grown.width() // 2, grown.height() // 2))
        self.moved.emit()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw in pixels of the screen."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._surround())
        ratio = self.devicePixelRatioF()
        painter.scale(1 / ratio, 1 / ratio)
        image = self.image()
        if not image.isNull():
            place = self._part.translated(-self._at)
            painter.setBrushOrigin(place.topLeft())
            painter.fillRect(place, self._behind(ratio))
            painter.drawImage(place.topLeft(), image)
        painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin to drag."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._grip = event.position().toPoint()
            self.setCursor(Qt.CursorShape.ClosedHandCursor)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag."""
        if self._grip is not None:
            at = event.position().toPoint()
            self._go(self._at - (at - self._grip) * self.devicePixelRatioF())
            self._grip = at

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        """End the drag."""
        self._grip = None
        self.setCursor(Qt.CursorShape.OpenHandCursor)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Move up, down and sideways."""
        turned = event.pixelDelta() if not event.pixelDelta().isNull() else event.angleDelta() / 2
        self._go(self._at - turned * self.devicePixelRatioF())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrow keys move."""
        step = _ARROWS.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
            return
        self._go(self._at + step * _STEP)


def _within(at: int, start: int, length: int, room: int) -> int:
    """Where a view of `room` begins: inside the picture, or around it where that is shorter."""
    if length <= room:
        return start - (room - length) // 2
    return min(max(at, start), start + length - room)
