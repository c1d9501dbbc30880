"""The tool column: one button a tool, in the tools' own order; tools of one group share a place."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QButtonGroup, QToolButton, QVBoxLayout, QWidget

from inlay.base.text import tr
from inlay.editor.editor import Editor
from inlay.tools.spec import ToolSpec
from inlay.ui.panels.listen import listen
from inlay.ui.panels.spec import PanelSpec
from inlay.ui.theme.icons import icon
from inlay.ui.widgets.family_button import FamilyButton, Member

ICON = QSize(22, 22)
BUTTON = 36
FRONT = "tools.front"


def tool_title(spec: ToolSpec) -> str:
    """What a tool is called, with its key."""
    return tr("{tool} ({key})").format(tool=spec.label, key=spec.shortcut) if spec.shortcut else spec.label


class ToolColumn(QWidget):
    """Buttons `tool.<id>`; the one that is down is the tool in the hand, also while it is only borrowed.

    Of a group the button of the tool that was used last is shown; a long press or a right click offers the others.
    """

    def __init__(self, editor: Editor) -> None:
        super().__init__()
        self.setObjectName("tools")
        self.setAccessibleName(tr("Tools"))
        self._editor = editor
        self._group = QButtonGroup(self)
        self._families: dict[str, list[ToolSpec]] = {}
        for spec in editor.tools.specs.values():
            self._families.setdefault(spec.group or spec.id, []).append(spec)
        self.buttons: dict[str, QToolButton] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(4, 4, 4, 4)
        column.setSpacing(2)
        for family in self._families.values():
            for spec in family:
                column.addWidget(self._button(spec, family), 0, Qt.AlignmentFlag.AlignHCenter)
            self._bring_to_front(self._remembered(family))
        column.addStretch(1)
        listen(self, editor.tool_changed, self._follow)
        self._follow()

    def _button(self, spec: ToolSpec, family: list[ToolSpec]) -> QToolButton:
        button = FamilyButton([Member(each.id, tool_title(each), each.icon) for each in family], self)
        button.setObjectName(f"tool.{spec.id}")
        button.setCheckable(True)
        button.setIcon(icon(spec.icon))
        button.setIconSize(ICON)
        button.setFixedSize(BUTTON, BUTTON)
        others = tr("Press long or right-click for more tools.") if len(family) > 1 else ""
        button.setToolTip("\n".join(part for part in (tool_title(spec), spec.help, others) if part))
        button.setAccessibleName(spec.label)
        button.setAccessibleDescription(" ".join(part for part in (spec.help, others) if part))
        # A click leaves the keyboard where it is: on the canvas.
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.clicked.connect(lambda _checked=False, tool_id=spec.id: self._editor.tools.choose(tool_id))
        button.chosen.connect(self._editor.tools.choose)
        self._group.addButton(button)
        self.buttons[spec.id] = button
        return button

    def _remembered(self, family: list[ToolSpec]) -> ToolSpec:
        """The tool of a group that was used last, at first its first one."""
        name = self._editor.settings.get(f"{FRONT}.{family[0].group}", "") if len(family) > 1 else ""
        return next((spec for spec in family if spec.id == name), family[0])

    def _bring_to_front(self, front: ToolSpec) -> None:
        for spec in self._families[front.group or front.id]:
            self.buttons[spec.id].setVisible(spec is front)

    def _follow(self) -> None:
        tools = self._editor.tools
        spec = tools.specs.get(tools.borrowed_id or tools.tool_id)
        if spec is None:
            return
        self._bring_to_front(spec)
        self.buttons[spec.id].setChecked(True)
        if spec.group and tools.borrowed_id is None:
            self._editor.settings.set(f"{FRONT}.{spec.group}", spec.id)


PANEL = PanelSpec("tools", tr("Tools"), "left", ToolColumn)
