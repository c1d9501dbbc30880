"""The person's finetunes: the list, a form for the chosen one, and a button that asks the account."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
)

from inlay.base.errors import InlayError
from inlay.base.text import tr, tr_count
from inlay.editor.finetunes import STRONGEST, Finetune, takes_finetunes
from inlay.providers.catalogue import services
from inlay.ui.dialogs.side import SideDialog, add_row, button, form, hint
from inlay.ui.panels.listen import listen
from inlay.ui.widgets.scale import Scale
from inlay.ui.widgets.value_field import ValueField

if TYPE_CHECKING:
    from inlay.ui.main_window import MainWindow

SIZE = (760, 520)
STRENGTH = 1.1


class FinetunesDialog(SideDialog):
    """A new one is written in the form and kept with Add; a chosen one is changed there and kept with Save."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window, tr("Finetunes"), "finetunes")
        self._window, self._store = window, window.editor.finetunes
        self._chosen: Finetune | None = None
        self.list = QListWidget()
        self.list.setObjectName("finetunes.list")
        self.list.setAccessibleName(tr("Finetunes"))
        self.list.setFixedWidth(240)
        self.fields = {name: self._line(name, *texts) for name, texts in _LINES.items()}
        self.service = self._combo()
        self.strength = ValueField(
            tr("Strength"),
            Scale(0, STRONGEST, 0.05, 2),
            "",
            name="finetunes.strength",
            tooltip=tr("How much it counts by default, 0 to {most:g}").format(most=STRONGEST),
        )
        self.notes = QPlainTextEdit()
        self.notes.setObjectName("finetunes.notes")
        self.notes.setAccessibleName(tr("Notes"))
        self.notes.setTabChangesFocus(True)
        self.told = hint("", "finetunes.told")
        self.buttons = self._make_buttons()
        self._lay_out()
        self._connect()
        self._follow()

    def _line(self, name: str, label: str, tooltip: str) -> QLineEdit:
        line = QLineEdit()
        line.setObjectName(f"finetunes.{name}")
        line.setAccessibleName(label)
        line.setToolTip(tooltip)
        return line

    def _combo(self) -> QComboBox:
        combo = QComboBox()
        combo.setObjectName("finetunes.service")
        combo.setAccessibleName(tr("Service"))
        for spec in services().values():
            if takes_finetunes(spec.id):
                combo.addItem(spec.title, spec.id)
        return combo

    def _make_buttons(self) -> dict[str, QPushButton]:
        texts = {
            "fetch": (tr("Ask the account"), tr("List the account's finetunes; what you wrote here stays")),
            "new": (tr("New"), tr("Empty the form for another one")),
            "remove": (tr("Remove"), tr("Take it off this list; the service keeps it")),
            "save": (tr("Add"), tr("Keep what the form says")),
        }
        made = {}
        for name, (text, tooltip) in texts.items():
            made[name] = button(text, f"finetunes.{name}", primary=name == "save")
            made[name].setToolTip(tooltip)
        return made

    def _lay_out(self) -> None:
        left = QVBoxLayout()
        left.setSpacing(8)
        left.addWidget(self.list, 1)
        below = QHBoxLayout()
        below.addWidget(self.buttons["new"])
        below.addWidget(self.buttons["fetch"], 1)
        left.addLayout(below)
        right = QVBoxLayout()
        right.setSpacing(10)
        right.addLayout(self._form())
        right.addWidget(self.told)
        right.addStretch(1)
        across = QHBoxLayout()
        across.setSpacing(18)
        across.addLayout(left)
        across.addLayout(right, 1)
        close = button(tr("Close"), "finetunes.close")
        close.clicked.connect(self.hide)
        bottom = QHBoxLayout()
        bottom.addStretch(1)
        for widget in (self.buttons["remove"], self.buttons["save"], close):
            bottom.addWidget(widget)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(14)
        column.addLayout(across, 1)
        column.addLayout(bottom)
        self.resize(*SIZE)

    def _form(self) -> QFormLayout:
        rows = form()
        add_row(rows, tr("&Service"), self.service)
        for name, (label, _tooltip) in _LINES.items():
            add_row(rows, label, self.fields[name])
        rows.addRow(self.strength.label, self.strength)
        add_row(rows, tr("Notes"), self.notes)
        self.notes.setFixedHeight(5 * self.notes.fontMetrics().lineSpacing())
        return rows

    def _connect(self) -> None:
        self.list.currentItemChanged.connect(lambda item, _old: self._choose(item))
        self.buttons["new"].clicked.connect(self._new)
        self.buttons["save"].clicked.connect(lambda: self._window.tasks.spawn(self._save()))
        self.buttons["remove"].clicked.connect(lambda: self._window.tasks.spawn(self._remove()))
        self.buttons["fetch"].clicked.connect(lambda: self._window.tasks.spawn(self._fetch()))
        self.fields["id"].textChanged.connect(lambda _text: self._show_buttons())
        self.service.currentIndexChanged.connect(lambda _index: self._show_buttons())
        listen(self, self._store.changed, self._follow)

    # Showing

    def _follow(self) -> None:
        """List what there is; the chosen one stays chosen."""
        chosen = self._chosen
        self.list.blockSignals(True)
        self.list.clear()
        for finetune in self._store.all:
            item = QListWidgetItem(_listed(finetune))
            item.setData(Qt.ItemDataRole.UserRole, (finetune.service, finetune.id))
            item.setToolTip(finetune.id)
            self.list.addItem(item)
            if chosen is not None and (chosen.service, chosen.id) == (finetune.service, finetune.id):
                self.list.setCurrentItem(item)
        self.list.blockSignals(False)
        self._show_buttons()

    def _choose(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            self._show(self._store.find(*item.data(Qt.ItemDataRole.UserRole)))

    def _new(self) -> None:
        self.list.setCurrentRow(-1)
        self._show(None)
        self.fields["name"].setFocus()

    def _show(self, finetune: Finetune | None) -> None:
        self._chosen = finetune
        shown = finetune or Finetune("", service=str(self.service.currentData()), strength=STRENGTH)
        for name, field in self.fields.items():
            field.setText(getattr(shown, name))
        self.service.setCurrentIndex(self.service.findData(shown.service))
        self.strength.set_value(shown.strength)
        self.notes.setPlainText(shown.notes)
        self._tell("")
        self._show_buttons()

    def _show_buttons(self) -> None:
        self.buttons["save"].setText(tr("Add") if self._chosen is None else tr("Save"))
        self.buttons["save"].setEnabled(bool(self.fields["id"].text().strip()))
        self.buttons["remove"].setEnabled(self._chosen is not None)
        spec = services().get(str(self.service.currentData()))
        self.buttons["fetch"].setEnabled(spec is not None and spec.lists_finetunes)
        if not self._store.all and not self.told.text():
            self._tell(tr("No finetune yet. Ask the account, or write one down: its id is what the service needs."))

    def _tell(self, text: str) -> None:
        self.told.setText(text)
        self.told.setVisible(bool(text))

    # Doing

    def _written(self) -> Finetune:
        texts = {name: field.text() for name, field in self.fields.items()}
        base = Finetune(texts.pop("id"), service=str(self.service.currentData()))
        return replace(base, **texts, strength=self.strength.value(), notes=self.notes.toPlainText())

    async def _save(self) -> None:
        try:
            if self._chosen is None:
                self._chosen = await self._store.add(self._written())
            else:
                self._chosen = await self._store.change(self._chosen, self._written())
        except InlayError as error:
            self._tell(error.sentence())
            return
        self._follow()
        self._tell(tr("Kept."))

    async def _remove(self) -> None:
        if self._chosen is not None:
            await self._store.remove(self._chosen)
            self._show(None)
            self._follow()

    async def _fetch(self) -> None:
        self.buttons["fetch"].setEnabled(False)
        self._tell(tr("Asking the service…"))
        try:
            found = await self._window.editor.fetch_finetunes(str(self.service.currentData()))
            self._tell(tr_count("{count} new finetune.", "{count} new finetunes.", len(found)))
        except InlayError as error:
            self._tell(error.sentence())
        finally:
            self.buttons["fetch"].setEnabled(True)


_LINES = {
    "name": (tr("&Name"), tr("What it is called here")),
    "id": (tr("&Id"), tr("What the service knows it by, such as my-finetune or my-org/my-finetune")),
    "trigger": (tr("&Trigger word"), tr("The word that calls it in a prompt")),
    "region": (tr("&Region"), tr("The service's region that has it, where it is bound to one: eu or us")),
}


def _listed(finetune: Finetune) -> str:
    title = services()[finetune.service].title if finetune.service in services() else finetune.service
    return tr("{name}\n{service}, strength {strength:.2f}").format(
        name=finetune.title, service=title, strength=finetune.strength
    )
