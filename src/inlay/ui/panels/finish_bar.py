"""Parts of the option bar for tools that go on over several clicks: Apply and Cancel."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from inlay.base.text import tr
from inlay.editor.editor import Editor
from inlay.tools.events import KeyEvent
from inlay.ui.panels.listen import listen
from inlay.ui.theme.icons import icon


class FinishButtons(QWidget):
    """The two ways out of what is begun, for those who don't know the keys."""

    def __init__(self, editor: Editor, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._editor = editor
        self.apply = self._button("apply", "accept", tr("Apply"), tr("Make it part of the mask (Enter)"))
        self.cancel = self._button("cancel", "cancel", tr("Cancel"), tr("Leave the mask as it is (Esc)"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(self.apply)
        row.addWidget(self.cancel)
        self.apply.clicked.connect(lambda: self._key("Enter"))
        self.cancel.clicked.connect(lambda: self._key("Escape"))
        listen(self, editor.gesture_changed, self._follow)
        listen(self, editor.session_changed, self._follow)
        self._follow()

    def _button(self, name: str, picture: str, text: str, tooltip: str) -> QPushButton:
        button = QPushButton(icon(picture), text, self)
        button.setObjectName(f"finish.{name}")
        button.setAccessibleName(text)
        button.setToolTip(tooltip)
        return button

    def _key(self, name: str) -> None:
        self._editor.tools.active.handle_key(KeyEvent(name))

    def _follow(self) -> None:
        tool = self._editor.tools.active
        self.apply.setEnabled(tool.state.can_finish)
        self.cancel.setEnabled(tool.is_in_gesture)
