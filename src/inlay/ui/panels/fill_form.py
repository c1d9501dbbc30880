"""The form of the Fill panel: service, model, its parameters, prompt, seed, and how much is sent."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QLabel, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from inlay.base.text import tr
from inlay.document.version import Value
from inlay.editor.editor import Editor
from inlay.editor.remembered import remembered_for
from inlay.providers.catalogue import services
from inlay.providers.spec import ModelSpec, Parameter, ProviderSpec
from inlay.ui.panels.fields import Field, FieldSpec, make_field
from inlay.ui.panels.fill_key import KeyLine
from inlay.ui.panels.fill_plan import CallsRow, SizeRow
from inlay.ui.panels.finetune_field import finetune_field
from inlay.ui.panels.listen import listen
from inlay.ui.panels.seed_row import SeedRow
from inlay.ui.tasks import Tasks
from inlay.ui.widgets.labels import HintLabel
from inlay.ui.widgets.tab_chain import chain
from inlay.ui.widgets.value_field import ValueField
from inlay.ui.wired import trigger

PROMPT_LINES = 3


def _grid() -> QGridLayout:
    """Labels on the left, fields on the right."""
    made = QGridLayout()
    made.setContentsMargins(0, 0, 0, 0)
    made.setHorizontalSpacing(8)
    made.setVerticalSpacing(4)
    made.setColumnStretch(1, 1)
    return made


def model_title(model: ModelSpec) -> str:
    """What a model is called in the list."""
    return tr("{model} (legacy)").format(model=model.title) if model.is_legacy else model.title


def model_help(model: ModelSpec) -> str:
    """What is to be known of a model."""
    legacy = tr("Legacy: for those who have used it before.") if model.is_legacy else ""
    return "\n".join(part for part in (model.help, legacy) if part) or tr("Which of the service's models fills")


class FillForm(QWidget):
    """Edits `editor.fill_settings`, and follows it. The fields come from the chosen model's own description.
    `changed` tells that there are other fields."""

    changed = Signal()

    def __init__(self, editor: Editor, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._editor = editor
        self._shown: tuple[str, str] = ("", "")
        self.service = self._combo("fill.service", tr("Service"), tr("Who fills"))
        self.model = self._combo("fill.model", tr("Model"), tr("Which of the service's models fills"))
        self.key = KeyLine(editor, tasks, self)
        self.prompt = self._prompt()
        self.seed = SeedRow(editor, self)
        self.size_row = SizeRow(editor, self)
        self.calls = CallsRow(editor, self)
        self.fields: dict[str, Field] = {}
        self._rows: tuple[QWidget, ...] = ()
        self._lay_out()
        for spec in services().values():
            self.service.addItem(spec.title, spec.id)
        self.service.activated.connect(self._service_chosen)
        self.model.activated.connect(self._model_chosen)
        self.prompt.textChanged.connect(self._prompt_written)
        listen(self, editor.fill_changed, self._follow)
        listen(self, editor.finetunes.changed, lambda: self._show_model())
        self._follow()

    def _combo(self, name: str, label: str, tooltip: str) -> QComboBox:
        combo = QComboBox(self)
        combo.setObjectName(name)
        combo.setAccessibleName(label)
        combo.setToolTip(tooltip)
        combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        combo.setMinimumContentsLength(8)
        return combo

    def _prompt(self) -> QPlainTextEdit:
        field = QPlainTextEdit(self)
        field.setObjectName("fill.prompt")
        field.setAccessibleName(tr("Prompt"))
        field.setToolTip(tr("What should be there (/)"))
        field.setTabChangesFocus(True)
        margins = 2 * round(field.document().documentMargin()) + 10
        field.setFixedHeight(PROMPT_LINES * field.fontMetrics().lineSpacing() + margins)
        return field

    def _lay_out(self) -> None:
        top, self._grid = _grid(), _grid()  # apart: the longest of a model's labels would make its title narrow
        self._model_label = self._label(tr("Model"), self.model)
        top.addWidget(self._label(tr("Service"), self.service), 0, 0)
        top.addWidget(self.service, 0, 1)
        top.addWidget(self._model_label, 1, 0)
        top.addWidget(self.model, 1, 1)
        top.addWidget(self.key, 2, 1)
        self.privacy = HintLabel(parent=self)
        self.privacy.setObjectName("fill.privacy")
        self.sent = QPushButton(tr("What leaves this computer…"), self)
        self.sent.setObjectName("fill.sent")
        self.sent.setProperty("role", "link")
        self.sent.setAccessibleName(tr("What leaves this computer"))
        self.sent.setToolTip(tr("See exactly the pictures and settings that would be sent, before anything is"))
        self.sent.clicked.connect(lambda: trigger(self, "fill.sent"))
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(6)
        self._column.addWidget(self.prompt)
        self._column.addLayout(top)
        self._column.addLayout(self._grid)
        self._column.addWidget(self.privacy)
        self._column.addWidget(self.sent, 0, Qt.AlignmentFlag.AlignLeft)

    def add_row(self, row: QWidget) -> None:
        """Add what isn't about the service, below the fields."""
        self._column.insertWidget(3, row)
        self._rows = (row,)
        self._chain()

    @property
    def last(self) -> QWidget:
        """Where Tab leaves the form."""
        return self.sent

    def _chain(self) -> None:
        fields = [each.widget for each in self.fields.values()]
        tail = (self.seed, self.size_row, self.calls, *self._rows, self.sent)
        chain(self.prompt, self.service, self.model, self.key, *fields, *tail)

    def _put(self, row: int, label: QWidget, widget: QWidget) -> None:
        self._grid.addWidget(label, row, 0)
        self._grid.addWidget(widget, row, 1)

    def _label(self, text: str, buddy: QWidget) -> QLabel:
        label = QLabel(text, self)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setBuddy(buddy)
        return label

    # What is chosen

    def spec(self) -> ProviderSpec:
        """The chosen service."""
        return services()[self._editor.fill_settings.provider]

    def chosen_model(self) -> ModelSpec:
        """The chosen model."""
        return self.spec().model(self._editor.fill_settings.model)

    def _service_chosen(self, index: int) -> None:
        spec = services()[str(self.service.itemData(index))]
        if spec.id != self._editor.fill_settings.provider:
            self._choose(spec.id)

    def _model_chosen(self, index: int) -> None:
        model = str(self.model.itemData(index))
        if model != self.chosen_model().id:
            self._choose(self.spec().id, model)

    def _choose(self, provider: str, model: str = "") -> None:
        """Take a model as it was last used."""
        found = remembered_for(self._editor.settings, provider, model)
        self._editor.set_fill(
            provider=found.provider, model=found.model, params=found.params, options=None, base_url=None
        )

    def _prompt_written(self) -> None:
        if self.prompt.toPlainText() != self._editor.fill_settings.prompt:
            self._editor.set_fill(prompt=self.prompt.toPlainText())

    def _follow(self) -> None:
        """Show what the settings say, whoever changed them."""
        settings = self._editor.fill_settings
        if (self.spec().id, self.chosen_model().id) != self._shown:
            self._show_service()
        for name, value in self._values(self.chosen_model()).items():
            if name in self.fields:
                self.fields[name].show(value)
        if self.prompt.toPlainText() != settings.prompt:
            self.prompt.setPlainText(settings.prompt)
        self.seed.show_seed()

    def _values(self, model: ModelSpec) -> dict[str, Value]:
        return {**{each.id: each.default for each in model.parameters}, **self._editor.fill_settings.params}

    def _show_service(self) -> None:
        spec = self.spec()
        self.service.setCurrentIndex(self.service.findData(spec.id))
        self.service.setToolTip(spec.privacy or tr("Who fills"))
        self.model.clear()
        for place, model in enumerate(spec.models):
            self.model.addItem(model_title(model), model.id)
            self.model.setItemData(place, model_help(model), Qt.ItemDataRole.ToolTipRole)
        for widget in (self._model_label, self.model):
            widget.setVisible(len(spec.models) > 1)
        self.privacy.say(spec.privacy)
        self.sent.setVisible(bool(spec.hosts))
        self._show_model()

    def _show_model(self) -> None:
        model = self.chosen_model()
        self._shown = (self.spec().id, model.id)
        self.model.setCurrentIndex(self.model.findData(model.id))
        self.model.setToolTip(model_help(model))
        self.prompt.setVisible(model.has_prompt)
        needed, free = tr("What should be there (needed)"), tr("What should be there")
        self.prompt.setPlaceholderText(needed if model.needs_prompt else free)
        self.seed.setVisible(model.has_seed)
        self.size_row.show_model(model)
        self._show_parameters(model)
        self.changed.emit()

    # Parameters

    def _show_parameters(self, model: ModelSpec) -> None:
        """Make the fields anew, between the key's row and the rows that every model has."""
        tail = ((self.seed.label, self.seed), (self.size_row.label, self.size_row), (self.calls.label, self.calls))
        kept = [widget for pair in tail for widget in pair]
        for row in range(self._grid.rowCount()):
            for column in (0, 1):
                item = self._grid.itemAtPosition(row, column)
                widget = item.widget() if item is not None else None
                if widget is not None:
                    self._grid.removeWidget(widget)
                    if widget not in kept:
                        widget.hide()
                        widget.deleteLater()
        self.fields = {}
        values = self._values(model)
        for row, parameter in enumerate(model.parameters):
            self._add_parameter(row, parameter, values[parameter.id])
        self.seed.label.setVisible(model.has_seed)
        for row, (label, widget) in enumerate(tail, len(model.parameters)):
            self._put(row, label, widget)
        self._chain()

    def _add_parameter(self, row: int, parameter: Parameter, value: Value) -> None:
        field = self._field(parameter)
        self.fields[parameter.id] = field
        field.show(value)
        field.told = lambda given, _done: self._set(parameter.id, given)
        if isinstance(field.widget, ValueField):
            # Its label moves into the form's column, and still drags.
            self._grid.addWidget(field.widget.label, row, 0)
        elif not field.labelled:
            self._grid.addWidget(self._label(parameter.label, field.widget), row, 0)
        self._grid.addWidget(field.widget, row, 1)

    def _field(self, parameter: Parameter) -> Field:
        spec = FieldSpec.of_parameter(parameter)
        if parameter.kind != "finetune":
            return make_field(spec)
        return finetune_field(self._editor, spec, self.spec().id, self._prefer_strength)

    def _set(self, name: str, value: Value) -> None:
        self._editor.set_fill(params={**self._editor.fill_settings.params, name: value})

    def _prefer_strength(self, strength: float) -> None:
        """A finetune was chosen that works best at this strength."""
        if "strength" in self.fields:
            self._set("strength", strength)

    def minimumSizeHint(self) -> QSize:
        """Qt's own: may become narrow."""
        return QSize(120, super().minimumSizeHint().height())
