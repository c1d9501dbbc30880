"""Parts of the option bar for the mask's transform: Apply and Cancel."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from inlay.base.text import tr
from inlay.editor.editor import Editor
from inlay.tools.events import KeyEvent
from inlay.tools.mask_transform import MaskTransformTool
from inlay.ui.panels.listen import listen
from inlay.ui.theme.icons import icon


class TransformButtons(QWidget):
    """The two ways out of what was set."""

    def __init__(self, editor: Editor, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._editor = editor
        self.apply = self._button("apply", "accept", tr("Apply"), tr("Transform the mask (Enter)"))
        self.cancel = self._button("cancel", "cancel", tr("Cancel"), tr("Leave the mask as it is (Esc)"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(self.apply)
        row.addWidget(self.cancel)
        self.apply.clicked.connect(lambda: self._key("Enter"))
        self.cancel.clicked.connect(lambda: self._key("Escape"))
        for signal in (editor.overlay_changed, editor.session_changed, editor.document_changed):
            listen(self, signal, self._follow)
        self._follow()

    def _button(self, name: str, picture: str, text: str, tooltip: str) -> QPushButton:
        button = QPushButton(icon(picture), text, self)
        button.setObjectName(f"transform.{name}")
        button.setAccessibleName(text)
        button.setToolTip(tooltip)
        return button

    def _key(self, name: str) -> None:
        self._editor.tools.active.handle_key(KeyEvent(name))

    def _follow(self) -> None:
        tool = self._editor.tools.active
        changed = isinstance(tool, MaskTransformTool) and tool.is_changed
        self.apply.setEnabled(changed)
        self.cancel.setEnabled(changed)
