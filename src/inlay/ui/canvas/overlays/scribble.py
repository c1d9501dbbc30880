"""A broad line that says what belongs to an object (green, drawn through) or doesn't (magenta, in dashes)."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF, QRegion

from inlay.tools.overlay import Scribble
from inlay.ui.canvas.overlays.scale import DARK, Screen

# Told apart by their dashes too, for eyes that don't see these colours apart.
WANTED, UNWANTED = QColor(90, 240, 120), QColor(255, 80, 220)


class ScribblePainter:
    """One line with round ends on a dark rim."""

    def paint(self, painter: QPainter, scribble: Scribble, screen: Screen) -> None:
        """Draw it, in pixels of the device."""
        painter.setTransform(screen.base)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        line = QPolygonF([screen.point(each) for each in scribble.points])
        width = scribble.width * screen.ratio
        for colour, wide in ((DARK, width + 2 * max(1.0, screen.ratio)), (_colour(scribble), width)):
            pen = QPen(colour, wide)
            pen.setCosmetic(True)
            pen.setCapStyle(Qt.PenCapStyle.RoundCap)
            pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
            if not scribble.wanted and colour is not DARK:
                pen.setDashPattern((1.2, 1.9))  # counted in widths of the line
            painter.setPen(pen)
            self._draw(painter, line)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)

    @staticmethod
    def _draw(painter: QPainter, line: QPolygonF) -> None:
        if line.size() == 1:
            painter.drawPoint(line.at(0))
        else:
            painter.drawPolyline(line)

    def region(self, scribble: Scribble, screen: Screen) -> QRegion:
        """The box around the line."""
        shown: list[QPointF] = [screen.point(each) for each in scribble.points]
        if not shown:
            return QRegion()
        reach = scribble.width * screen.ratio / 2 + 3 * screen.ratio
        left, right = min(each.x() for each in shown) - reach, max(each.x() for each in shown) + reach
        top, bottom = min(each.y() for each in shown) - reach, max(each.y() for each in shown) + reach
        x, y = math.floor(left), math.floor(top)
        return QRegion(QRect(x, y, math.ceil(right) - x, math.ceil(bottom) - y) & screen.bounds)


def _colour(scribble: Scribble) -> QColor:
    return WANTED if scribble.wanted else UNWANTED
