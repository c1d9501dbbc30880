"""Rows of the Layers panel in the hand: into which gap they would go, and the line that shows it."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt, QTimer
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QListView

from inlay.ui.theme import colours

EDGE = 20
STEP = 8


class RowDrag:
    """A drag inside one list, from when it begins until rows are dropped or it is given up.

    Not one of the system's: it can't leave the list, and goes on while the program does.
    """

    def __init__(self, view: QListView) -> None:
        self._view = view
        self._y = -1
        self._timer = QTimer(view, interval=30)
        self._timer.timeout.connect(self._scroll)
        view.viewport().setCursor(Qt.CursorShape.ClosedHandCursor)

    def moved(self, y: int) -> None:
        """The pointer is at this height of the viewport."""
        self._y = y
        near = y < EDGE or y > self._view.viewport().height() - EDGE
        if near and not self._timer.isActive():
            self._timer.start()
        elif not near:
            self._timer.stop()
        self._view.viewport().update()

    @property
    def gap(self) -> int:
        """The gap that rows would go into: 0 is above the first row of the list."""
        return sum(self._rect(row).center().y() < self._y for row in range(self._view.model().rowCount()))

    def ended(self) -> None:
        """The rows were dropped, or the drag was given up."""
        self._timer.stop()
        self._timer.deleteLater()
        self._view.viewport().unsetCursor()
        self._view.viewport().update()

    def paint(self, painter: QPainter) -> None:
        """Draw the line at the gap, with a knob at its left end."""
        count, gap = self._view.model().rowCount(), self.gap
        y = self._rect(gap).top() if gap < count else self._rect(count - 1).bottom() + 1
        y = min(max(2, y), self._view.viewport().height() - 3)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(colours.FOCUS), 2))
        painter.drawLine(8, y, self._view.viewport().width() - 2, y)
        painter.drawEllipse(2, y - 3, 6, 6)

    def _rect(self, row: int) -> QRect:
        return self._view.visualRect(self._view.model().index(row, 0))

    def _scroll(self) -> None:
        bar = self._view.verticalScrollBar()
        bar.setValue(bar.value() + (-STEP if self._y < EDGE else STEP))
        self._view.viewport().update()
