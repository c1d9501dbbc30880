"""The frame around what would be sent: dashes that are seen on any ground, and what is to be said of it above them."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPen, QRegion

from inlay.tools.overlay import PlanFrame
from inlay.ui.canvas.overlays.label import label_size, paint_label
from inlay.ui.canvas.overlays.scale import DARK, LIGHT, Screen

DASH = (5.0, 4.0)  # logical pixels: light, and what stays dark
REACH = 3.0


class PlanFramePainter:
    """A dark line with light dashes on it, so that it is told apart from a frame that is being set."""

    def paint(self, painter: QPainter, frame: PlanFrame, screen: Screen) -> None:
        """Draw it, in pixels of the device."""
        painter.setTransform(screen.base)
        rect = self._rect(frame, screen)
        half = 0.5 * max(1.0, screen.ratio)
        line = rect.adjusted(half, half, -half, -half)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        dark = QPen(DARK, screen.ratio + 2 * max(1.0, screen.ratio))
        light = QPen(LIGHT, screen.ratio)
        light.setDashPattern(DASH)  # counted in widths of the line
        for pen in (dark, light):
            pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
            pen.setCapStyle(Qt.PenCapStyle.FlatCap)
            # A cosmetic pen is as wide as it says, whatever the transform to the device.
            pen.setCosmetic(True)
            painter.setPen(pen)
            painter.drawRect(line)
        box = self._label_box(frame, rect, screen)
        if box is not None:
            paint_label(painter, frame.label, box, screen)

    def region(self, frame: PlanFrame, screen: Screen) -> QRegion:
        """What the line and the text touch."""
        rect = self._rect(frame, screen)
        reach = round(REACH * screen.ratio) + 1
        outer = rect.toRect().adjusted(-reach, -reach, reach, reach)
        inner = rect.toRect().adjusted(reach, reach, -reach, -reach)
        region = QRegion(outer)
        if inner.isValid():
            region -= QRegion(inner)
        box = self._label_box(frame, rect, screen)
        if box is not None:
            region += QRegion(box.toAlignedRect().adjusted(-1, -1, 1, 1))
        return region.intersected(QRegion(screen.bounds))

    @staticmethod
    def _rect(frame: PlanFrame, screen: Screen) -> QRectF:
        return screen.rect(frame.rect.x, frame.rect.y, frame.rect.right, frame.rect.bottom)

    @staticmethod
    def _label_box(frame: PlanFrame, rect: QRectF, screen: Screen) -> QRectF | None:
        """Above the frame, or inside at its upper edge where there is no room; as far as it is on the screen."""
        seen = rect.intersected(QRectF(screen.bounds))
        if not frame.label or seen.isEmpty():
            return None
        size, gap = label_size(frame.label, screen), round(4 * screen.ratio)
        above = seen.top() - size.height() - gap
        y = above if above >= gap else seen.top() + gap
        x = max(gap, min(seen.left(), screen.view.width - size.width() - gap))
        return QRectF(round(x), round(y), size.width(), size.height())
