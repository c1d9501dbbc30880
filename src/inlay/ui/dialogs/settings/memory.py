"""Settings, memory and files: how much memory pixels may take, recent files, and where unsaved work lies."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QHBoxLayout, QSpinBox, QWidget

from inlay.base.memory import GIB, total_memory
from inlay.base.paths import state_dir
from inlay.base.text import tr, tr_count
from inlay.imaging.budget import default_limit, set_limit
from inlay.ui.dialogs.settings.page import Page, PageSpec
from inlay.ui.dialogs.side import add_row, button, hint

if TYPE_CHECKING:
    from inlay.ui.main_window import MainWindow

MEMORY, RECENT = "memory.gib", "recent"


class MemoryPage(Page):
    """The memory budget, the list of recent files, and the folder of unsaved work."""

    names = (MEMORY,)

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self.memory = self._memory()
        add_row(self.rows, tr("&Memory for pixels"), self.memory)
        self.rows.addRow("", hint(tr("What goes over it is kept on disk instead; nothing is lost.")))
        add_row(self.rows, tr("Recent files"), self._recent())
        self.rows.addRow(
            tr("Unsaved work"),
            hint(tr("Every step is written here as you work. After a crash, Inlay offers it again.")),
        )
        self.folder = hint(str(state_dir()), "settings.autosave")
        self.folder.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.rows.addRow("", self.folder)
        show = button(tr("Show folder"), "settings.autosave.show")
        show.setToolTip(tr("Show the folder in the file manager"))
        show.clicked.connect(lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(state_dir()))))
        self.rows.addRow("", _short(show))
        self.column.addStretch(1)

    def _memory(self) -> QSpinBox:
        field = QSpinBox()
        field.setObjectName("settings.memory")
        field.setAccessibleName(tr("Memory for pixels, in GiB"))
        field.setToolTip(tr("Layers, undo steps, versions and what is shown share it"))
        field.setRange(0, max(1, total_memory() // GIB))
        field.setSuffix(tr(" GiB"))
        field.setSpecialValueText(tr("Automatic ({size:.1f} GiB)").format(size=default_limit() / GIB))
        return self.number(MEMORY, lambda: self.settings.get(MEMORY, 0), field)

    def _recent(self) -> QWidget:
        self.forget = button(tr("Forget them"), "settings.recent.forget")
        self.forget.setToolTip(tr("Empty the list of recent files; the files stay"))
        self.forget.clicked.connect(lambda: self.settings.set(RECENT, []))
        self.count = hint("", "settings.recent")
        self.count.setWordWrap(False)

        def show() -> None:
            count = len(self.settings.get_list(RECENT))
            self.count.setText(tr_count("{count} file", "{count} files", count) if count else tr("None"))
            self.forget.setEnabled(count > 0)

        self.show_with(show)
        return _short(self.count, self.forget)

    def _setting_changed(self, name: str) -> None:
        super()._setting_changed(name)
        if name == RECENT:
            self.follow()

    def changed(self) -> None:
        """The new limit counts at once."""
        set_limit(self.settings.get(MEMORY, 0))


def _short(*parts: QWidget) -> QWidget:
    """Widgets beside each other, no wider than they need."""
    row = QWidget()
    across = QHBoxLayout(row)
    across.setContentsMargins(0, 0, 0, 0)
    for part in parts:
        across.addWidget(part)
    across.addStretch(1)
    return row


PAGE = PageSpec("memory", tr("Memory and files"), 30, MemoryPage)
