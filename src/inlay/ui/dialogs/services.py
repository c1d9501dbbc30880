"""Services and keys: who can fill, where each key is held, and the settings that belong to an account."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QListWidgetItem, QStackedWidget, QVBoxLayout

from inlay.base.text import tr
from inlay.providers.catalogue import services
from inlay.ui.dialogs.service_page import ServicePage
from inlay.ui.dialogs.side import SideDialog, button

if TYPE_CHECKING:
    from inlay.ui.main_window import MainWindow

SIZE = (720, 460)


class ServicesDialog(SideDialog):
    """The services on the left, the chosen one's page on the right."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window, tr("Services and Keys"), "services")
        self._editor = window.editor
        self.list = QListWidget()
        self.list.setObjectName("services.list")
        self.list.setAccessibleName(tr("Services"))
        self.list.setFixedWidth(190)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.pages = QStackedWidget()
        self._by_id: dict[str, ServicePage] = {}
        for spec in services().values():
            item = QListWidgetItem(spec.title)
            item.setData(Qt.ItemDataRole.UserRole, spec.id)
            self.list.addItem(item)
            page = ServicePage(window.editor, window.tasks, spec)
            page.key.changed = functools.partial(window.editor.services_changed.emit, spec.id)
            self._by_id[spec.id] = page
            self.pages.addWidget(page)
        self._lay_out()
        self.list.currentRowChanged.connect(self._choose)

    def _lay_out(self) -> None:
        across = QHBoxLayout()
        across.setSpacing(16)
        across.addWidget(self.list)
        across.addWidget(self.pages, 1)
        close = button(tr("Close"), "services.close")
        close.clicked.connect(self.hide)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(close)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(14)
        column.addLayout(across, 1)
        column.addLayout(buttons)
        self.resize(*SIZE)

    def _choose(self, row: int) -> None:
        self.pages.setCurrentIndex(row)
        page = self.pages.currentWidget()
        if isinstance(page, ServicePage):
            page.follow()

    def come_up(self) -> None:
        """Show the dialog at the service that fills now."""
        row = list(self._by_id).index(self._editor.fill_settings.provider)
        if self.list.currentRow() == row:
            self._choose(row)
        self.list.setCurrentRow(row)
        super().come_up()
