"""Draws list items as tiles: a picture with quiet lines below it, the first of them louder."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPalette, QPen, QPixmap
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from inlay.ui.widgets.thumbnail_delegate import RowRole

Index = QModelIndex | QPersistentModelIndex
PADDING = 4
GAP = 3
SMALLER = 0.88


class TileDelegate(QStyledItemDelegate):
    """Tiles of equal size. RowRole.PNG gives the picture, RowRole.LINES what stands below it, RowRole.STRONG marks
    the one that is looked at."""

    def __init__(
        self,
        picture: QSize,
        lines: int,
        pixmap_of: Callable[[str, bytes, QSize, float], QPixmap],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._picture, self._lines, self._pixmap_of = picture, lines, pixmap_of

    def sizeHint(self, option: QStyleOptionViewItem, _index: Index) -> QSize:
        """Qt's own: the same for every tile."""
        return self.tile_size(option.font)

    def tile_size(self, font: QFont) -> QSize:
        """How large a tile is with a font."""
        text = GAP + self._lines * QFontMetrics(_small(font)).height()
        return QSize(self._picture.width() + 2 * PADDING, self._picture.height() + text + 2 * PADDING)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Qt's own."""
        painter.save()
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        roles = QPalette.ColorRole
        if selected:
            painter.fillRect(option.rect, option.palette.color(roles.Highlight))
        room = QRect(option.rect.topLeft(), self._picture).translated(PADDING, PADDING)
        self._paint_picture(painter, room, option, index)
        if index.data(RowRole.STRONG):
            painter.setPen(QPen(option.palette.color(roles.HighlightedText), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(option.rect.adjusted(1, 1, -1, -1))
        quiet = option.palette.color(roles.HighlightedText if selected else roles.PlaceholderText)
        loud = option.palette.color(roles.HighlightedText if selected else roles.Text)
        self._paint_lines(painter, room, option, index, (loud, quiet))
        painter.restore()

    def _paint_picture(self, painter: QPainter, room: QRect, option: QStyleOptionViewItem, index: Index) -> None:
        png = index.data(RowRole.PNG)
        if png is None:
            painter.fillRect(room, option.palette.color(QPalette.ColorRole.AlternateBase))
            return
        key, data = png
        pixmap = self._pixmap_of(key, data, self._picture, option.widget.devicePixelRatioF())
        place = QRect(room.topLeft(), pixmap.deviceIndependentSize().toSize())
        place.moveCenter(room.center())
        painter.drawPixmap(place, pixmap)

    def _paint_lines(
        self, painter: QPainter, room: QRect, option: QStyleOptionViewItem, index: Index, colours: tuple[QColor, QColor]
    ) -> None:
        font = _small(option.font)
        metrics = QFontMetrics(font)
        painter.setFont(font)
        line = QRect(room.left(), room.bottom() + 1 + GAP, room.width(), metrics.height())
        for number, text in enumerate((index.data(RowRole.LINES) or ())[: self._lines]):
            painter.setPen(colours[0 if number == 0 else 1])
            shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, line.width())
            painter.drawText(line, int(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignVCenter), shown)
            line.translate(0, metrics.height())


def _small(font: QFont) -> QFont:
    small = QFont(font)
    small.setPointSizeF(max(6.0, font.pointSizeF() * SMALLER) if font.pointSizeF() > 0 else 8.0)
    return small
