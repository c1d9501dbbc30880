"""Draws list rows without a picture: a title over quiet lines."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtWidgets import QStyleOptionViewItem, QWidget

from inlay.ui.widgets.thumbnail_delegate import ThumbnailDelegate

ROOM = 6  # above and below the text together, in logical pixels


class TextDelegate(ThumbnailDelegate):
    """Rows of equal height; RowRole.LINES gives the quiet lines, at most `lines` of them."""

    def __init__(self, lines: int, parent: QWidget | None = None) -> None:
        super().__init__(QSize(0, 0), lines, lambda *_: QPixmap(), parent=parent)

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """Qt's own: as wide as the list."""
        return QSize(96, super().sizeHint(option, index).height() + ROOM)

    def _paint_picture(
        self, painter: QPainter, room: QRect, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """There is none."""
