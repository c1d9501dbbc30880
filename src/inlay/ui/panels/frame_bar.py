"""Parts of the option bar for the frame: its size, Apply and Cancel."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from inlay.base.text import tr
from inlay.editor.editor import Editor
from inlay.tools.events import KeyEvent
from inlay.ui.panels.listen import listen
from inlay.ui.theme.icons import icon


class FrameButtons(QWidget):
    """The size that the frame is being set to, and the two ways out."""

    def __init__(self, editor: Editor, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._editor = editor
        self.size_label = QLabel(self)
        self.size_label.setObjectName("frame.size")
        self.size_label.setTextFormat(Qt.TextFormat.PlainText)
        self.size_label.setAccessibleName(tr("New size"))
        self.apply = self._button("apply", "accept", tr("Apply"), tr("Set the frame (Enter)"))
        self.cancel = self._button("cancel", "cancel", tr("Cancel"), tr("Leave the frame as it is (Esc)"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        for widget in (self.size_label, self.apply, self.cancel):
            row.addWidget(widget)
        self.apply.clicked.connect(lambda: self._key("Enter"))
        self.cancel.clicked.connect(lambda: self._key("Escape"))
        listen(self, editor.frame_changed, self._follow)
        self._follow()

    def _button(self, name: str, picture: str, text: str, tooltip: str) -> QPushButton:
        button = QPushButton(icon(picture), text, self)
        button.setObjectName(f"frame.{name}")
        button.setAccessibleName(text)
        button.setToolTip(tooltip)
        return button

    def _key(self, name: str) -> None:
        self._editor.tools.active.handle_key(KeyEvent(name))

    def _follow(self) -> None:
        frame = self._editor.tools.frame
        changed = frame is not None and frame.rect != frame.canvas
        self.apply.setEnabled(changed)
        self.cancel.setEnabled(changed)
        if frame is None:
            self.size_label.clear()
        else:
            self.size_label.setText(tr("{w} × {h} px").format(w=frame.rect.w, h=frame.rect.h))
