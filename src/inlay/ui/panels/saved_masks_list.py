"""The list part of the Masks panel: one row a saved mask, updated row by row as one document follows another."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Protocol

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QWidget

from inlay.base.text import tr
from inlay.document.document import SavedMask
from inlay.imaging.regions.combine import Op
from inlay.ui.widgets.thumbnail_delegate import RowRole, ThumbnailDelegate
from inlay.ui.widgets.thumbnails import ThumbnailCache

Index = QModelIndex | QPersistentModelIndex
ROOT = QModelIndex()
PICTURE = QSize(48, 36)


class MaskEdits(Protocol):
    """What the list asks of the editor."""

    def rename_mask(self, mask_id: str, name: str) -> object:
        """Give a saved mask another name."""


class SavedMasksModel(QAbstractListModel):
    """`thumbnail_of` gives a mask's (key, PNG), or None while that is being made."""

    def __init__(
        self,
        edits: MaskEdits,
        thumbnail_of: Callable[[SavedMask], tuple[str, bytes] | None],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._edits, self._thumbnail_of = edits, thumbnail_of
        self._masks: list[SavedMask] = []

    def show_masks(self, masks: tuple[SavedMask, ...]) -> None:
        """Take in the saved masks of a document; rows that stay keep their place in the view's choice."""
        ids = [each.id for each in masks]
        for row in range(len(self._masks) - 1, -1, -1):
            if self._masks[row].id not in ids:
                self.beginRemoveRows(ROOT, row, row)
                del self._masks[row]
                self.endRemoveRows()
        for row, each in enumerate(masks):
            if row >= len(self._masks) or self._masks[row].id != each.id:
                self.beginInsertRows(ROOT, row, row)
                self._masks.insert(row, each)
                self.endInsertRows()
            elif self._masks[row] is not each:
                self._masks[row] = each
                self.dataChanged.emit(self.index(row), self.index(row))

    def thumbnail_made(self) -> None:
        """A mask's picture is there now; several rows may show it."""
        if self._masks:
            self.dataChanged.emit(self.index(0), self.index(len(self._masks) - 1), [RowRole.PNG])

    def mask(self, index: Index) -> SavedMask | None:
        """The saved mask of a row."""
        return self._masks[index.row()] if index.isValid() and index.row() < len(self._masks) else None

    def index_of(self, mask_id: str) -> QModelIndex:
        """The row of a saved mask; an invalid index where there is none."""
        return next((self.index(row) for row, each in enumerate(self._masks) if each.id == mask_id), QModelIndex())

    def rowCount(self, parent: Index = ROOT) -> int:
        """Qt's own."""
        return 0 if parent.isValid() else len(self._masks)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Qt's own."""
        flag = Qt.ItemFlag
        return flag.ItemIsEnabled | flag.ItemIsSelectable | flag.ItemIsEditable if index.isValid() else flag.NoItemFlags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Qt's own."""
        mask = self.mask(index)
        roles = Qt.ItemDataRole
        if mask is None:
            return None
        if role in (roles.DisplayRole, roles.EditRole, roles.AccessibleTextRole):
            return mask.name
        return self._thumbnail_of(mask) if role == RowRole.PNG else None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Qt's own: rename, through the editor; the new document brings the name back."""
        mask, name = self.mask(index), " ".join(str(value).split())
        if mask is None or role != Qt.ItemDataRole.EditRole or not name:
            return False
        if name != mask.name:
            self._edits.rename_mask(mask.id, name)
        return True


def op_of(modifiers: Qt.KeyboardModifier) -> Op:
    """What a click with Ctrl does: with Shift it adds, with Alt it subtracts, with both it intersects."""
    shift = bool(modifiers & Qt.KeyboardModifier.ShiftModifier)
    alt = bool(modifiers & Qt.KeyboardModifier.AltModifier)
    if shift:
        return "intersect" if alt else "add"
    return "subtract" if alt else "replace"


class SavedMasksList(QListView):
    """`load_wanted` tells the mask that a click with Ctrl, or Enter, was meant for; F2 and a double click rename."""

    load_wanted = Signal(str, str)
    delete_wanted = Signal()

    def __init__(self, model: SavedMasksModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._masks = model
        self._thumbnails = ThumbnailCache(64)
        self.setObjectName("masks.list")
        self.setAccessibleName(tr("Saved masks"))
        self.setAccessibleDescription(tr("Enter loads a mask, with Shift it adds; F2 renames, Delete deletes it."))
        self.setModel(model)
        delegate = ThumbnailDelegate(PICTURE, 0, self._thumbnails.get, None, self)
        self.setItemDelegate(delegate)
        self.setMinimumHeight(delegate.row_height(self.font()) + 2)
        self.setUniformItemSizes(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        trigger = QAbstractItemView.EditTrigger
        self.setEditTriggers(trigger.EditKeyPressed | trigger.DoubleClicked)

    def dataChanged(self, first: Index, last: Index, roles: Sequence[int] = ()) -> None:
        """Qt's own: a picture that is ready must not fill the field anew in which a name is being written."""
        if list(roles) == [RowRole.PNG]:
            self.viewport().update()
        else:
            super().dataChanged(first, last, list(roles))

    def event(self, event: QEvent) -> bool:
        """Qt's own: Enter and Delete are the list's, whatever they are in the window."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and _is_ours(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt's own: Enter loads, with Shift, Alt or both as a click does."""
        mask = self._masks.mask(self.currentIndex())
        if mask is None or self.state() == QAbstractItemView.State.EditingState or not _is_ours(event):
            super().keyPressEvent(event)
        elif event.key() == Qt.Key.Key_Delete:
            self.delete_wanted.emit()
        else:
            self.load_wanted.emit(mask.id, op_of(event.modifiers()))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Qt's own: with Ctrl, a click loads."""
        mask = self._masks.mask(self.indexAt(event.position().toPoint()))
        if mask is not None and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.setCurrentIndex(self._masks.index_of(mask.id))
            self.load_wanted.emit(mask.id, op_of(event.modifiers()))
            return
        super().mousePressEvent(event)


def _is_ours(event: QKeyEvent) -> bool:
    return event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Delete)
