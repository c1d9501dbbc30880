"""Fields made from what a tool's option or a model's parameter says of itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QLabel, QLineEdit, QWidget

from inlay.providers.spec import Parameter
from inlay.tools.options import Option
from inlay.ui.theme.icons import icon
from inlay.ui.widgets.scale import Scale
from inlay.ui.widgets.segmented import Segment, SegmentedButtons
from inlay.ui.widgets.value_field import ValueField

FEW = 3
UNBOUND = 99_999.0


@dataclass(frozen=True, eq=False)
class FieldSpec:
    """All that a field needs to know. `name` becomes its objectName, `help` its tooltip; choices are (value, label).
    `icons` are file names for the choices, shown in place of their labels where there is one for each."""

    name: str
    label: str
    kind: Literal["int", "float", "bool", "choice", "text", "finetune"]
    minimum: float | None = None
    maximum: float | None = None
    step: float = 1
    unit: str = ""
    help: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    logarithmic: bool = False
    icons: tuple[str, ...] = ()

    @staticmethod
    def of_option(tool_id: str, option: Option, unit: str) -> FieldSpec:
        """The field of a tool's option."""
        return FieldSpec(
            f"options.{tool_id}.{option.name}",
            option.label,
            option.kind,
            option.minimum,
            option.maximum,
            option.step_in(unit) or 1,
            unit,
            option.help,
            tuple((each.value, each.label) for each in option.choices),
            option.logarithmic,
            tuple(each.icon for each in option.choices if each.icon),
        )

    @staticmethod
    def of_parameter(parameter: Parameter) -> FieldSpec:
        """The field of a model's parameter."""
        return FieldSpec(
            f"fill.parameter.{parameter.id}",
            parameter.label,
            parameter.kind,
            parameter.minimum,
            parameter.maximum,
            parameter.step,
            parameter.unit,
            parameter.help,
            parameter.choices,
        )


class Field:
    """One control: its widget, how to show a value, and whom to tell.

    `told(value, done)` comes with done=False while a drag goes on. `labelled` is whether the widget shows
    its label itself.
    """

    def __init__(self, widget: QWidget, show: Callable[[Any], object], labelled: bool) -> None:
        self.widget, self.show, self.labelled = widget, show, labelled
        self.told: Callable[[Any, bool], object] = lambda _value, _done: None

    def tell(self, value: Any, done: bool = True) -> None:
        """The person gave a value."""
        self.told(value, done)


def make_field(spec: FieldSpec) -> Field:
    """The control for a spec."""
    makers = {"bool": _switch, "choice": _choice, "text": _text}
    field = makers.get(spec.kind, _number)(spec)
    widget = field.widget
    if not isinstance(widget, ValueField):
        widget.setObjectName(spec.name)
        widget.setToolTip(spec.help)
        widget.setAccessibleName(spec.label)
    return field


def _number(spec: FieldSpec) -> Field:
    bounded = spec.minimum is not None and spec.maximum is not None
    low = -UNBOUND if spec.minimum is None else spec.minimum
    high = UNBOUND if spec.maximum is None else spec.maximum
    scale = Scale(low, high, spec.step, _decimals(spec), spec.logarithmic)
    widget = ValueField(spec.label, scale, spec.unit, name=spec.name, tooltip=spec.help, slider=bounded)
    whole = spec.kind == "int"
    field = Field(widget, widget.set_value, labelled=True)
    widget.changing.connect(lambda value: field.tell(round(value) if whole else value, False))
    widget.changed.connect(lambda value: field.tell(round(value) if whole else value, True))
    return field


def _decimals(spec: FieldSpec) -> int:
    if spec.kind == "int":
        return 0
    step = f"{spec.step:g}"
    return len(step.partition(".")[2])


def _switch(spec: FieldSpec) -> Field:
    widget = QCheckBox(spec.label)
    field = Field(widget, lambda value: widget.setChecked(bool(value)), labelled=True)
    widget.clicked.connect(field.tell)
    return field


def _choice(spec: FieldSpec) -> Field:
    pictured = bool(spec.choices) and len(spec.icons) == len(spec.choices)
    if len(spec.choices) <= FEW or pictured:
        pictures = [icon(name) for name in spec.icons] if pictured else [None] * len(spec.choices)
        segments = [Segment(*choice, icon=each) for choice, each in zip(spec.choices, pictures, strict=True)]
        buttons = SegmentedButtons(spec.label, segments, name=spec.name)
        field = Field(buttons, buttons.set_value, labelled=False)
        buttons.chosen.connect(field.tell)
        return field
    combo = QComboBox()
    for value, label in spec.choices:
        combo.addItem(label, value)
    field = Field(combo, lambda value: combo.setCurrentIndex(combo.findData(value)), labelled=False)
    combo.activated.connect(lambda index: field.tell(combo.itemData(index)))
    return field


def _text(_spec: FieldSpec) -> Field:
    line = QLineEdit()

    def show(value: object) -> None:
        if line.text() != str(value):
            line.setText(str(value))

    field = Field(line, show, labelled=False)
    line.textEdited.connect(field.tell)
    return field


def with_label(field: Field, label: str) -> QWidget:
    """The field's widget, with a label before it where it shows none itself."""
    if field.labelled:
        return field.widget
    whole = QWidget()
    row = QHBoxLayout(whole)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(6)
    text = QLabel(label)
    text.setBuddy(field.widget)
    row.addWidget(text)
    row.addWidget(field.widget, 1)
    return whole
