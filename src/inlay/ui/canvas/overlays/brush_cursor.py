"""The circle under the pointer that shows how large and how hard the brush is."""

from __future__ import annotations

import math

import cv2
import numpy as np
from PySide6.QtCore import QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen, QRegion

from inlay.tools.overlay import BrushCursor
from inlay.ui.canvas.content import image_over
from inlay.ui.canvas.overlays.scale import Screen, twice
from inlay.ui.canvas.render import Bytes
from inlay.ui.canvas.view import rounded

SMALL = 200.0  # device pixels: a circle up to this radius is painted again as one box
PIECES = 24


class BrushCursorPainter:
    """Two thin lines side by side, dark and light: seen on any ground. An inner circle shows where softness begins."""

    def __init__(self) -> None:
        self.cross = False  # in the middle of every brush
        # A stroke draws the same circle a hundred times a second.
        self._stamp = QImage()
        self._stamped: tuple[float, ...] = ()

    def paint(self, painter: QPainter, cursor: BrushCursor, screen: Screen) -> None:
        """Draw the circle; a cross where it would be too small to be seen."""
        painter.setTransform(screen.base)
        centre = screen.point(cursor.pos)
        radius = cursor.radius * screen.view.scale
        if radius > SMALL:
            self._draw(painter, cursor, centre, radius, screen.ratio)
            return
        look = (radius, cursor.hardness, float(cursor.subtract), screen.ratio, float(self.cross))
        if look != self._stamped:
            self._stamp, self._stamped = self._make(cursor, radius, screen.ratio), look
        half = self._stamp.width() // 2
        painter.drawImage(QPoint(rounded(centre.x()) - half, rounded(centre.y()) - half), self._stamp)

    def _make(self, cursor: BrushCursor, radius: float, ratio: float) -> QImage:
        half = math.ceil(max(radius, 6 * ratio) + 3 * ratio)
        rings = [(radius, 190, 255)] if radius >= 2.5 * ratio else []
        inner = radius * cursor.hardness
        if _shows_inner(radius, inner, ratio):
            rings.append((inner, 110, 170))
        stamp = image_over(_rings(half, rings, ratio), opaque=False)
        painter = QPainter(stamp)
        self._marks(painter, cursor, QPointF(half, half), radius, ratio)
        painter.end()
        return stamp

    def _draw(self, painter: QPainter, cursor: BrushCursor, centre: QPointF, radius: float, ratio: float) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        twice(painter, ratio, lambda: painter.drawEllipse(centre, radius, radius))
        inner = radius * cursor.hardness
        if _shows_inner(radius, inner, ratio):
            self._inner(painter, centre, inner, ratio)
        self._marks(painter, cursor, centre, radius, ratio)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)

    def _marks(self, painter: QPainter, cursor: BrushCursor, centre: QPointF, radius: float, ratio: float) -> None:
        """A cross where the circle is too small to be seen, a minus in one that takes away."""
        if radius < 2.5 * ratio:
            self._cross(painter, centre, ratio)
        elif cursor.subtract:
            arm = min(4 * ratio, radius / 2)
            ends = QPointF(centre.x() - arm, centre.y()), QPointF(centre.x() + arm, centre.y())
            twice(painter, ratio, lambda: painter.drawLine(*ends))
        elif self.cross:
            self._cross(painter, centre, ratio)

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
        region = QRegion(_around(centre.x(), centre.y(), 8 * screen.ratio) & screen.bounds)
        rings = (radius, radius * cursor.hardness) if cursor.hardness < 1 else (radius,)
        for ring in rings:
            for box in _ring(centre.x(), centre.y(), ring, 4 * screen.ratio):
                region += QRegion(box & screen.bounds)
        return region


def _shows_inner(radius: float, inner: float, ratio: float) -> bool:
    return radius - inner > 3 * ratio and inner > 2 * ratio


def _rings(half: int, rings: list[tuple[float, int, int]], ratio: float) -> Bytes:
    """(2 half, same, 4) B, G, R, A: circles (radius, opacity of the dark line, of the light one) around the middle.

    Three times as fast as Qt's own wide antialiased pens, and a circle that is zoomed is a new one each time.
    """
    axis = np.arange(half, dtype=np.float32) + np.float32(0.5)
    distance = np.sqrt(axis**2 + (axis**2)[:, np.newaxis])  # of the quarter at the bottom right
    light, dark = np.zeros((2, half, half), np.uint8)
    for radius, dim, bright in rings:
        off = np.abs(distance - np.float32(radius))
        for plane, value, wide in ((dark, dim, ratio + 2 * max(1.0, ratio)), (light, bright, ratio)):
            cover = np.clip(np.float32(wide / 2 + 0.5) - off, 0, 1)
            np.maximum(plane, (cover * np.float32(value)).astype(np.uint8), out=plane)
    quarter = cv2.merge([light, light, light, cv2.max(dark, light)])
    return _bytes(cv2.copyMakeBorder(quarter, half, 0, half, 0, cv2.BORDER_REFLECT))


def _bytes(pixels: object) -> Bytes:
    return np.ascontiguousarray(np.asarray(pixels, np.uint8))


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
