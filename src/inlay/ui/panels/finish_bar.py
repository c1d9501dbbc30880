"""Parts of the option bar for tools that go on over several clicks: Apply and Cancel."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from inlay.base.text import tr
from inlay.editor.editor import Editor
from inlay.tools.events import KeyEvent
from inlay.ui.panels.listen import listen
from inlay.ui.theme.icons import icon


class EndButtons(QWidget):
    """The two ways out of what is begun, for those who don't know the keys. `row` has room for more before them."""

    def __init__(self, editor: Editor, name: str, applies: str, leaves: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._editor = editor
        self.apply = self._button(f"{name}.apply", "accept", tr("Apply"), applies)
        self.cancel = self._button(f"{name}.cancel", "cancel", tr("Cancel"), leaves)
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(0, 0, 0, 0)
        self.row.setSpacing(6)
        self.row.addWidget(self.apply)
        self.row.addWidget(self.cancel)
        self.apply.clicked.connect(lambda: self._key("Enter"))
        self.cancel.clicked.connect(lambda: self._key("Escape"))

    def _button(self, name: str, picture: str, text: str, tooltip: str) -> QPushButton:
        button = QPushButton(icon(picture), text, self)
        button.setObjectName(name)
        button.setAccessibleName(text)
        button.setToolTip(tooltip)
        return button

    def _key(self, name: str) -> None:
        self._editor.tools.active.handle_key(KeyEvent(name))

    def offer(self, can_apply: bool, can_cancel: bool) -> None:
        """Whether there is anything to apply, and to leave."""
        self.apply.setEnabled(can_apply)
        self.cancel.setEnabled(can_cancel)


class FinishButtons(EndButtons):
    """For tools that make a part of the mask in several steps."""

    def __init__(self, editor: Editor, parent: QWidget | None = None) -> None:
        super().__init__(
            editor, "finish", tr("Make it part of the mask (Enter)"), tr("Leave the mask as it is (Esc)"), parent
        )
        listen(self, editor.gesture_changed, self._follow)
        listen(self, editor.session_changed, self._follow)
        self._follow()

    def _follow(self) -> None:
        tool = self._editor.tools.active
        self.offer(tool.state.can_finish, tool.is_in_gesture)
