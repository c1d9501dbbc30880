"""A label that is an icon, drawn anew whenever it is painted: it follows the theme and the screen's pixel ratio."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QWidget


class IconLabel(QLabel):
    """Shows `icon` at `side` x `side` logical pixels in the middle of its room."""

    def __init__(self, icon: QIcon, side: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon = icon
        self._side = side
        self.setFixedSize(side, side)

    def sizeHint(self) -> QSize:
        """Qt's own."""
        return QSize(self._side, self._side)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Qt's own."""
        painter = QPainter(self)
        self._icon.paint(painter, self.rect(), Qt.AlignmentFlag.AlignCenter)
        painter.end()
