"""The Masks panel: masks kept under names, loaded, combined, renamed, copied, deleted and exported."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QObject, QPoint, QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QMenu, QStackedLayout, QToolButton, QVBoxLayout, QWidget

from inlay.base.text import tr
from inlay.document.document import SavedMask
from inlay.editor.editor import Editor
from inlay.editor.saved_mask_commands import loading
from inlay.imaging.regions.combine import Op
from inlay.ui.keymap.tips import keyed_tip
from inlay.ui.panels.listen import listen
from inlay.ui.panels.mask_thumbnails import MaskThumbnails
from inlay.ui.panels.saved_masks_list import SavedMasksList, SavedMasksModel
from inlay.ui.panels.spec import PanelSpec
from inlay.ui.theme.icons import icon
from inlay.ui.widgets.labels import HintLabel
from inlay.ui.widgets.tab_chain import chain

if TYPE_CHECKING:
    from inlay.ui.main_window import MainWindow

LOADS: tuple[tuple[Op, str, str], ...] = (
    ("replace", "mode-replace", tr("Load in place of the mask: Ctrl+click, or Enter")),
    ("add", "mode-add", tr("Add to the mask: Ctrl+Shift+click")),
    ("subtract", "mode-subtract", tr("Subtract from the mask: Ctrl+Alt+click")),
    ("intersect", "mode-intersect", tr("Intersect with the mask: Ctrl+Shift+Alt+click")),
)


class SavedMasksPanel(QWidget):
    """Shows the current document's saved masks; every change goes through the editor and comes back as a document."""

    def __init__(self, editor: Editor) -> None:
        super().__init__()
        self.setObjectName("masks")
        self.setAccessibleName(tr("Saved masks"))
        self._editor = editor
        self._thumbnails = MaskThumbnails(self._thumbnail_made)
        self.destroyed.connect(lambda *_, stop=self._thumbnails.stop: stop())
        self.model = SavedMasksModel(editor, self._thumbnails.get, self)
        self.list = SavedMasksList(self.model, self)
        self.empty = HintLabel(tr("Save the mask, and it is kept here under a name."), self, centred=True)
        self.save = self._button("save", "plus", tr("Save the mask"))
        keyed_tip(self.save, editor.settings, "select.save", tr("Save the mask"))
        self.loads = {op: self._button(op, picture, text) for op, picture, text in LOADS}
        self.duplicate = self._button("duplicate", "duplicate", tr("Duplicate the saved mask"))
        self.delete = self._button("delete", "trash", tr("Delete the saved mask: Delete"))
        self.more = self._button("more", "more", tr("More for saved masks"))
        self._lay_out()
        self._connect()
        self._follow()

    def _button(self, name: str, picture: str, text: str) -> QToolButton:
        button = QToolButton(self)
        button.setObjectName(f"masks.{name}")
        button.setIcon(icon(picture))
        button.setIconSize(QSize(18, 18))
        button.setAutoRaise(True)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setToolTip(text)
        button.setAccessibleName(text.partition(":")[0])
        return button

    def _lay_out(self) -> None:
        pages = QWidget(self)
        self._pages = QStackedLayout(pages)
        self._pages.addWidget(self.empty)
        self._pages.addWidget(self.list)
        bottom = QHBoxLayout()
        bottom.setSpacing(2)
        for button in (self.save, *self.loads.values()):
            bottom.addWidget(button)
        bottom.addStretch(1)
        for button in (self.duplicate, self.delete, self.more):
            bottom.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        column.setSpacing(8)
        column.addWidget(pages, 1)
        column.addLayout(bottom)
        chain(self.list, self.save, *self.loads.values(), self.duplicate, self.delete, self.more)

    def _connect(self) -> None:
        for signal in (self._editor.session_changed, self._editor.document_changed):
            listen(self, signal, self._follow)
        self.list.load_wanted.connect(lambda mask_id, op: self._load(mask_id, cast(Op, op)))
        self.list.delete_wanted.connect(self._delete)
        self.list.selectionModel().selectionChanged.connect(lambda *_: self._enable())
        self.list.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.list.customContextMenuRequested.connect(lambda at: self._open_menu(self.list.viewport().mapToGlobal(at)))
        self.save.clicked.connect(lambda: self._window().masks.save())
        for op, button in self.loads.items():
            button.clicked.connect(partial(self._load_chosen, op))
        self.duplicate.clicked.connect(self._duplicate)
        self.delete.clicked.connect(self._delete)
        self.more.clicked.connect(lambda: self._open_menu(self.more.mapToGlobal(QPoint(0, self.more.height()))))

    def _window(self) -> MainWindow:
        # A panel that floats is a window of its own; the one that it belongs to holds them all.
        from inlay.ui.main_window import MainWindow

        found: QObject | None = self
        while found is not None and not isinstance(found, MainWindow):
            found = found.parent()
        assert isinstance(found, MainWindow)
        return found

    # Showing

    def _follow(self) -> None:
        session = self._editor.session
        before = self.model.rowCount()
        self.model.show_masks(self._editor.saved_masks)
        self._pages.setCurrentIndex(1 if self.model.rowCount() else 0)
        if self.model.rowCount() > before:
            self.list.setCurrentIndex(self.model.index(self.model.rowCount() - 1))
        if session is not None:
            self._thumbnails.make(session)
        self._enable()

    def _enable(self) -> None:
        is_chosen = self._chosen() is not None
        self.save.setEnabled(self._editor.session is not None)
        for button in (*self.loads.values(), self.duplicate, self.delete):
            button.setEnabled(is_chosen)
        self.more.setEnabled(self._editor.session is not None)

    def _thumbnail_made(self) -> None:
        self.model.thumbnail_made()

    def _chosen(self) -> SavedMask | None:
        indexes = self.list.selectedIndexes()
        return self.model.mask(indexes[0]) if indexes else None

    def rename(self, mask_id: str) -> None:
        """Write a saved mask's name in the list."""
        index = self.model.index_of(mask_id)
        if index.isValid():
            self.list.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self.list.setCurrentIndex(index)
            self.list.edit(index)

    # Doing

    def _load(self, mask_id: str, op: Op) -> None:
        self._editor.attempt(lambda: self._editor.load_mask(mask_id, op))

    def _load_chosen(self, op: Op, _checked: bool = False) -> None:
        mask = self._chosen()
        if mask is not None:
            self._load(mask.id, op)

    def _duplicate(self) -> None:
        mask = self._chosen()
        if mask is not None:
            self._editor.duplicate_mask(mask.id)

    def _delete(self) -> None:
        mask = self._chosen()
        if mask is not None:
            self._editor.delete_mask(mask.id)

    def _open_menu(self, place: QPoint) -> None:
        """Everything that can be done with the chosen mask, and with all of them."""
        menu = QMenu(self)
        menu.setObjectName("masks.menu")
        menu.aboutToHide.connect(menu.deleteLater)
        window, mask = self._window(), self._chosen()
        if mask is not None:
            for op, picture, _text in LOADS:
                menu.addAction(icon(picture), loading(op), partial(self._load, mask.id, op))
            menu.addSeparator()
            menu.addAction(tr("Rename"), partial(self.rename, mask.id))
            menu.addAction(tr("Duplicate"), self._duplicate)
            menu.addAction(tr("Replace by the mask"), partial(self._editor.update_mask, mask.id))
            menu.addAction(tr("Copy"), lambda: window.tasks.spawn(window.masks.copy(mask.id)))
            menu.addAction(tr("Export…"), lambda: window.tasks.spawn(window.masks.ask_export(mask.id)))
            menu.addAction(icon("trash"), tr("Delete"), self._delete)
            menu.addSeparator()
        menu.addAction(tr("Import mask…"), lambda: window.tasks.spawn(window.masks.ask_import()))
        everything = menu.addAction(tr("Export all…"), lambda: window.tasks.spawn(window.masks.ask_export_all()))
        everything.setEnabled(bool(self._editor.saved_masks))
        for number, action in enumerate(menu.actions()):
            action.setObjectName(f"action.masks.{number}")
        menu.popup(place)


PANEL = PanelSpec("masks", tr("Masks"), "right", SavedMasksPanel, order=45, stretch=2, beside="history")
