"""The options of the tool in the hand beside the pointer; a click elsewhere or Esc closes them."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from inlay.base.geometry import Point
from inlay.base.text import tr
from inlay.editor.editor import Editor
from inlay.tools.options import Option, options_of
from inlay.ui.panels.fields import Field, FieldSpec, make_field, with_label
from inlay.ui.panels.listen import listen

WIDTH = 260


def shown_options(editor: Editor) -> list[Option]:
    """The options of the tool in the hand, but for numbers whose unit can be chosen: those have their row above."""
    kind = editor.tools.specs[editor.tools.tool_id].options
    found = options_of(kind)
    units = {each.unit_option for each in found}
    return [each for each in found if not each.unit_option and each.name not in units]


class OptionPopup(QFrame):
    """One line an option; follows the tool while it is open. It is gone for good when it closes."""

    def __init__(self, editor: Editor, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setObjectName("popup.options")
        self.setAccessibleName(tr("Tool options"))
        self.setProperty("role", "popup")
        self.setMinimumWidth(WIDTH)
        self._editor = editor
        self._tool_id = editor.tools.tool_id
        self._fields: dict[str, Field] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 10, 12, 10)
        column.setSpacing(6)
        for option in shown_options(editor):
            column.addWidget(self._field(option))
        listen(self, editor.options_changed, lambda _tool_id: self._show_values())
        listen(self, editor.tool_changed, self.close)
        self._show_values()

    def _field(self, option: Option) -> QWidget:
        spec = FieldSpec.of_option(self._tool_id, option, option.unit)
        field = make_field(replace(spec, name=f"popup.{self._tool_id}.{option.name}"))

        def told(value: object, _done: bool) -> None:
            self._editor.tools.set_options(self._tool_id, **{option.name: value})

        field.told = told
        self._fields[option.name] = field
        return with_label(field, option.label)

    def _show_values(self) -> None:
        values = self._editor.tools.options(self._tool_id)
        for name, field in self._fields.items():
            field.show(getattr(values, name))

    def show_at(self, place: QPoint) -> None:
        """Show the options with the pointer at their corner, wholly on the screen."""
        self.adjustSize()
        screen = self.screen().availableGeometry()
        self.move(
            max(screen.left(), min(place.x(), screen.right() - self.width())),
            max(screen.top(), min(place.y(), screen.bottom() - self.height())),
        )
        self.show()


def show_options(editor: Editor, canvas: QWidget, place: Point) -> None:
    """Show the options beside a place of the canvas, for a tool that has any."""
    if shown_options(editor):
        OptionPopup(editor, canvas).show_at(canvas.mapToGlobal(QPoint(round(place.x), round(place.y))))
