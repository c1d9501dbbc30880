"""A small round place to be clicked, such as the first point of a polygon; filled where a click would count now."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPainter, QPen, QRegion

from inlay.tools.overlay import Knob
from inlay.ui.canvas.overlays.scale import DARK, LIGHT, Screen

RADIUS = 4.0  # logical pixels
REACH = 3.0


class KnobPainter:
    """A light ring on a dark one."""

    def paint(self, painter: QPainter, knob: Knob, screen: Screen) -> None:
        """Draw it, in pixels of the device."""
        painter.setTransform(screen.base)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        centre, radius = screen.point(knob.pos), self._radius(knob) * screen.ratio
        for colour, width in ((DARK, 3.5), (LIGHT, 1.5)):
            painter.setPen(QPen(colour, width * screen.ratio))
            painter.setBrush(LIGHT if knob.active and colour is LIGHT else Qt.BrushStyle.NoBrush)
            painter.drawEllipse(centre, radius, radius)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)

    def region(self, knob: Knob, screen: Screen) -> QRegion:
        """What it touches."""
        reach = round((self._radius(knob) + REACH) * screen.ratio)
        middle = screen.point(knob.pos).toPoint()
        box = QRect(middle.x() - reach, middle.y() - reach, 2 * reach + 1, 2 * reach + 1)
        return QRegion(box & screen.bounds)

    @staticmethod
    def _radius(knob: Knob) -> float:
        return RADIUS + 1 if knob.active else RADIUS
