"""The circle under the pointer that shows how large and how hard the brush is."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QRegion

from inlay.tools.overlay import BrushCursor
from inlay.ui.canvas.overlays.scale import Screen, twice

SMALL = 200.0  # device pixels: a circle up to this radius is painted again as one box
PIECES = 24


class BrushCursorPainter:
    """Two thin lines side by side, dark and light: seen on any ground. An inner circle shows where softness begins."""

    def paint(self, painter: QPainter, cursor: BrushCursor, screen: Screen) -> None:
        """Draw the circle; a cross where it would be too small to be seen."""
        painter.setTransform(screen.base)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        centre = screen.point(cursor.pos)
        radius = cursor.radius * screen.view.scale
        if radius < 2.5 * screen.ratio:
            self._cross(painter, centre, screen.ratio)
        else:
            twice(painter, screen.ratio, lambda: painter.drawEllipse(centre, radius, radius))
            inner = radius * cursor.hardness
            if radius - inner > 3 * screen.ratio and inner > 2 * screen.ratio:
                self._inner(painter, centre, inner, screen.ratio)
            if cursor.subtract:
                arm = min(4 * screen.ratio, radius / 2)
                ends = QPointF(centre.x() - arm, centre.y()), QPointF(centre.x() + arm, centre.y())
                twice(painter, screen.ratio, lambda: painter.drawLine(*ends))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)

    def _inner(self, painter: QPainter, centre: QPointF, radius: float, ratio: float) -> None:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for colour, wide in ((QColor(0, 0, 0, 110), 2.5 * ratio), (QColor(255, 255, 255, 170), ratio)):
            painter.setPen(QPen(colour, wide))
            painter.drawEllipse(centre, radius, radius)

    def _cross(self, painter: QPainter, centre: QPointF, ratio: float) -> None:
        x, y, arm = centre.x(), centre.y(), 6 * ratio

        def draw() -> None:
            painter.drawLine(QPointF(x - arm, y), QPointF(x + arm, y))
            painter.drawLine(QPointF(x, y - arm), QPointF(x, y + arm))

        twice(painter, ratio, draw)

    def region(self, cursor: BrushCursor, screen: Screen) -> QRegion:
        """What the circle touches; of a large one the ring only, since what is inside doesn't change."""
        centre = screen.point(cursor.pos)
        radius = max(cursor.radius * screen.view.scale, 6 * screen.ratio)
        if radius <= SMALL:
            return QRegion(_around(centre.x(), centre.y(), radius + 4 * screen.ratio) & screen.bounds)
        region = QRegion(_around(centre.x(), centre.y(), 6 * screen.ratio) & screen.bounds)
        rings = (radius, radius * cursor.hardness) if cursor.hardness < 1 else (radius,)
        for ring in rings:
            for box in _ring(centre.x(), centre.y(), ring, 4 * screen.ratio):
                region += QRegion(box & screen.bounds)
        return region


def _around(x: float, y: float, reach: float) -> QRect:
    return _box(x - reach, y - reach, x + reach, y + reach)


def _box(left: float, top: float, right: float, bottom: float) -> QRect:
    x, y = math.floor(left), math.floor(top)
    return QRect(x, y, math.ceil(right) - x, math.ceil(bottom) - y)


def _ring(x: float, y: float, radius: float, margin: float) -> list[QRect]:
    """Boxes that hold a circle's line."""
    boxes = []
    for step in range(PIECES):
        first, last = (2 * math.pi * each / PIECES for each in (step, step + 1))
        xs = sorted((x + radius * math.cos(first), x + radius * math.cos(last)))
        ys = sorted((y + radius * math.sin(first), y + radius * math.sin(last)))
        boxes.append(_box(xs[0] - margin, ys[0] - margin, xs[1] + margin, ys[1] + margin))
    return boxes
