"""The list part of the history: choosing previews, Enter or a double click restores, Esc ends the preview."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QEvent, QItemSelection, QModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QTreeView, QWidget

from inlay.base.text import tr
from inlay.ui.panels.history_model import HistoryModel
from inlay.ui.widgets.thumbnail_delegate import ThumbnailDelegate
from inlay.ui.widgets.thumbnails import ThumbnailCache

PICTURE = QSize(56, 42)
ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class HistoryTree(QTreeView):
    """`chosen` tells the version that the person looks at (None: no longer any), `restored` the one to go back to."""

    chosen = Signal(object)
    restored = Signal(str)

    def __init__(self, model: HistoryModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._versions = model
        self._silent = False
        self._thumbnails = ThumbnailCache()
        self.setObjectName("history.tree")
        self.setAccessibleName(tr("Versions"))
        self.setModel(model)
        delegate = ThumbnailDelegate(PICTURE, 2, self._thumbnails.get, parent=self)
        self.setItemDelegate(delegate)
        # A version is worth little without the one before it.
        self.setMinimumHeight(2 * delegate.row_height(self.font()) + 2)
        self.setHeaderHidden(True)
        self.setUniformRowHeights(True)
        self.setIndentation(14)
        self.setExpandsOnDoubleClick(False)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.EditKeyPressed)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.doubleClicked.connect(self._restore)
        model.rowsInserted.connect(self._opened_up)

    def show_chosen(self, version_id: str | None) -> None:
        """Mark a version as the one looked at, without telling anybody."""
        index = self._versions.index_of(version_id)
        if index == (self.selectedIndexes() or [QModelIndex()])[0]:
            return
        with self.quiet():
            if index.isValid():
                self.setCurrentIndex(index)
            else:
                self.selectionModel().clear()

    @contextmanager
    def quiet(self) -> Iterator[None]:
        """Inside, the choice isn't told: rows come and go by the program's hand, not by the person's."""
        before, self._silent = self._silent, True
        try:
            yield
        finally:
            self._silent = before

    def chosen_version(self) -> str | None:
        """The id of the version that is marked."""
        indexes = self.selectedIndexes()
        version = self._versions.version(indexes[0]) if indexes else None
        return version.id if version is not None else None

    def leave(self) -> None:
        """No version is looked at any more."""
        self.selectionModel().clear()

    def show_version(self, version_id: str | None) -> None:
        """Scroll to a version."""
        index = self._versions.index_of(version_id)
        if index.isValid():
            self.scrollTo(index)

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        """Qt's own: the choice is told."""
        super().selectionChanged(selected, deselected)
        if not self._silent:
            self.chosen.emit(self.chosen_version())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Qt's own: a press beside the rows ends the preview."""
        if not self.indexAt(event.position().toPoint()).isValid():
            self.leave()
        super().mousePressEvent(event)

    def event(self, event: QEvent) -> bool:
        """Qt's own: here, Enter, F2 and Esc aren't shortcuts of the window."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and self._is_ours(event):
            event.accept()
            return True
        return bool(super().event(event))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt's own: Enter restores, F2 renames, Esc ends the preview."""
        if not self._is_ours(event):
            super().keyPressEvent(event)
        elif event.key() == Qt.Key.Key_F2:
            self.edit(self._meant())
        elif event.key() == Qt.Key.Key_Escape:
            self.leave()
        else:
            self._restore(self.selectedIndexes()[0])

    def _is_ours(self, event: QKeyEvent) -> bool:
        if not self.hasFocus():
            return False  # the Enter that ends a name comes by here too
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if plain and event.key() == Qt.Key.Key_F2:
            return self._meant().isValid()
        return plain and event.key() in (Qt.Key.Key_Escape, *ENTER) and bool(self.selectedIndexes())

    def _meant(self) -> QModelIndex:
        """The version that is looked at, or else the current one, as right after a double click."""
        return (self.selectedIndexes() or [self._versions.index_of(self._versions.current)])[0]

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt's own: what the work is about stays in sight when a neighbour takes room."""
        super().resizeEvent(event)
        self.scrollTo(self._meant())

    def _restore(self, index: QModelIndex) -> None:
        version = self._versions.version(index)
        if version is not None:
            self.restored.emit(version.id)

    def _opened_up(self, parent: QModelIndex) -> None:
        if parent.isValid():
            self.expand(parent)
