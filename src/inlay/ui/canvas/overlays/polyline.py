"""A thin line through points, such as a lasso that is being drawn."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, QRect
from PySide6.QtGui import QPainter, QPainterPath, QRegion

from inlay.tools.overlay import Polyline
from inlay.ui.canvas.overlays.scale import Screen, twice


class PolylinePainter:
    """One line. A hand draws thousands of points: what was turned into a path stays, and only the end is repainted."""

    def __init__(self) -> None:
        self._line: Polyline | None = None
        self._path = QPainterPath()

    def drawn(self, screen: Screen) -> QRegion:
        """What the line touches now (device)."""
        return _region(self._line.points, screen) if self._line is not None else QRegion()

    def replace(self, line: Polyline, screen: Screen) -> QRegion:
        """Draw another line from now on; what has to be painted again (device)."""
        old = self._line
        self._line = line
        known = len(old.points) if old is not None else 0
        if old is None or not _goes_on(old, line):
            dirty = _region(line.points, screen) + (_region(old.points, screen) if old is not None else QRegion())
            self._path = QPainterPath()
            known = 0
        else:
            # The last piece that was there, what is new, and both closing pieces.
            tail = line.points[max(0, known - 2) :]
            dirty = _region(tail, screen)
            if line.closed or old.closed:
                dirty += _region((line.points[0], *tail), screen)
        for point in line.points[known:]:
            if self._path.elementCount():
                self._path.lineTo(*point)
            else:
                self._path.moveTo(*point)
        return dirty

    def paint(self, painter: QPainter, screen: Screen) -> None:
        """Draw the line."""
        line = self._line
        if line is None or not line.points:
            return
        painter.setTransform(screen.to_device)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ends = QPointF(*line.points[-1]), QPointF(*line.points[0])

        def draw() -> None:
            painter.drawPath(self._path)
            if line.closed:
                painter.drawLine(*ends)

        twice(painter, screen.ratio, draw)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setTransform(screen.base)


def _goes_on(old: Polyline, new: Polyline) -> bool:
    known = len(old.points)
    return 0 < known <= len(new.points) and old.points[0] == new.points[0] and old.points[-1] == new.points[known - 1]


def _region(points: tuple[tuple[float, float], ...], screen: Screen) -> QRegion:
    if not points:
        return QRegion()
    reach = 3 * screen.ratio
    shown = [screen.view.to_screen(*point) for point in points]
    left, top = min(point.x for point in shown) - reach, min(point.y for point in shown) - reach
    right, bottom = max(point.x for point in shown) + reach, max(point.y for point in shown) + reach
    x, y = math.floor(left), math.floor(top)
    return QRegion(QRect(x, y, math.ceil(right) - x, math.ceil(bottom) - y) & screen.bounds)
