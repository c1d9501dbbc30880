"""The person's finetunes: the list, a form for the chosen one, and a button that asks the account."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QListWidgetItem, QPushButton, QStackedWidget, QVBoxLayout

from inlay.base.errors import InlayError
from inlay.base.text import tr, tr_count
from inlay.editor.finetunes import Finetune
from inlay.providers.catalogue import services
from inlay.ui.dialogs.finetune_form import FinetuneForm
from inlay.ui.dialogs.side import SideDialog, button, hint
from inlay.ui.panels.listen import listen
from inlay.ui.widgets.labels import HintLabel, plain_tooltip
from inlay.ui.widgets.text_delegate import TextDelegate
from inlay.ui.widgets.thumbnail_delegate import RowRole

if TYPE_CHECKING:
    from inlay.ui.main_window import MainWindow

SIZE = (780, 500)
LIST_WIDTH = 230


class FinetunesDialog(SideDialog):
    """A new one is written in the form and kept with Add; a chosen one is changed there and kept with Save."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window, tr("Finetunes"), "finetunes")
        self._editor, self._tasks, self._store = window.editor, window.tasks, window.editor.finetunes
        self._chosen: Finetune | None = None
        self._asking = False
        self.list = self._list()
        self.empty = HintLabel(
            tr("No finetune yet. Ask the account for its own, or write one down: its id is what the service needs."),
            centred=True,
        )
        self.empty.setObjectName("finetunes.empty")
        self.empty.setAutoFillBackground(True)
        self.empty.setBackgroundRole(QPalette.ColorRole.Base)
        self.left = QStackedWidget()
        self.left.setFixedWidth(LIST_WIDTH)
        self.left.addWidget(self.empty)
        self.left.addWidget(self.list)
        self.form = FinetuneForm()
        self.told = hint("", "finetunes.told")
        self.buttons = self._make_buttons()
        self._lay_out()
        self._connect()
        self._follow()

    def _list(self) -> QListWidget:
        made = QListWidget()
        made.setObjectName("finetunes.list")
        made.setAccessibleName(tr("Finetunes"))
        made.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        made.setItemDelegate(TextDelegate(1, made))
        made.setUniformItemSizes(True)
        return made

    def _make_buttons(self) -> dict[str, QPushButton]:
        texts = {
            "new": (tr("New"), tr("Empty the form for another one")),
            "fetch": (tr("Ask the account"), tr("List the account's finetunes; what you wrote here stays")),
            "use": (tr("Use"), tr("Choose it in the Fill panel, with its strength")),
            "remove": (tr("Remove"), tr("Take it off this list; the service keeps it")),
            "save": (tr("Add"), tr("Keep what the form says")),
        }
        made = {}
        for name, (text, tooltip) in texts.items():
            made[name] = button(text, f"finetunes.{name}", primary=name == "save")
            made[name].setToolTip(tooltip)
        return made

    def _lay_out(self) -> None:
        below = QHBoxLayout()
        below.setSpacing(8)
        below.addWidget(self.buttons["new"])
        below.addWidget(self.buttons["fetch"], 1)
        left = QVBoxLayout()
        left.setSpacing(8)
        left.addWidget(self.left, 1)
        left.addLayout(below)
        right = QVBoxLayout()
        right.setSpacing(10)
        right.addWidget(self.form)
        right.addWidget(self.told)
        right.addStretch(1)
        right.addLayout(self._bottom())
        across = QHBoxLayout(self)
        across.setContentsMargins(16, 16, 16, 16)
        across.setSpacing(20)
        across.addLayout(left)
        across.addLayout(right, 1)
        self.resize(*SIZE)

    def _bottom(self) -> QHBoxLayout:
        close = button(tr("Close"), "finetunes.close")
        close.clicked.connect(self.hide)
        bottom = QHBoxLayout()
        bottom.setSpacing(8)
        bottom.addWidget(self.buttons["use"])
        bottom.addWidget(self.buttons["remove"])
        bottom.addStretch(1)
        bottom.addWidget(self.buttons["save"])
        bottom.addWidget(close)
        return bottom

    def _connect(self) -> None:
        self.list.currentItemChanged.connect(lambda item, _old: self._choose(item))
        self.buttons["new"].clicked.connect(self._new)
        self.buttons["use"].clicked.connect(lambda: self._editor.attempt(self._use))
        for name, work in (("save", self._save), ("remove", self._remove), ("fetch", self._fetch)):
            self.buttons[name].clicked.connect(lambda _on, work=work: self._tasks.spawn(work()))
        self.form.changed.connect(self._show_buttons)
        listen(self, self._store.changed, self._follow)

    def come_up(self) -> None:
        """Show the dialog, the keyboard on the list where there is one."""
        super().come_up()
        (self.list if self.list.count() else self.form.lines["name"]).setFocus(Qt.FocusReason.PopupFocusReason)

    # Showing

    def _follow(self) -> None:
        """List what there is; the chosen one stays chosen."""
        chosen = self._chosen
        self.list.blockSignals(True)
        self.list.clear()
        for finetune in self._store.all:
            item = _item(finetune)
            self.list.addItem(item)
            if chosen is not None and (chosen.service, chosen.id) == (finetune.service, finetune.id):
                self.list.setCurrentItem(item)
        self.list.blockSignals(False)
        self.left.setCurrentWidget(self.list if self.list.count() else self.empty)
        self._show_buttons()

    def _choose(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            self._show(self._store.find(*item.data(Qt.ItemDataRole.UserRole)))

    def _new(self) -> None:
        self.list.setCurrentRow(-1)
        self._show(None)
        self.form.lines["name"].setFocus()

    def _show(self, finetune: Finetune | None) -> None:
        self._chosen = finetune
        self.form.show_finetune(finetune)
        self._tell("")
        self._show_buttons()

    def _show_buttons(self) -> None:
        self.buttons["save"].setText(tr("Add") if self._chosen is None else tr("Save"))
        self.buttons["save"].setAccessibleName(self.buttons["save"].text())
        self.buttons["save"].setEnabled(self.form.is_complete)
        for name in ("remove", "use"):
            self.buttons[name].setEnabled(self._chosen is not None)
        spec = services()[self.form.service_id]
        self.buttons["fetch"].setEnabled(spec.lists_finetunes and not self._asking)
        self.buttons["fetch"].setToolTip(
            tr("List the account's finetunes; what you wrote here stays")
            if spec.lists_finetunes
            else tr("{service} doesn't tell which finetunes an account has").format(service=spec.title)
        )

    def _tell(self, text: str) -> None:
        self.told.setText(text)
        self.told.setVisible(bool(text))

    # Doing

    async def _save(self) -> None:
        try:
            if self._chosen is None:
                self._chosen = await self._store.add(self.form.written())
            else:
                self._chosen = await self._store.change(self._chosen, self.form.written())
        except InlayError as error:
            self._tell(error.sentence())
            return
        self.form.show_finetune(self._chosen)
        self._follow()
        self._tell(tr("Kept."))

    async def _remove(self) -> None:
        if self._chosen is None:
            return
        gone, self._chosen = self._chosen, None
        try:
            await self._store.remove(gone)
        except InlayError as error:
            self._chosen = gone
            self._tell(error.sentence())
            return
        self._show(None)
        self._tell(tr("{name} isn't in this list any more; the service still has it.").format(name=gone.title))

    async def _fetch(self) -> None:
        self._asking = True
        self._show_buttons()
        self._tell(tr("Asking the service…"))
        try:
            found = await self._editor.fetch_finetunes(self.form.service_id)
            told = tr_count("{count} new finetune.", "{count} new finetunes.", len(found))
            self._tell(told if found else tr("The account has no finetune that isn't listed here already."))
        except InlayError as error:
            self._tell(error.sentence())
        finally:
            self._asking = False
            self._show_buttons()

    def _use(self) -> None:
        if self._chosen is not None:
            self._editor.use_finetune(self._chosen)
            self._tell(tr("The Fill panel uses {name} now.").format(name=self._chosen.title))


def _item(finetune: Finetune) -> QListWidgetItem:
    spec = services().get(finetune.service)
    title = finetune.service if spec is None else spec.title
    line = tr("{service}, strength {strength:.2f}").format(service=title, strength=finetune.strength)
    item = QListWidgetItem(finetune.title)
    item.setData(RowRole.LINES, (line,))
    item.setData(Qt.ItemDataRole.UserRole, (finetune.service, finetune.id))
    item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{finetune.title}. {line}")
    item.setToolTip(plain_tooltip(finetune.id))
    return item
