"""The option bar: the active tool's options, made from what the tool says of them."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from inlay.base.text import tr
from inlay.editor.editor import Editor
from inlay.tools.options import Option, options_of
from inlay.tools.spec import ToolSpec
from inlay.ui.panels.context_bar import ContextButtons
from inlay.ui.panels.fields import Field, FieldSpec, make_field, with_label
from inlay.ui.panels.finish_bar import FinishButtons
from inlay.ui.panels.frame_bar import FrameButtons
from inlay.ui.panels.listen import listen
from inlay.ui.panels.mask_bar import GrowShrink, PaintSwitch
from inlay.ui.panels.move_bar import MoveFields
from inlay.ui.panels.spec import PanelSpec
from inlay.ui.panels.transform_bar import TransformButtons
from inlay.ui.theme.icons import icon
from inlay.ui.widgets.flow_layout import FlowLayout
from inlay.ui.widgets.icon_label import IconLabel
from inlay.ui.widgets.value_field import ValueField

SLIDER = 72
LOWEST = 44
NARROWEST = 240
FRAME, CONTEXT, TRANSFORM = "frame", "context", "mask_transform"


class OptionBar(QWidget):
    """Shows the chosen tool and its options. A tool that is only borrowed for a moment doesn't change it."""

    def __init__(self, editor: Editor) -> None:
        super().__init__()
        self.setObjectName("options")
        self.setAccessibleName(tr("Tool options"))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self._editor = editor
        self._fields: dict[str, Field] = {}
        self._tool_id = ""
        self._units: tuple[str, ...] = ()
        self._page: QWidget | None = None
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(8, 4, 8, 4)
        self.setMinimumWidth(NARROWEST)
        listen(self, editor.tool_changed, self._tool_changed)
        listen(self, editor.options_changed, self._options_changed)
        self._build()

    def _tool_changed(self) -> None:
        if self._editor.tools.tool_id != self._tool_id:
            self._build()

    def _options_changed(self, tool_id: str) -> None:
        if tool_id != self._tool_id:
            return
        if self._current_units() != self._units:
            self._build()  # px became per cent, or back
        self._show_values()

    # Building

    def _build(self) -> None:
        spec = self._editor.tools.specs.get(self._editor.tools.tool_id)
        if self._page is not None:
            self._row.removeWidget(self._page)
            self._page.hide()
            self._page.deleteLater()  # it may be its own field that changed the unit
        self._fields = {}
        self._page = QWidget(self)
        flow = FlowLayout(self._page, gap=14, line_gap=4)
        self._row.addWidget(self._page, 1, Qt.AlignmentFlag.AlignVCenter)
        if spec is None:
            return
        self._tool_id = spec.id
        self._units = self._current_units()
        flow.addWidget(self._heading(spec))
        for option, unit in zip(self._options(), self._units, strict=True):
            flow.addWidget(self._field(spec.id, option, unit))
        if spec.takes_value:
            flow.addWidget(PaintSwitch(self._editor))
        if spec.finishes:
            flow.addWidget(FinishButtons(self._editor))
        if spec.on_mask:
            flow.addWidget(GrowShrink(self._editor))
        if spec.on_layers:
            flow.addWidget(MoveFields(self._editor))
        if spec.id == FRAME:
            flow.addWidget(FrameButtons(self._editor))
        if spec.id == TRANSFORM:
            flow.addWidget(TransformButtons(self._editor))
        if spec.id == CONTEXT:
            flow.addWidget(ContextButtons(self._editor))
        self._show_values()
        self._page.show()
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt's own: what doesn't fit goes on in the next line."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """A tool bar asks for no height for its width, so the height is set; it is never less than one line."""
        layout = self._page.layout() if self._page is not None else None
        if layout is not None:
            edge = self._row.contentsMargins()
            inner = self.width() - edge.left() - edge.right()
            self.setFixedHeight(max(LOWEST, layout.heightForWidth(inner) + edge.top() + edge.bottom()))

    def _heading(self, spec: ToolSpec) -> QWidget:
        label = IconLabel(icon(spec.icon), 20, self._page)
        label.setAccessibleName(spec.label)
        label.setToolTip(spec.label)
        return label

    def _field(self, tool_id: str, option: Option, unit: str) -> QWidget:
        field = make_field(FieldSpec.of_option(tool_id, option, unit))

        def told(value: object, _done: bool) -> None:
            self._editor.tools.set_options(tool_id, **{option.name: value})

        field.told = told
        self._fields[option.name] = field
        if isinstance(field.widget, ValueField) and field.widget.slider is not None:
            field.widget.slider.setFixedWidth(SLIDER)
        names_itself = any(each.unit_option == option.name for each in self._options())  # px, %
        return field.widget if names_itself else with_label(field, option.label)

    # Showing

    def _options(self) -> tuple[Option, ...]:
        return options_of(self._editor.tools.specs[self._tool_id].options)

    def _values(self) -> Any:
        return self._editor.tools.options(self._tool_id)

    def _current_units(self) -> tuple[str, ...]:
        return tuple(self._unit(option) for option in self._options())

    def _unit(self, option: Option) -> str:
        if not option.unit_option:
            return option.unit
        chosen = getattr(self._values(), option.unit_option)
        other = next(each for each in self._options() if each.name == option.unit_option)
        return next((choice.label for choice in other.choices if choice.value == chosen), option.unit)

    def _show_values(self) -> None:
        values = self._values()
        for name, field in self._fields.items():
            field.show(getattr(values, name))


PANEL = PanelSpec("options", tr("Tool options"), "top", OptionBar)
