"""The box of a mask that is being moved, scaled and turned, and the mask's outline inside it."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter, QPainterPath, QPolygonF, QRegion, QTransform

from inlay.tools.overlay import TransformBox
from inlay.ui.canvas.overlays.label import label_beside, paint_label
from inlay.ui.canvas.overlays.rect_outline import HANDLE, paint_handle
from inlay.ui.canvas.overlays.scale import Screen, twice


class TransformBoxPainter:
    """The outline is made into a path once, and then only the transform changes."""

    def __init__(self) -> None:
        self._lines: object = None
        self._path = QPainterPath()

    def paint(self, painter: QPainter, box: TransformBox, screen: Screen) -> None:
        """Draw it, in pixels of the device."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        m = box.matrix
        painter.setTransform(QTransform(m.a, m.d, m.b, m.e, m.c, m.f) * screen.to_device)
        path = self._outline(box)
        twice(painter, screen.ratio, lambda: painter.drawPath(path))
        painter.setTransform(screen.base)
        frame = self._frame(box, screen)
        twice(painter, screen.ratio, lambda: painter.drawPolygon(frame))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        for handle in box.handles:
            paint_handle(painter, screen.point(handle), screen.ratio)
        if box.label:
            paint_label(painter, box.label, self._label(box, frame.boundingRect(), screen), screen)

    def _outline(self, box: TransformBox) -> QPainterPath:
        if box.lines is not self._lines:
            self._lines, self._path = box.lines, QPainterPath()
            for line in box.lines:
                self._path.addPolygon(QPolygonF([QPointF(x, y) for x, y in line.tolist()]))
                self._path.closeSubpath()
        return self._path

    def _frame(self, box: TransformBox, screen: Screen) -> QPolygonF:
        return QPolygonF([screen.point(corner) for corner in box.corners])

    def _label(self, box: TransformBox, rect: QRectF, screen: Screen) -> QRectF:
        return label_beside(box.label, rect, screen)

    def region(self, box: TransformBox, screen: Screen) -> QRegion:
        """The upright box around the turned one, and the text."""
        rect = self._frame(box, screen).boundingRect()
        reach = round((HANDLE + 4) * screen.ratio)
        region = QRegion(rect.toAlignedRect().adjusted(-reach, -reach, reach, reach))
        if box.label:
            region += QRegion(self._label(box, rect, screen).toAlignedRect().adjusted(-1, -1, 1, 1))
        return region.intersected(QRegion(screen.bounds))
