"""Services and keys: who can fill, where each key is held, and the settings that belong to an account."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QListWidgetItem, QStackedWidget

from inlay.base.errors import KeyProblem
from inlay.base.text import tr
from inlay.editor.services import setup_of
from inlay.providers.catalogue import services
from inlay.secrets.keys import FoundKey
from inlay.ui.dialogs.service_page import ServicePage
from inlay.ui.dialogs.side import SideDialog, close_row, column_of
from inlay.ui.panels.listen import listen
from inlay.ui.widgets.text_delegate import TextDelegate
from inlay.ui.widgets.thumbnail_delegate import RowRole

if TYPE_CHECKING:
    from inlay.ui.main_window import MainWindow

SIZE = (780, 540)
LIST_WIDTH = 210


class ServicesDialog(SideDialog):
    """The services on the left, each with what is known of its key; the chosen one's page on the right."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window, tr("Services and Keys"), "services")
        self._editor, self._tasks = window.editor, window.tasks
        self.list = QListWidget()
        self.list.setObjectName("services.list")
        self.list.setAccessibleName(tr("Services"))
        self.list.setFixedWidth(LIST_WIDTH)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setItemDelegate(TextDelegate(1, self.list))
        self.list.setUniformItemSizes(True)
        self.pages = QStackedWidget()
        self._by_id: dict[str, ServicePage] = {}
        for spec in services().values():
            item = QListWidgetItem(spec.title)
            item.setData(Qt.ItemDataRole.UserRole, spec.id)
            self.list.addItem(item)
            page = ServicePage(window.editor, window.tasks, spec)
            page.key.changed = functools.partial(window.editor.key_changed, spec.id)
            self._by_id[spec.id] = page
            self.pages.addWidget(page)
        self._lay_out()
        self.list.currentRowChanged.connect(self._choose)
        listen(self, window.editor.services_changed, lambda _service: self._mark_soon())

    def _lay_out(self) -> None:
        across = QHBoxLayout()
        across.setSpacing(20)
        across.addWidget(self.list)
        across.addWidget(self.pages, 1)
        column_of(self, across, close_row(self, "services")).setStretch(0, 1)
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
        self._mark_soon()

    # What is known of the keys

    def _mark_soon(self) -> None:
        if self.isVisible():
            self._tasks.spawn(self.mark())

    async def mark(self) -> None:
        """Say beside each service whether it has a key, and where."""
        slots = {spec.id: spec.slot(setup_of(self._editor.settings, spec.id).base_url) for spec in services().values()}
        found = await self._editor.keys.find_all(slot for slot in slots.values() if slot is not None)
        for row in range(self.list.count()):
            item = self.list.item(row)
            slot = slots[item.data(Qt.ItemDataRole.UserRole)]
            text = tr("Needs no key") if slot is None else key_word(found[slot])
            item.setData(RowRole.LINES, (text,))
            item.setData(RowRole.FAINT, slot is not None and not isinstance(found[slot], FoundKey))
            item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{item.text()}. {text}")


def key_word(found: FoundKey | KeyProblem | None) -> str:
    """What is known of a key, in a word or two."""
    if found is None:
        return tr("No key yet")
    if isinstance(found, KeyProblem):
        return tr("The keyring can't be asked")
    return {
        "environment": tr("Key from the environment"),
        "keyring": tr("Key in the keyring"),
        "session": tr("Key for this session"),
    }[found.source]
