"""Texts over the picture: light on dark paper, read on any ground, as large on every screen."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen

from inlay.ui.canvas.overlays.scale import LIGHT, Screen

PAPER = QColor(0, 0, 0, 170)
FONT_SIZE = 12.0  # logical pixels


def label_size(text: str, screen: Screen) -> QSizeF:
    """The room that a text takes with its paper, in whole device pixels."""
    metrics = QFontMetricsF(_font(screen))
    width, height = metrics.horizontalAdvance(text) + 12 * screen.ratio, metrics.height() + 6 * screen.ratio
    return QSizeF(round(width), round(height))


def label_beside(text: str, rect: QRectF, screen: Screen) -> QRectF:
    """The box of a text beside the bottom right corner of `rect`; inside the widget as long as the corner is near."""
    size, gap = label_size(text, screen), 10 * screen.ratio
    x = min(rect.right() + gap, screen.view.width - size.width() - gap)
    y = min(rect.bottom() + gap, screen.view.height - size.height() - gap)
    return QRectF(round(x), round(y), size.width(), size.height())


def paint_label(painter: QPainter, text: str, box: QRectF, screen: Screen) -> None:
    """Write a text in the middle of `box` (device pixels)."""
    painter.fillRect(box, PAPER)
    painter.setPen(QPen(LIGHT))
    painter.setFont(_font(screen))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)


def _font(screen: Screen) -> QFont:
    font = QFont()
    # Under the transform to the device, a logical pixel of text has `ratio` pixels.
    font.setPixelSize(max(1, round(FONT_SIZE * screen.ratio)))
    return font
