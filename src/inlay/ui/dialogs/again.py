"""A version's request once more: as it was, or with some of it changed."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QFormLayout, QLabel, QPlainTextEdit, QWidget

from inlay.base.errors import BadInput
from inlay.base.text import tr
from inlay.document.version import Value, Version
from inlay.editor.editor import Editor
from inlay.editor.planning import pictures_of
from inlay.providers.catalogue import services
from inlay.providers.spec import ModelSpec, Parameter
from inlay.ui.dialogs.side import SideDialog, button, close_row, column_of, form, hint
from inlay.ui.panels.fields import Field, FieldSpec, make_field
from inlay.ui.panels.finetune_field import finetune_field
from inlay.ui.panels.results_text import model_of
from inlay.ui.plan_text import button_text
from inlay.ui.tasks import Tasks
from inlay.ui.widgets.value_field import ValueField

WIDTH = 420
PROMPT_LINES = 3


class AgainDialog(SideDialog):
    """Shows what a version was made with, ready to be changed. It is gone for good when it closes."""

    def __init__(self, editor: Editor, tasks: Tasks, version: Version, parent: QWidget) -> None:
        super().__init__(parent, tr("Fill again"), "again")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        assert version.fill is not None
        self._editor, self._tasks, self._version = editor, tasks, version
        self.settings = editor.settings_of(version.fill)
        self.model = model_of(version.fill)
        self.fields: dict[str, Field] = {}
        self.prompt = QPlainTextEdit()
        self.same_seed = QCheckBox(tr("The same seed, {seed}").format(seed=version.fill.seed))
        self.about = hint("", "again.about")
        self.go = button(tr("Fill again"), "again.apply", primary=True)
        self.go.clicked.connect(self._go)
        self._name()
        self._lay_out()
        self._follow()

    def _name(self) -> None:
        self.prompt.setObjectName("again.prompt")
        self.prompt.setAccessibleName(tr("Prompt"))
        self.prompt.setToolTip(tr("What should be there"))
        self.prompt.setTabChangesFocus(True)
        self.prompt.setPlainText(self.settings.prompt)
        self.prompt.setFixedHeight(PROMPT_LINES * self.prompt.fontMetrics().lineSpacing() + 18)
        self.prompt.textChanged.connect(self._written)
        self.same_seed.setObjectName("again.seed")
        self.same_seed.setToolTip(tr("With the same seed and settings, most services give the same result again"))
        self.same_seed.setChecked(True)
        self.same_seed.toggled.connect(self._follow)

    def _lay_out(self) -> None:
        rows = form()
        model = self.model
        if model is not None and model.has_prompt:
            label = QLabel(tr("&Prompt"))
            label.setBuddy(self.prompt)
            rows.addRow(label, self.prompt)
        for parameter in model.parameters if model is not None else ():
            self._add(rows, parameter)
        if model is not None and model.has_seed:
            rows.addRow("", self.same_seed)
        column_of(self, rows, self.about, close_row(self, "again", self.go))
        self.setMinimumWidth(WIDTH)

    def _add(self, rows: QFormLayout, parameter: Parameter) -> None:
        field = self._field(parameter)
        self.fields[parameter.id] = field
        field.show(self.settings.params.get(parameter.id, parameter.default))
        field.told = lambda value, _done: self._set(parameter.id, value)
        label: QWidget = QLabel("")
        if isinstance(field.widget, ValueField):
            label = field.widget.label  # it still drags
        elif not field.labelled:
            label = QLabel(parameter.label)
        rows.addRow(label, field.widget)

    def _field(self, parameter: Parameter) -> Field:
        spec = replace(FieldSpec.of_parameter(parameter), name=f"again.{parameter.id}")
        if parameter.kind != "finetune":
            return make_field(spec)
        return finetune_field(self._editor, spec, self.settings.provider, self._prefer_strength)

    def _prefer_strength(self, strength: float) -> None:
        if "strength" in self.fields:
            self.fields["strength"].show(strength)
            self._set("strength", strength)

    def _set(self, name: str, value: Value) -> None:
        self.settings = replace(self.settings, params={**self.settings.params, name: value})
        self._follow()

    def _written(self) -> None:
        self.settings = replace(self.settings, prompt=self.prompt.toPlainText())
        self._follow()

    def _reason_against(self, model: ModelSpec) -> str:
        if model.needs_prompt and not self.settings.prompt.strip():
            return tr("{model} needs a prompt: write what should be there.").format(model=model.title)
        try:
            model.values(self.settings.params)
        except BadInput as error:
            return error.what
        return ""

    def _follow(self) -> None:
        fill, model = self._version.fill, self.model
        assert fill is not None
        if model is None:
            self.about.setText(tr("This Inlay doesn't have {model} any more.").format(model=fill.model))
            self.go.setEnabled(False)
            return
        reason = self._reason_against(model)
        self.about.setText(
            reason or tr("From where {name} started; the result waits beside it.").format(name=self._version.label)
        )
        self.go.setEnabled(not reason)
        text = tr("Fill again")
        if services()[fill.provider].hosts:
            cost = model.price.of(round(fill.megapixels * 1e6), pictures_of(model, self.settings))
            text = button_text(text, 1, cost)
        self.go.setText(text)
        self.go.setAccessibleName(text)

    def _go(self) -> None:
        settings = self.settings
        seed = settings.seed if self.same_seed.isChecked() else None
        changes = {"params": settings.params, "prompt": settings.prompt, "seed": seed}
        self._tasks.spawn(self._editor.fill_again(self._version.id, changes))
        self.close()
