"""The Settings dialog: pages on the left, the chosen one on the right. All is kept at once."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QHBoxLayout, QLayout, QListWidget, QListWidgetItem, QScrollArea, QStackedWidget

from inlay.base.registry import discover
from inlay.base.text import tr
from inlay.ui.dialogs import settings
from inlay.ui.dialogs.settings.page import Page, PageSpec
from inlay.ui.dialogs.side import SideDialog, button, close_row, column_of
from inlay.ui.panels.listen import listen

if TYPE_CHECKING:
    from inlay.ui.main_window import MainWindow

SIZE = (780, 600)
LIST_WIDTH = 170
ROW_GAP = 14
SAVE_MS = 500


@functools.cache
def page_specs() -> tuple[PageSpec, ...]:
    """Every page, from top to bottom."""
    return tuple(sorted(discover(settings, "PAGE", PageSpec), key=lambda spec: spec.order))


class SettingsDialog(SideDialog):
    """Made once; `show_page` brings up one of its pages."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window, tr("Settings"), "settings")
        self._editor, self._closing = window.editor, window.closing
        self._save = QTimer(self, singleShot=True, interval=SAVE_MS)
        self._save.timeout.connect(self._editor.save_settings)
        self.list = QListWidget()
        self.list.setObjectName("settings.pages")
        self.list.setAccessibleName(tr("Pages"))
        self.pages = QStackedWidget()
        self.by_id: dict[str, Page] = {}
        for spec in page_specs():
            self._add(spec, window)
        longest = max(self.list.fontMetrics().horizontalAdvance(spec.title) for spec in page_specs())
        self.list.setFixedWidth(max(LIST_WIDTH, longest + 28))
        self.reset_page = button(tr("&Reset this page"), "settings.reset")
        self.reset_page.setToolTip(tr("Go back to the defaults of everything on this page"))
        self.reset_page.clicked.connect(lambda: self.page.reset())
        self._lay_out()
        self.list.currentRowChanged.connect(self.pages.setCurrentIndex)
        self.list.setCurrentRow(0)
        listen(self, self._editor.settings.changed, lambda _name: self._save_soon())

    def _add(self, spec: PageSpec, window: MainWindow) -> None:
        item = QListWidgetItem(spec.title)
        item.setData(Qt.ItemDataRole.UserRole, spec.id)
        item.setSizeHint(QSize(0, self.list.fontMetrics().height() + ROW_GAP))
        self.list.addItem(item)
        page = self.by_id[spec.id] = spec.make(window)
        page.setAccessibleName(spec.title)
        area = QScrollArea()
        area.setObjectName(f"settings.page.{spec.id}")
        area.setAccessibleName(spec.title)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(page)
        self.pages.addWidget(area)

    def _lay_out(self) -> None:
        across = QHBoxLayout()
        across.setSpacing(20)
        across.addWidget(self.list)
        across.addWidget(self.pages, 1)
        last = close_row(self, "settings", primary=True)
        last.insertWidget(0, self.reset_page)
        column = column_of(self, across, last)
        column.setStretch(0, 1)
        column.setSizeConstraint(QLayout.SizeConstraint.SetDefaultConstraint)
        self.resize(*SIZE)

    @property
    def page(self) -> Page:
        """The page that is shown."""
        return self.by_id[str(self.list.currentItem().data(Qt.ItemDataRole.UserRole))]

    def show_page(self, page_id: str) -> None:
        """Show one of the pages."""
        self.list.setCurrentRow(list(self.by_id).index(page_id))

    def come_up(self) -> None:
        """Show the dialog with what the settings say now."""
        for page in self.by_id.values():
            page.follow()
        super().come_up()

    def _save_soon(self) -> None:
        if self.isVisible():
            self._save.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """Qt's own: what was changed is on disk soon after the dialog is closed; the program's end writes it, too."""
        was_due = self._save.isActive()
        self._save.stop()
        if was_due and not self._closing.is_final:
            self._editor.save_settings()
        super().hideEvent(event)
