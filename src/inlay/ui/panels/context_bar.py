"""Parts of the option bar for the context frame: what is sent with it, and the way back to the plan's own."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from inlay.base.text import tr
from inlay.editor.editor import Editor
from inlay.ui.panels.listen import listen
from inlay.ui.plan_text import call_label


class ContextButtons(QWidget):
    """The figures of the plan, or why there is none, and Reset."""

    def __init__(self, editor: Editor, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._editor = editor
        self.told = QLabel(self)
        self.told.setObjectName("context.told")
        self.told.setAccessibleName(tr("What is sent"))
        self.told.setTextFormat(Qt.TextFormat.PlainText)
        self.reset = QPushButton(tr("Reset"), self)
        self.reset.setObjectName("context.reset")
        self.reset.setAccessibleName(tr("Reset the context frame"))
        self.reset.setToolTip(tr("Let the plan decide again which part of the picture is sent"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        row.addWidget(self.reset)
        row.addWidget(self.told)
        self.reset.clicked.connect(lambda: editor.set_crop_frame(None))
        for signal in (editor.plan_changed, editor.session_changed):
            listen(self, signal, self._follow)
        self._follow()

    def _follow(self) -> None:
        plan, trouble = self._editor.plan, self._editor.plan_error
        self.reset.setEnabled(self._editor.crop_frame is not None)
        if plan is not None and len(plan.calls) == 1:
            self.told.setText(call_label(plan.calls[0].crop, plan.calls[0].cost))
        elif plan is not None:
            self.told.setText(tr("{count} calls; a frame of your own makes one of them").format(count=len(plan.calls)))
        else:
            self.told.setText(trouble.what if trouble is not None else tr("Nothing would be sent."))
