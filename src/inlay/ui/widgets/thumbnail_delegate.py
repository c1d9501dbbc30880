"""Draws list rows with a picture, a title and quiet lines below it; the title is edited in its place."""

from __future__ import annotations

from collections.abc import Callable
from enum import IntEnum
from typing import NamedTuple

from PySide6.QtCore import QAbstractItemModel, QEvent, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QIcon, QKeyEvent, QMouseEvent, QPainter, QPalette, QPixmap
from PySide6.QtWidgets import (
    QApplication,
    QLineEdit,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

Index = QModelIndex | QPersistentModelIndex
PADDING = 4
GAP = 8
SWITCH = 24
BADGE = 16
SMALLER = 0.88


class RowRole(IntEnum):
    """What a model may say about a row besides its title (DisplayRole) and switch (CheckStateRole)."""

    PNG = Qt.ItemDataRole.UserRole + 1  # (key, PNG bytes) or None
    LINES = Qt.ItemDataRole.UserRole + 2  # tuple of quiet lines
    STRONG = Qt.ItemDataRole.UserRole + 3  # a bold title
    BADGE = Qt.ItemDataRole.UserRole + 4  # QIcon at the right, or None
    FAINT = Qt.ItemDataRole.UserRole + 5  # drawn as if disabled


class RowPlaces(NamedTuple):
    """Where the parts of a row are."""

    switch: QRect
    picture: QRect
    title: QRect
    lines: tuple[QRect, ...]
    badge: QRect


class ThumbnailDelegate(QStyledItemDelegate):
    """Rows of equal height: [switch] picture, title over `lines` quiet lines, [badge].

    `pixmap_of` gives the picture for what the model says under RowRole.PNG, fitted into a size for a
    screen scale; `switch_icons` are (on, off) and None leaves the switch out.
    """

    def __init__(
        self,
        picture: QSize,
        lines: int,
        pixmap_of: Callable[[str, bytes, QSize, float], QPixmap],
        switch_icons: tuple[QIcon, QIcon] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._picture, self._lines, self._pixmap_of = picture, lines, pixmap_of
        self._switch_icons = switch_icons

    def sizeHint(self, option: QStyleOptionViewItem, _index: Index) -> QSize:
        """Qt's own: the same for every row."""
        width = self._picture.width() + (SWITCH if self._switch_icons else 0) + 96
        return QSize(width, self.row_height(option.font))

    def row_height(self, font: QFont) -> int:
        """How high a row is with a font."""
        text = QFontMetrics(font).height() + self._lines * QFontMetrics(_small(font)).height()
        return max(self._picture.height(), text) + 2 * PADDING

    def places(self, option: QStyleOptionViewItem, index: Index) -> RowPlaces:
        """Where the parts of a row lie in `option.rect`."""
        row = option.rect.adjusted(PADDING, PADDING, -PADDING, -PADDING)
        switch = QRect(row.left(), row.top(), SWITCH if self._switch_icons else 0, row.height())
        left = row.left() + (SWITCH + PADDING if self._switch_icons else 0)
        picture = QRect(
            left,
            row.top() + (row.height() - self._picture.height()) // 2,
            self._picture.width(),
            self._picture.height(),
        )
        left += self._picture.width() + GAP
        title_height, line_height = QFontMetrics(option.font).height(), QFontMetrics(_small(option.font)).height()
        lines = [line for line in (index.data(RowRole.LINES) or ()) if line][: self._lines]
        top = row.top() + (row.height() - title_height - len(lines) * line_height) // 2
        badge_width = BADGE if index.data(RowRole.BADGE) is not None else 0
        right = row.right() + 1 - (badge_width + PADDING if badge_width else 0)
        title = QRect(left, top, max(0, right - left), title_height)
        quiet = tuple(
            QRect(left, top + title_height + number * line_height, max(0, row.right() + 1 - left), line_height)
            for number in range(len(lines))
        )
        badge = QRect(row.right() + 1 - badge_width, top + (title_height - BADGE) // 2, badge_width, BADGE)
        return RowPlaces(switch, picture, title, quiet, badge)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Qt's own: the style draws the background and focus, then come picture and text."""
        base = QStyleOptionViewItem(option)
        self.initStyleOption(base, index)
        base.text = ""
        base.icon = QIcon()
        base.features &= ~QStyleOptionViewItem.ViewItemFeature.HasCheckIndicator
        base.features &= ~QStyleOptionViewItem.ViewItemFeature.HasDecoration
        style = option.widget.style() if option.widget is not None else QApplication.style()  # type: ignore[redundant-expr]
        style.drawControl(QStyle.ControlElement.CE_ItemViewItem, base, painter, base.widget)
        places = self.places(option, index)
        painter.save()
        self._paint_icons(painter, places, index)
        self._paint_picture(painter, places.picture, option, index)
        self._paint_text(painter, places, option, index)
        painter.restore()

    def _paint_icons(self, painter: QPainter, places: RowPlaces, index: Index) -> None:
        if self._switch_icons is not None:
            on = Qt.CheckState(index.data(Qt.ItemDataRole.CheckStateRole)) == Qt.CheckState.Checked
            icon = self._switch_icons[0 if on else 1]
            square = QRect(0, 0, BADGE, BADGE)
            square.moveCenter(places.switch.center())
            icon.paint(painter, square)
        badge = index.data(RowRole.BADGE)
        if isinstance(badge, QIcon):
            badge.paint(painter, places.badge)

    def _paint_picture(self, painter: QPainter, room: QRect, option: QStyleOptionViewItem, index: Index) -> None:
        png = index.data(RowRole.PNG)
        if png is None:
            painter.setPen(option.palette.color(QPalette.ColorRole.Mid))
            painter.drawRect(room.adjusted(0, 0, -1, -1))
            return
        key, data = png
        pixmap = self._pixmap_of(key, data, self._picture, option.widget.devicePixelRatioF())
        size = pixmap.deviceIndependentSize().toSize()
        place = QRect(room.topLeft(), size)
        place.moveCenter(room.center())
        painter.setOpacity(0.4 if index.data(RowRole.FAINT) else 1.0)
        painter.drawPixmap(place, pixmap)
        painter.setOpacity(1.0)

    def _paint_text(self, painter: QPainter, places: RowPlaces, option: QStyleOptionViewItem, index: Index) -> None:
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        faint = bool(index.data(RowRole.FAINT))
        roles = QPalette.ColorRole
        plain = roles.PlaceholderText if faint else roles.Text
        loud = option.palette.color(roles.HighlightedText if selected else plain)
        quiet = option.palette.color(roles.HighlightedText if selected else roles.PlaceholderText)
        font = QFont(option.font)
        font.setBold(bool(index.data(RowRole.STRONG)))
        self._line(painter, places.title, str(index.data(Qt.ItemDataRole.DisplayRole)), font, loud)
        lines = [line for line in (index.data(RowRole.LINES) or ()) if line]
        for room, line in zip(places.lines, lines, strict=False):
            self._line(painter, room, line, _small(option.font), quiet)

    @staticmethod
    def _line(painter: QPainter, room: QRect, text: str, font: QFont, colour: QColor) -> None:
        painter.setFont(font)
        painter.setPen(colour)
        shown = QFontMetrics(font).elidedText(" ".join(text.split()), Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), shown)

    def editorEvent(self, event: QEvent, model: QAbstractItemModel, option: QStyleOptionViewItem, index: Index) -> bool:
        """Qt's own: a press on the switch turns it, and so does Space."""
        if self._switch_icons is None:
            return False
        if isinstance(event, QKeyEvent):
            return event.key() == Qt.Key.Key_Space and self._turn(model, index)
        kinds = (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonDblClick, QEvent.Type.MouseButtonRelease)
        if not isinstance(event, QMouseEvent) or event.type() not in kinds:
            return False
        if not self.places(option, index).switch.contains(event.position().toPoint()):
            return False
        return event.type() == QEvent.Type.MouseButtonRelease or self._turn(model, index)

    @staticmethod
    def _turn(model: QAbstractItemModel, index: Index) -> bool:
        on = Qt.CheckState(index.data(Qt.ItemDataRole.CheckStateRole)) == Qt.CheckState.Checked
        state = Qt.CheckState.Unchecked if on else Qt.CheckState.Checked
        return bool(model.setData(index, state, Qt.ItemDataRole.CheckStateRole))

    def createEditor(self, parent: QWidget, _option: QStyleOptionViewItem, index: Index) -> QWidget:
        """Qt's own: a plain field for the title."""
        field = QLineEdit(parent)
        field.setAccessibleName(str(index.data(Qt.ItemDataRole.DisplayRole)))
        return field

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: Index) -> None:
        """Qt's own: over the title, as wide as the row allows."""
        title = self.places(option, index).title
        height = editor.sizeHint().height()
        room = QRect(title.left() - 4, 0, option.rect.right() - title.left() + 2, height)
        room.moveCenter(title.center())
        room.moveLeft(title.left() - 4)
        room.moveTop(max(option.rect.top(), room.top()))
        editor.setGeometry(room)


def _small(font: QFont) -> QFont:
    small = QFont(font)
    small.setPointSizeF(max(6.0, font.pointSizeF() * SMALLER) if font.pointSizeF() > 0 else 8.0)
    return small
