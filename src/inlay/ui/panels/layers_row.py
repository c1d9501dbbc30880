"""One row of the Layers panel: eye, picture, mask, name over a quiet line, lock."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum, auto

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem, QWidget

from inlay.ui.panels.layers_model import LayerRole
from inlay.ui.theme import colours
from inlay.ui.theme.icons import icon, paint_icon
from inlay.ui.widgets.thumbnail_delegate import BADGE, GAP, PADDING, RowPlaces, ThumbnailDelegate

Index = QModelIndex | QPersistentModelIndex
PICTURE = QSize(44, 34)


class Part(Enum):
    """What of a row can be clicked for itself."""

    EYE = auto()
    PICTURE = auto()
    MASK = auto()
    LOCK = auto()


class LayerDelegate(ThumbnailDelegate):
    """Draws the mask beside the picture, framed while it is being edited and crossed out while it is off, and a lock at
    the right: faint under the mouse where the layer isn't locked."""

    def __init__(self, pixmap_of: Callable[[str, bytes, QSize, float], QPixmap], parent: QWidget) -> None:
        super().__init__(PICTURE, 1, pixmap_of, (icon("eye"), icon("eye-off")), parent)
        self._mask_pixmap = pixmap_of

    def places(self, option: QStyleOptionViewItem, index: Index) -> RowPlaces:
        """Where the parts of a row lie in `option.rect`; the name leaves room for mask and lock."""
        plain = super().places(option, index)
        left = PICTURE.width() + PADDING + 2 if index.data(LayerRole.HAS_MASK) else 0
        right = BADGE + PADDING
        title = plain.title.adjusted(left, 0, -right, 0)
        return plain._replace(title=title, lines=tuple(line.adjusted(left, 0, -right, 0) for line in plain.lines))

    def mask_place(self, option: QStyleOptionViewItem, index: Index) -> QRect:
        """Where the mask is drawn; empty where there is none."""
        if not index.data(LayerRole.HAS_MASK):
            return QRect()
        return super().places(option, index).picture.translated(PICTURE.width() + PADDING + 2, 0)

    def lock_place(self, option: QStyleOptionViewItem) -> QRect:
        """Where the lock is."""
        row = option.rect
        return QRect(row.right() + 1 - PADDING - BADGE, row.top() + (row.height() - BADGE) // 2, BADGE, BADGE)

    def part_at(self, option: QStyleOptionViewItem, index: Index, pos: QPoint) -> Part | None:
        """What lies at a place; None for the name and the rest, which choose the row."""
        places = self.places(option, index)
        found = {
            Part.EYE: places.switch,
            Part.PICTURE: places.picture,
            Part.MASK: self.mask_place(option, index),
            Part.LOCK: self.lock_place(option).adjusted(-PADDING, -GAP, PADDING, GAP),
        }
        return next((part for part, rect in found.items() if rect.contains(pos)), None)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Qt's own."""
        super().paint(painter, option, index)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        room = self.mask_place(option, index)
        if not room.isEmpty():
            self._paint_mask(painter, room, option, index)
        self._paint_lock(painter, option, index)
        painter.restore()

    def _paint_mask(self, painter: QPainter, room: QRect, option: QStyleOptionViewItem, index: Index) -> None:
        on = bool(index.data(LayerRole.MASK_ON))
        named, place = index.data(LayerRole.MASK), room
        if named is not None:
            key, png = named
            pixmap = self._mask_pixmap(key, png, PICTURE, option.widget.devicePixelRatioF())
            place = QRect(QPoint(0, 0), pixmap.deviceIndependentSize().toSize())
            place.moveCenter(room.center())
            painter.setOpacity(1.0 if on else 0.4)
            painter.drawPixmap(place, pixmap)
            painter.setOpacity(1.0)
        edge = place.toRectF().adjusted(-0.5, -0.5, 0.5, 0.5)
        painter.setPen(QPen(QColor(colours.EDGE), 1))
        painter.drawRect(edge)
        if index.data(LayerRole.EDITED):
            # Dark inside light: seen on every row, chosen or not, in both themes.
            painter.setPen(QPen(QColor(colours.FIELD), 1))
            painter.drawRect(edge.adjusted(-1, -1, 1, 1))
            painter.setPen(QPen(QColor(colours.FOCUS), 2))
            painter.drawRect(edge.adjusted(-2.5, -2.5, 2.5, 2.5))
        if not on:
            for colour, width in ((colours.FIELD, 4.0), (colours.STRONG, 2.0)):
                painter.setPen(QPen(QColor(colour), width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
                painter.drawLine(edge.topLeft(), edge.bottomRight())
                painter.drawLine(edge.topRight(), edge.bottomLeft())

    def _paint_lock(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        box = self.lock_place(option).toRectF()
        if index.data(LayerRole.LOCKED):
            paint_icon(painter, "lock", box)
        elif option.state & QStyle.StateFlag.State_MouseOver:
            paint_icon(painter, "unlock", box, colours.HINT)
