"""Where the chosen service's key is, and the way to give it one."""

from __future__ import annotations

import asyncio

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from inlay.base.errors import InlayError
from inlay.base.text import tr
from inlay.editor.editor import Editor
from inlay.editor.services import setup_of
from inlay.providers.catalogue import services
from inlay.ui.panels.listen import listen
from inlay.ui.tasks import Tasks
from inlay.ui.widgets.labels import ElidedLabel
from inlay.ui.wired import find_action, trigger

ADD_KEY = "fill.services"


class KeyLine(QWidget):
    """Hidden for a service without a key. The keyring is asked when the service changes, never while one paints."""

    def __init__(self, editor: Editor, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._editor, self._tasks = editor, tasks
        self._asking: asyncio.Task[None] | None = None
        self._asked: object = None
        self._begun = False
        self.is_missing = False
        self.setObjectName("fill.key")
        self.text = ElidedLabel(parent=self)
        self.text.setObjectName("fill.key.text")
        self.text.setProperty("role", "quiet")
        self.add = QPushButton(tr("Add a key…"), self)
        self.add.setObjectName("fill.key.add")
        self.add.setProperty("role", "link")
        self.add.setAccessibleName(tr("Add a key"))
        self.add.setToolTip(tr("Give this service a key; it is kept in the system's keyring"))
        self.add.clicked.connect(lambda: trigger(self, ADD_KEY))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.text, 1)
        row.addWidget(self.add)
        listen(self, editor.services_changed, lambda _service: self.ask())
        listen(self, editor.fill_changed, self._service_may_have_changed)
        self.destroyed.connect(lambda *_: self._stop())
        self.add.hide()

    def showEvent(self, event: QShowEvent) -> None:
        """Qt's own: from now on there is a loop to ask on."""
        super().showEvent(event)
        self._begun = True
        self._service_may_have_changed()

    def _service_may_have_changed(self) -> None:
        settings = self._editor.fill_settings
        if self._begun and (settings.provider, settings.base_url) != self._asked:
            self.ask()

    def ask(self) -> None:
        """Look for the key of the chosen service; an older question is dropped."""
        settings = self._editor.fill_settings
        self._asked = (settings.provider, settings.base_url)
        self._stop()
        self._asking = self._tasks.spawn(self._look())

    def _stop(self) -> None:
        if self._asking is not None:
            self._asking.cancel()

    async def _look(self) -> None:
        settings = self._editor.fill_settings
        base_url = settings.base_url or setup_of(self._editor.settings, settings.provider).base_url
        slot = services()[settings.provider].slot(base_url)
        if slot is None:
            self._show("", missing=False)
            return
        try:
            found = await self._editor.keys.find(slot)
        except InlayError as error:
            self._show(error.what, missing=True)
            return
        if found is None:
            self._show(tr("No key yet"), missing=True)
            return
        where = slot.environment if found.source == "environment" else found.where
        self._show(tr("Key: {where}").format(where=where), missing=False)

    def _show(self, text: str, missing: bool) -> None:
        self.is_missing = missing
        self.text.setText(text)
        self.setVisible(bool(text))
        self.add.setVisible(missing and find_action(self, ADD_KEY) is not None)
