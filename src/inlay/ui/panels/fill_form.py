"""The form of the Fill panel: service, model, its parameters, prompt and seed."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QLabel, QPlainTextEdit, QVBoxLayout, QWidget

from inlay.base.text import tr
from inlay.document.version import Value
from inlay.editor.editor import Editor
from inlay.providers.catalogue import services
from inlay.providers.spec import ModelSpec, Parameter, ProviderSpec
from inlay.ui.panels.fields import Field, FieldSpec, make_field
from inlay.ui.panels.seed_row import SeedRow
from inlay.ui.widgets.tab_chain import chain
from inlay.ui.widgets.value_field import ValueField

PROMPT_LINES = 3


class FillForm(QWidget):
    """Edits `editor.fill_settings`. The fields follow from the chosen model's own description.
    `changed` tells another service, model or parameter."""

    changed = Signal()

    def __init__(self, editor: Editor, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._editor = editor
        self.service = self._combo("fill.service", tr("Service"), tr("Who fills"))
        self.model = self._combo("fill.model", tr("Model"), tr("Which of the service's models fills"))
        self.prompt = self._prompt()
        self.seed = SeedRow(editor, self)
        self.fields: dict[str, Field] = {}
        self._parameters = QWidget(self)
        self._lay_out()
        for spec in services().values():
            self.service.addItem(spec.title, spec.id)
        self.service.activated.connect(self._service_chosen)
        self.model.activated.connect(self._model_chosen)
        self.prompt.textChanged.connect(lambda: editor.set_fill(prompt=self.prompt.toPlainText()))
        self._show_service()

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
        field.setPlaceholderText(tr("What should be there"))
        field.setToolTip(tr("What should be there (/)"))
        field.setTabChangesFocus(True)
        margins = 2 * round(field.document().documentMargin()) + 10
        field.setFixedHeight(PROMPT_LINES * field.fontMetrics().lineSpacing() + margins)
        return field

    def _lay_out(self) -> None:
        self._grid = QGridLayout()
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(6)
        self._grid.setColumnStretch(1, 1)
        self._labels = [
            self._label(text, widget) for text, widget in ((tr("Service"), self.service), (tr("Model"), self.model))
        ]
        for row, (label, widget) in enumerate(zip(self._labels, (self.service, self.model), strict=True)):
            self._grid.addWidget(label, row, 0)
            self._grid.addWidget(widget, row, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self.prompt)
        column.addLayout(self._grid)

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
            self._editor.set_fill(provider=spec.id, model=spec.models[0].id, params={})
            self._show_service()
            self.changed.emit()

    def _model_chosen(self, index: int) -> None:
        model = str(self.model.itemData(index))
        if model != self.chosen_model().id:
            self._editor.set_fill(model=model, params={})
            self._show_model()
            self.changed.emit()

    def _show_service(self) -> None:
        spec = self.spec()
        self.service.setCurrentIndex(self.service.findData(spec.id))
        self.model.clear()
        for model in spec.models:
            self.model.addItem(model.title, model.id)
        for widget in (self._labels[1], self.model):
            widget.setVisible(len(spec.models) > 1)
        self._show_model()

    def _show_model(self) -> None:
        model = self.chosen_model()
        self.model.setCurrentIndex(self.model.findData(model.id))
        self.model.setToolTip(model.help or tr("Which of the service's models fills"))
        self.prompt.setVisible(model.has_prompt)
        self.seed.setVisible(model.has_seed)
        self._show_parameters(model)

    # Parameters

    def _show_parameters(self, model: ModelSpec) -> None:
        """Make the fields anew; rows 0 and 1 are service and model, the last one is the seed."""
        for row in range(2, self._grid.rowCount()):
            for column in (0, 1):
                item = self._grid.itemAtPosition(row, column)
                widget = item.widget() if item is not None else None
                if widget is not None:
                    self._grid.removeWidget(widget)
                    if widget is not self.seed and widget is not self.seed.label:
                        widget.hide()
                        widget.deleteLater()
        self.fields = {}
        values = {**{each.id: each.default for each in model.parameters}, **self._editor.fill_settings.params}
        for row, parameter in enumerate(model.parameters, 2):
            self._add_parameter(row, parameter, values[parameter.id])
        last = 2 + len(model.parameters)
        self.seed.label.setVisible(model.has_seed)
        self._grid.addWidget(self.seed.label, last, 0)
        self._grid.addWidget(self.seed, last, 1)
        chain(self.prompt, self.service, self.model, *(each.widget for each in self.fields.values()), self.seed)

    def _add_parameter(self, row: int, parameter: Parameter, value: Value) -> None:
        field = make_field(FieldSpec.of_parameter(parameter))
        self.fields[parameter.id] = field
        field.show(value)

        def told(given: Value, _done: bool) -> None:
            params = {**self._editor.fill_settings.params, parameter.id: given}
            self._editor.set_fill(params=params)
            self.changed.emit()

        field.told = told
        if isinstance(field.widget, ValueField):
            # Its label moves into the form's column, and still drags.
            self._grid.addWidget(field.widget.label, row, 0)
        elif not field.labelled:
            self._grid.addWidget(self._label(parameter.label, field.widget), row, 0)
        self._grid.addWidget(field.widget, row, 1)

    def minimumSizeHint(self) -> QSize:
        """Qt's own: may become narrow."""
        return QSize(120, super().minimumSizeHint().height())
