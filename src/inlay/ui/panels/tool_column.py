"""The tool column: one button a tool, in the tools' own order."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QButtonGroup, QToolButton, QVBoxLayout, QWidget

from inlay.base.text import tr
from inlay.editor.editor import Editor
from inlay.tools.spec import ToolSpec
from inlay.ui.panels.listen import listen
from inlay.ui.panels.spec import PanelSpec
from inlay.ui.theme.icons import icon

ICON = QSize(22, 22)
BUTTON = 36


def tool_title(spec: ToolSpec) -> str:
    """What a tool is called, with its key."""
    return tr("{tool} ({key})").format(tool=spec.label, key=spec.shortcut) if spec.shortcut else spec.label


class ToolColumn(QWidget):
    """Buttons `tool.<id>`; the one that is down is the tool in the hand, also while it is only borrowed."""

    def __init__(self, editor: Editor) -> None:
        super().__init__()
        self.setObjectName("tools")
        self.setAccessibleName(tr("Tools"))
        self._editor = editor
        self._group = QButtonGroup(self)
        self.buttons: dict[str, QToolButton] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(4, 4, 4, 4)
        column.setSpacing(2)
        for spec in editor.tools.specs.values():
            column.addWidget(self._button(spec), 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(1)
        listen(self, editor.tool_changed, self._follow)
        self._follow()

    def _button(self, spec: ToolSpec) -> QToolButton:
        button = QToolButton(self)
        button.setObjectName(f"tool.{spec.id}")
        button.setCheckable(True)
        button.setIcon(icon(spec.icon))
        button.setIconSize(ICON)
        button.setFixedSize(BUTTON, BUTTON)
        button.setToolTip("\n".join(part for part in (tool_title(spec), spec.help) if part))
        button.setAccessibleName(spec.label)
        button.setAccessibleDescription(spec.help)
        # A click leaves the keyboard where it is: on the canvas.
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.clicked.connect(lambda _checked=False, tool_id=spec.id: self._editor.tools.choose(tool_id))
        self._group.addButton(button)
        self.buttons[spec.id] = button
        return button

    def _follow(self) -> None:
        tools = self._editor.tools
        button = self.buttons.get(tools.borrowed_id or tools.tool_id)
        if button is not None:
            button.setChecked(True)


PANEL = PanelSpec("tools", tr("Tools"), "left", ToolColumn)
