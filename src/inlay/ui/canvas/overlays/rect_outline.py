"""Rectangles with handles: a selection that is being drawn, and the frame with what it adds and what it leaves out."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QRegion

from inlay.base.geometry import Point
from inlay.tools.overlay import RectOutline
from inlay.ui.canvas.overlays.label import label_beside, paint_label
from inlay.ui.canvas.overlays.scale import DARK, LIGHT, Screen, twice
from inlay.ui.canvas.pixels import boxes_of

DIM = QColor(0, 0, 0, 150)
BAND = QColor(255, 30, 30, 110)
HATCH = QColor(255, 255, 255, 60)
HANDLE = 9.0  # logical pixels, a side


class RectOutlinePainter:
    """Draws one rectangle with everything that belongs to it."""

    def paint(self, painter: QPainter, outline: RectOutline, screen: Screen) -> None:
        """Draw it, in pixels of the device."""
        painter.setTransform(screen.base)
        rect = screen.rect(outline.left, outline.top, outline.right, outline.bottom)
        if outline.dim_outside:
            self._ground(painter, rect, screen)
        for band in outline.bands:
            painter.fillRect(screen.rect(band.x, band.y, band.right, band.bottom), BAND)
        half = 0.5 * max(1.0, screen.ratio)
        twice(painter, screen.ratio, lambda: painter.drawRect(rect.adjusted(half, half, -half, -half)))
        for first, last in outline.marks:
            self._mark(painter, first, last, screen)
        for handle in outline.handles:
            paint_handle(painter, screen.point(handle), screen.ratio)
        if outline.label:
            paint_label(painter, outline.label, label_beside(outline.label, rect, screen), screen)

    def _ground(self, painter: QPainter, rect: QRectF, screen: Screen) -> None:
        """Darken what the frame leaves out, and hatch what it adds to the picture."""
        inside = QRegion(rect.toRect())
        canvas = screen.canvas
        held = QRegion(screen.rect(canvas.x, canvas.y, canvas.right, canvas.bottom).toRect() & screen.bounds)
        for dim in boxes_of(held.subtracted(inside)):
            painter.fillRect(dim, DIM)
        painter.setBrushOrigin(screen.view.x, screen.view.y)
        hatch = QBrush(HATCH, Qt.BrushStyle.BDiagPattern)
        for added in boxes_of(inside.subtracted(held).intersected(QRegion(screen.bounds))):
            painter.fillRect(added, hatch)

    def _mark(self, painter: QPainter, first: Point, last: Point, screen: Screen) -> None:
        ends = screen.point(first), screen.point(last)
        twice(painter, screen.ratio, lambda: painter.drawLine(*ends))

    def region(self, outline: RectOutline, screen: Screen) -> QRegion:
        """What it touches: everything where the outside is darkened, else lines, handles, bands and label."""
        if outline.dim_outside:
            return QRegion(screen.bounds)
        rect = screen.rect(outline.left, outline.top, outline.right, outline.bottom)
        reach = round((HANDLE + 4) * screen.ratio)
        outer = rect.toRect().adjusted(-reach, -reach, reach, reach)
        inner = rect.toRect().adjusted(reach, reach, -reach, -reach)
        region = QRegion(outer)
        if inner.isValid() and not outline.bands and not outline.marks:
            region -= QRegion(inner)
        if outline.label:
            box = label_beside(outline.label, rect, screen)
            region += QRegion(box.toAlignedRect().adjusted(-1, -1, 1, 1))
        return region.intersected(QRegion(screen.bounds))


def paint_handle(painter: QPainter, centre: QPointF, ratio: float) -> None:
    """A small square that is seen on any ground."""
    side = round(HANDLE * ratio)
    box = QRectF(round(centre.x() - side / 2), round(centre.y() - side / 2), side, side)
    edge = max(1.0, round(ratio))
    painter.fillRect(box.adjusted(-edge, -edge, edge, edge), DARK)
    painter.fillRect(box, LIGHT)
