"""An ellipse that is being drawn, with its size beside it."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QRegion

from inlay.tools.overlay import EllipseOutline
from inlay.ui.canvas.overlays.label import label_beside, paint_label
from inlay.ui.canvas.overlays.scale import Screen, twice


class EllipseOutlinePainter:
    """A thin line that is seen on any ground."""

    def paint(self, painter: QPainter, outline: EllipseOutline, screen: Screen) -> None:
        """Draw it, in pixels of the device."""
        painter.setTransform(screen.base)
        rect = self._rect(outline, screen)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        twice(painter, screen.ratio, lambda: painter.drawEllipse(rect))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        if outline.label:
            paint_label(painter, outline.label, label_beside(outline.label, rect, screen), screen)

    def region(self, outline: EllipseOutline, screen: Screen) -> QRegion:
        """The box around the line, and the text."""
        rect = self._rect(outline, screen)
        reach = round(3 * screen.ratio) + 1
        region = QRegion(rect.toAlignedRect().adjusted(-reach, -reach, reach, reach))
        if outline.label:
            box = label_beside(outline.label, rect, screen)
            region += QRegion(box.toAlignedRect().adjusted(-1, -1, 1, 1))
        return region.intersected(QRegion(screen.bounds))

    @staticmethod
    def _rect(outline: EllipseOutline, screen: Screen) -> QRectF:
        return screen.rect(outline.left, outline.top, outline.right, outline.bottom)
