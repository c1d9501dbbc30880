"""What overlays know of the screen, and lines that are seen on any ground."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QTransform

from inlay.base.geometry import Rect
from inlay.ui.canvas.view import View

DARK = QColor(0, 0, 0, 190)
LIGHT = QColor(255, 255, 255)


@dataclass(frozen=True)
class Screen:
    """The view, pixels of the device for one logical pixel, the transform to the device, and the document's canvas."""

    view: View
    ratio: float
    base: QTransform
    canvas: Rect

    def point(self, at: tuple[float, float]) -> QPointF:
        """A place in the plane, in device pixels."""
        x, y = self.view.to_screen(*at)
        return QPointF(x, y)

    def rect(self, left: float, top: float, right: float, bottom: float) -> QRectF:
        """A box between edges in the plane, in device pixels, its corners on whole ones."""
        view = self.view
        x, y = view.edge_x(left), view.edge_y(top)
        return QRectF(x, y, view.edge_x(right) - x, view.edge_y(bottom) - y)

    @property
    def bounds(self) -> QRect:
        """The whole widget."""
        return QRect(0, 0, self.view.width, self.view.height)

    @property
    def to_device(self) -> QTransform:
        """From the plane to the painter's own coordinates."""
        view = self.view
        return QTransform(view.scale, 0, 0, view.scale, view.x, view.y) * self.base


class _Draw(Protocol):
    def __call__(self) -> object: ...


def twice(painter: QPainter, ratio: float, draw: _Draw, width: float = 1.0) -> None:
    """Call `draw` for a dark line and a light one inside it, `width` logical pixels wide."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for colour, wide in ((DARK, width * ratio + 2 * max(1.0, ratio)), (LIGHT, width * ratio)):
        pen = QPen(colour, wide)
        pen.setCosmetic(True)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)
        draw()
