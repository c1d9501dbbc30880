"""The tool column: one button a tool, in the tools' own order; tools of one group share a place."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QButtonGroup, QVBoxLayout, QWidget

from inlay.base.settings import Settings
from inlay.base.text import tr
from inlay.editor.editor import Editor
from inlay.tools.spec import ToolSpec
from inlay.ui.keymap.bindable import TOOL
from inlay.ui.keymap.current import is_of_keys, with_key
from inlay.ui.panels.listen import listen
from inlay.ui.panels.spec import PanelSpec
from inlay.ui.theme.icons import icon
from inlay.ui.widgets.family_button import FamilyButton, Member

ICON = QSize(22, 22)
BUTTON = 36
FRONT = "tools.front"


def tool_title(spec: ToolSpec, settings: Settings) -> str:
    """What a tool is called, with its key."""
    return with_key(spec.label, settings, f"{TOOL}{spec.id}")


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
        self.buttons: dict[str, FamilyButton] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(4, 4, 4, 4)
        column.setSpacing(2)
        for family in self._families.values():
            for spec in family:
                column.addWidget(self._button(spec, family), 0, Qt.AlignmentFlag.AlignHCenter)
            self._bring_to_front(self._remembered(family))
        column.addStretch(1)
        listen(self, editor.tool_changed, self._follow)
        listen(self, editor.settings.changed, self._setting_changed)
        self._follow()

    def _button(self, spec: ToolSpec, family: list[ToolSpec]) -> FamilyButton:
        button = FamilyButton((), self)
        button.setObjectName(f"tool.{spec.id}")
        button.setCheckable(True)
        button.setIcon(icon(spec.icon))
        button.setIconSize(ICON)
        button.setFixedSize(BUTTON, BUTTON)
        self._name(button, spec, family)
        # A click leaves the keyboard where it is: on the canvas.
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.clicked.connect(lambda _checked=False, tool_id=spec.id: self._editor.tools.choose(tool_id))
        button.chosen.connect(self._editor.tools.choose)
        self._group.addButton(button)
        self.buttons[spec.id] = button
        return button

    def _name(self, button: FamilyButton, spec: ToolSpec, family: list[ToolSpec]) -> None:
        """What is read of a tool, with the key it has now."""
        settings = self._editor.settings
        others = tr("Press long or right-click for more tools.") if len(family) > 1 else ""
        button.members = tuple(Member(each.id, tool_title(each, settings), each.icon) for each in family)
        button.setToolTip("\n".join(part for part in (tool_title(spec, settings), spec.help, others) if part))
        button.setAccessibleName(spec.label)
        button.setAccessibleDescription(" ".join(part for part in (spec.help, others) if part))

    def _setting_changed(self, name: str) -> None:
        if is_of_keys(name):
            for family in self._families.values():
                for spec in family:
                    self._name(self.buttons[spec.id], spec, family)

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
