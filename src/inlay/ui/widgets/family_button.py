"""A button that stands for several: a long press, a right click or the menu key opens a list of all of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPoint, QPointF, QTimer, Signal
from PySide6.QtGui import QContextMenuEvent, QMouseEvent, QPainter, QPaintEvent, QPalette, QPolygonF
from PySide6.QtWidgets import QApplication, QMenu, QToolButton, QWidget

from inlay.ui.theme.icons import icon

LONG_PRESS = 350
"""Milliseconds."""
CORNER, GAP = 5.0, 4.0  # logical pixels


@dataclass(frozen=True, eq=False)
class Member:
    """One entry of the list: what `chosen` tells, its text, and the file name of its icon."""

    id: str
    title: str
    icon: str


class FamilyButton(QToolButton):
    """With a single member it is a plain button; with more, a small triangle in its corner says so."""

    chosen = Signal(str)

    def __init__(self, members: Sequence[Member], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.members = tuple(members)
        self._timer = QTimer(self, singleShot=True, interval=LONG_PRESS)
        self._timer.timeout.connect(self.open)

    def open(self) -> None:
        """Show the list beside the button."""
        if len(self.members) < 2:
            return
        self.setDown(False)
        menu = QMenu(self)
        menu.setObjectName(f"{self.objectName()}.menu")
        menu.setAccessibleName(self.accessibleName())
        for member in self.members:
            action = menu.addAction(icon(member.icon), member.title)
            action.setObjectName(f"action.{self.objectName()}.{member.id}")
            action.triggered.connect(lambda _checked=False, name=member.id: self.chosen.emit(name))
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.mapToGlobal(QPoint(self.width() + 2, 0)))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Qt's own: a long press opens the list."""
        super().mousePressEvent(event)
        if self.isDown() and len(self.members) > 1:
            self._timer.start(max(LONG_PRESS, QApplication.doubleClickInterval() // 2))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Qt's own: a short one was a click."""
        self._timer.stop()
        super().mouseReleaseEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Qt's own: a right click, or the menu key."""
        if len(self.members) > 1:
            event.accept()
            self.open()
        else:
            super().contextMenuEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt's own, and the triangle."""
        super().paintEvent(event)
        if len(self.members) < 2:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(self.palette().color(QPalette.ColorRole.ButtonText))
        painter.setBrush(self.palette().color(QPalette.ColorRole.ButtonText))
        right, bottom = self.width() - GAP, self.height() - GAP
        corner = [QPointF(right, bottom), QPointF(right - CORNER, bottom), QPointF(right, bottom - CORNER)]
        painter.drawPolygon(QPolygonF(corner))
        painter.end()
