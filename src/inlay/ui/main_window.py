"""The window: holds the canvas, the panels and the bars, and delegates everything else."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QShowEvent
from PySide6.QtWidgets import QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from inlay.base.errors import BadInput, Cancelled, InlayError
from inlay.base.text import tr
from inlay.editor.editor import Editor
from inlay.ui.actions.table import ActionTable
from inlay.ui.arriving import Arriving
from inlay.ui.closing import Closing
from inlay.ui.files import Files
from inlay.ui.frame import Frame
from inlay.ui.incoming import has_incoming, incoming
from inlay.ui.keys import HeldKeys
from inlay.ui.masks import Masks
from inlay.ui.message_bar import MessageBars
from inlay.ui.panels.option_popup import show_options
from inlay.ui.ring import FocusRing
from inlay.ui.stage import Stage
from inlay.ui.status import StatusBar
from inlay.ui.tabs import Tabs
from inlay.ui.tasks import Tasks
from inlay.ui.welcome import Welcome

if TYPE_CHECKING:
    from inlay.ui.dialogs.amount import AmountDialog
    from inlay.ui.dialogs.side import SideDialog

SMALLEST = (760, 520)


class MainWindow(QMainWindow):
    """One window, and a tab for each document. `stop_wanted` asks whoever runs the loop to end the program."""

    stop_wanted = Signal()

    def __init__(self, editor: Editor) -> None:
        super().__init__()
        self.setObjectName("window")
        self.setAccessibleName(tr("Inlay"))
        self.setMinimumSize(*SMALLEST)
        self.setAcceptDrops(True)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.editor = editor
        self.tasks = Tasks(editor.failed.emit)
        self.bars = MessageBars()
        self.stage = Stage(editor)
        self.status = StatusBar(editor, self.stage)
        self.setStatusBar(self.status)
        self.welcome = Welcome(editor)
        self.pages = QStackedWidget()
        self.tabs = Tabs(self)
        self._fill_middle()
        self.frame = Frame(self, editor)
        self.files = Files(self)
        self.masks = Masks(self)
        self.arriving = Arriving(self)
        self.closing = Closing(self)
        self.actions_by_id = ActionTable(self)
        self.actions_by_id.fill_menu_bar(self.menuBar())
        self.menuBar().setObjectName("menus")
        self.ring = FocusRing(self, self._regions)
        self.keys = HeldKeys(self, self.stage.canvas, editor)
        self._dialogs: dict[str, SideDialog] = {}
        self._told_a_mistake = False
        self._connect()
        self._session_changed()
        self.frame.restore()

    def _fill_middle(self) -> None:
        self.pages.setObjectName("stage")
        self.pages.addWidget(self.welcome)
        self.pages.addWidget(self.stage.canvas)
        middle = QWidget()
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.tabs.row)
        column.addWidget(self.bars)
        column.addWidget(self.pages, 1)
        self.setCentralWidget(middle)

    def _connect(self) -> None:
        editor, refresh = self.editor, self.actions_by_id.refresh_soon
        editor.failed.connect(self.tell)
        editor.session_changed.connect(self._session_changed)
        editor.modified_changed.connect(self._show_title)
        editor.jobs_changed.connect(lambda _job: refresh())
        editor.session_changed.connect(self._forget_mistake)
        editor.document_changed.connect(self._forget_mistake)
        for signal in (
            editor.session_changed,
            editor.undo_changed,
            editor.document_changed,
            editor.candidates_changed,
            editor.versions_changed,
        ):
            signal.connect(refresh)
        self.stage.overlay_changed.connect(refresh)
        editor.options_wanted.connect(lambda place: show_options(editor, self.stage.canvas, place))
        self.welcome.open_wanted.connect(lambda: self.tasks.spawn(self.files.ask_open()))
        self.welcome.file_wanted.connect(lambda name: self.tasks.spawn(self.files.open(Path(name))))

    def _regions(self) -> list[QWidget]:
        """The ring of F6: the picture, then the panels from left to right, then the tabs and the bars."""
        middle = self.stage.canvas if self.editor.session is not None else self.welcome
        return [middle, *self.frame.regions.values(), self.tabs.row, self.bars, self.status]

    # Following the editor

    def _session_changed(self) -> None:
        session = self.editor.session
        self.pages.setCurrentWidget(self.stage.canvas if session is not None else self.welcome)
        if session is None:
            self.welcome.refresh()
        self._show_title()
        self.actions_by_id.refresh_soon()

    def _show_title(self) -> None:
        session = self.editor.session
        self.setWindowModified(session is not None and session.modified)
        # "[*]" is Qt's own place for the mark of unsaved work.
        self.setWindowTitle(f"{session.name}[*] — Inlay" if session is not None else "Inlay")

    def tell(self, error: InlayError) -> None:
        """Say what happened, what was kept and what to do now, above the picture."""
        if not isinstance(error, Cancelled):
            more = " ".join(part for part in (error.kept, error.next_step) if part)
            self.bars.show_bar("error", error.what, more)
            self._told_a_mistake = isinstance(error, BadInput)

    def _forget_mistake(self) -> None:
        """What a person did wrong isn't worth a word once they went on; other trouble stays until it is put away."""
        if self._told_a_mistake:
            self._told_a_mistake = False
            self.bars.remove("error")

    # What actions do that needs the window itself

    def show_dialog(self, name: str) -> None:
        """Show a dialog that stands beside the work; each is made once."""
        if name not in self._dialogs:
            self._dialogs[name] = _make_dialog(name, self)
        self._dialogs[name].come_up()

    def show_settings(self) -> None:
        """Show the settings."""
        self.show_dialog("settings")

    def show_keys(self) -> None:
        """Show the sheet of keys."""
        self.show_dialog("keys")

    def show_about(self) -> None:
        """Show what Inlay is."""
        self.show_dialog("about")

    def show_amount(self, kind: str) -> None:
        """Ask by how many pixels the mask is changed: one of `MASK_EDITS`."""
        if kind not in self._dialogs:
            from inlay.ui.dialogs.amount import AmountDialog

            self._dialogs[kind] = AmountDialog(self, kind)
        dialog: AmountDialog = self._dialogs[kind]  # type: ignore[assignment]
        dialog.begin()

    def prompt_field(self) -> QWidget | None:
        """The field for a prompt, where the chosen service reads one."""
        field = self.findChild(QWidget, "fill.prompt")
        return field if field is not None and field.isEnabled() and not field.isHidden() else None

    def focus_prompt(self) -> None:
        """Lead the keyboard to the prompt."""
        field = self.prompt_field()
        if field is not None:
            self.frame.show_region("fill")
            field.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def rename_layer(self) -> None:
        """Write the chosen layer's name in its panel."""
        from inlay.ui.panels.layers_list import LayersList

        self.frame.show_region("layers")
        found = self.findChild(LayersList)
        if found is not None:
            found.setFocus(Qt.FocusReason.ShortcutFocusReason)
            found.edit(found.currentIndex())

    # Closing and dropping

    def ask_to_stop(self) -> None:
        """The person wants to leave."""
        self.closing.ask()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Qt's own: the window only asks; whoever runs the loop ends the tasks first, and then the window."""
        if self.closing.is_final:
            event.accept()
            return
        event.ignore()
        self.ask_to_stop()

    def showEvent(self, event: QShowEvent) -> None:
        """Qt's own: from now on there are keys to be watched."""
        super().showEvent(event)
        handle = self.windowHandle()
        if handle is not None:
            self.keys.watch(handle)  # a second time does no harm

    async def end(self) -> None:
        """Finish everything, keep what isn't saved, and close for good."""
        discards = self.closing.take_discards()
        self.frame.remember()
        self.setEnabled(False)
        await self.files.finished()
        await self.tasks.cancel()
        await self.files.discard_doomed()
        await self.editor.shut_down(discard=discards)
        self.closing.finish()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Qt's own: files and pictures may be dropped anywhere in the window."""
        if has_incoming(event.mimeData()):
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()

    def dropEvent(self, event: QDropEvent) -> None:
        """Qt's own: open what was dropped."""
        arrived = incoming(event.mimeData())
        if arrived:
            event.setDropAction(Qt.DropAction.CopyAction)  # whoever gives it keeps it
            event.accept()
            self.activateWindow()
            self.arriving.take(arrived)


_DIALOGS = {
    "settings": ("settings.dialog", "SettingsDialog"),
    "keys": ("keys", "KeySheet"),
    "about": ("about", "AboutDialog"),
    "services": ("services", "ServicesDialog"),
    "finetunes": ("finetunes", "FinetunesDialog"),
    "spending": ("spending", "SpendingDialog"),
    "sent": ("sent", "SentDialog"),
    "strengths": ("series", "StrengthsDialog"),
    "seeds": ("series", "SeedsDialog"),
    "compare": ("compare", "CompareDialog"),
}
"""Where each dialog is found, by its name; its file is read when it is first shown."""


def _make_dialog(name: str, window: MainWindow) -> SideDialog:
    """The dialog of that name."""
    module, kind = _DIALOGS[name]
    made: SideDialog = getattr(importlib.import_module(f"inlay.ui.dialogs.{module}"), kind)(window)
    return made
