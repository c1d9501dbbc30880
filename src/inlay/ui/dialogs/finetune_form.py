"""The form of one finetune: what it is called, what the service knows it by, and how it is used."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QFormLayout, QLineEdit, QPlainTextEdit, QWidget

from inlay.base.text import tr
from inlay.editor.finetunes import STRONGEST, Finetune, takes_finetunes
from inlay.providers.catalogue import services
from inlay.ui.dialogs.side import add_row, form
from inlay.ui.widgets.scale import Scale
from inlay.ui.widgets.value_field import ValueField

STRENGTH = 1.1
NOTES_LINES = 5


def regions_of(service_id: str) -> dict[str, str]:
    """The regions of a service that a finetune may be bound to, with their labels; none where it has no regions."""
    spec = services().get(service_id)
    option = next((each for each in spec.options if each.id == "region"), None) if spec is not None else None
    return {} if option is None else {value: label for value, label in option.choices if value != option.default}


class FinetuneForm(QWidget):
    """`changed` comes when the person writes something."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("finetunes.form")
        self.service = self._combo("service", tr("Service"), tr("The service that has the finetune"))
        for spec in services().values():
            if takes_finetunes(spec.id):
                self.service.addItem(spec.title, spec.id)
        self.lines = {
            "name": self._line("name", tr("Name"), tr("What it is called here")),
            "id": self._line("id", tr("Id"), tr("What the service knows it by")),
            "trigger": self._line("trigger", tr("Trigger word"), tr("The word that calls it in a prompt")),
        }
        self.lines["id"].setPlaceholderText(tr("such as my-finetune"))
        self.region = self._combo("region", tr("Region"), tr("The region that has it; elsewhere it isn't known"))
        self.strength = ValueField(
            tr("Strength"),
            Scale(0, STRONGEST, 0.05, 2),
            "",
            name="finetunes.strength",
            tooltip=tr("How much it counts unless you say otherwise, 0 to {most:g}").format(most=STRONGEST),
        )
        self.notes = QPlainTextEdit()
        self.notes.setObjectName("finetunes.notes")
        self.notes.setAccessibleName(tr("Notes"))
        self.notes.setTabChangesFocus(True)
        self._rows = form()
        self._lay_out(self._rows)
        self.service.currentIndexChanged.connect(lambda _index: self._service_chosen())
        for line in self.lines.values():
            line.textChanged.connect(lambda _text: self.changed.emit())
        self.show_finetune(None)

    def _line(self, name: str, label: str, tooltip: str) -> QLineEdit:
        line = QLineEdit()
        line.setObjectName(f"finetunes.{name}")
        line.setAccessibleName(label)
        line.setToolTip(tooltip)
        return line

    def _combo(self, name: str, label: str, tooltip: str) -> QComboBox:
        combo = QComboBox()
        combo.setObjectName(f"finetunes.{name}")
        combo.setAccessibleName(label)
        combo.setToolTip(tooltip)
        return combo

    def _lay_out(self, rows: QFormLayout) -> None:
        self.setLayout(rows)
        rows.setContentsMargins(0, 0, 0, 0)
        add_row(rows, tr("&Service"), self.service)
        add_row(rows, tr("&Name"), self.lines["name"])
        add_row(rows, tr("&Id"), self.lines["id"])
        add_row(rows, tr("&Trigger word"), self.lines["trigger"])
        add_row(rows, tr("&Region"), self.region)
        self.strength.label.setMinimumHeight(self.strength.sizeHint().height())
        rows.addRow(self.strength.label, self.strength)
        label = add_row(rows, tr("N&otes"), self.notes)
        label.setMinimumHeight(self.region.sizeHint().height())
        self.notes.setFixedHeight(NOTES_LINES * self.notes.fontMetrics().lineSpacing() + 12)

    @property
    def service_id(self) -> str:
        """The chosen service."""
        return str(self.service.currentData())

    @property
    def is_complete(self) -> bool:
        """Whether there is enough to be kept."""
        return bool(self.lines["id"].text().strip())

    def show_finetune(self, finetune: Finetune | None) -> None:
        """Show a finetune; None: an empty form for a new one of the same service."""
        shown = finetune or Finetune("", service=self.service_id, strength=STRENGTH)
        self.service.setCurrentIndex(self.service.findData(shown.service))
        for name, line in self.lines.items():
            line.setText(getattr(shown, name))
        self._show_regions(shown.region)
        self.strength.set_value(shown.strength)
        self.notes.setPlainText(shown.notes)

    def written(self) -> Finetune:
        """What the form says, as it was written."""
        texts = {name: line.text() for name, line in self.lines.items()}
        base = Finetune(texts.pop("id"), service=self.service_id, region=str(self.region.currentData() or ""))
        return replace(base, **texts, strength=self.strength.value(), notes=self.notes.toPlainText())

    def _service_chosen(self) -> None:
        self._show_regions(str(self.region.currentData() or ""))
        self.changed.emit()

    def _show_regions(self, chosen: str) -> None:
        """Offer the service's regions; a region that isn't among them any more stays."""
        known = regions_of(self.service_id)
        self.region.clear()
        self.region.addItem(tr("Any"), "")
        for value, label in known.items():
            self.region.addItem(label, value)
        if known and chosen and chosen not in known:
            self.region.addItem(chosen, chosen)
        self.region.setCurrentIndex(max(0, self.region.findData(chosen)))
        self._rows.setRowVisible(self.region, bool(known))
