"""Parts of the option bar for the frame: its size, Apply and Cancel."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from inlay.base.text import tr
from inlay.editor.editor import Editor
from inlay.ui.panels.finish_bar import EndButtons
from inlay.ui.panels.listen import listen


class FrameButtons(EndButtons):
    """The size that the frame is being set to, and the two ways out."""

    def __init__(self, editor: Editor, parent: QWidget | None = None) -> None:
        super().__init__(editor, "frame", tr("Set the frame (Enter)"), tr("Leave the frame as it is (Esc)"), parent)
        self.size_label = QLabel(self)
        self.size_label.setObjectName("frame.size")
        self.size_label.setTextFormat(Qt.TextFormat.PlainText)
        self.size_label.setAccessibleName(tr("New size"))
        self.row.insertWidget(0, self.size_label)
        listen(self, editor.frame_changed, self._follow)
        self._follow()

    def _follow(self) -> None:
        frame = self._editor.tools.frame
        changed = frame is not None and frame.rect != frame.canvas
        self.offer(changed, changed)
        if frame is None:
            self.size_label.clear()
        else:
            self.size_label.setText(tr("{w} × {h} px").format(w=frame.rect.w, h=frame.rect.h))
