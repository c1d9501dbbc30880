"""How a person likes the canvas: what the wheel does, and what is drawn at large scales and at the pointer."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QLine, QRect
from PySide6.QtGui import QColor, QPainter, QPen, QRegion, QTransform

from inlay.ui.canvas.view import View, rounded

GRID_FROM = 8.0
"""Device pixels for one pixel of the picture from which a grid can be told from the picture."""
GRID = QColor(128, 128, 128, 110)


@dataclass(frozen=True)
class Habits:
    """`wheel_zooms`: the wheel zooms, and scrolls with Ctrl. `zooms_at_pointer`: to where the pointer is, else to the
    middle. `smooth`: pixels run into each other above 200 %. `grid`: lines between pixels from 800 %. `cross`: a cross
    in the middle of the brush."""

    wheel_zooms: bool = False
    zooms_at_pointer: bool = True
    smooth: bool = False
    grid: bool = False
    cross: bool = False


def paint_grid(painter: QPainter, view: View, shown: QRect, exposed: QRegion, base: QTransform) -> None:
    """Draw lines between pixels of the picture inside `shown` (device), where they are `exposed`."""
    box = exposed.boundingRect() & shown
    if view.scale < GRID_FROM or box.isEmpty():
        return
    plane = view.plane_rect(box.x(), box.y(), box.x() + box.width(), box.y() + box.height())
    across = [rounded(x * view.scale + view.x) for x in range(plane.x, plane.right + 1)]
    down = [rounded(y * view.scale + view.y) for y in range(plane.y, plane.bottom + 1)]
    lines = [QLine(x, box.top(), x, box.bottom()) for x in across if box.left() <= x <= box.right()]
    lines += [QLine(box.left(), y, box.right(), y) for y in down if box.top() <= y <= box.bottom()]
    painter.setTransform(base)
    painter.setPen(QPen(GRID, 1))
    painter.drawLines(lines)
