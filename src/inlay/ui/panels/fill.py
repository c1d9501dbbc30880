"""The Fill panel: who fills and how, the button, what is under way, and the results that wait."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from inlay.base.text import tr
from inlay.editor.editor import Editor
from inlay.ui.panels.fill_candidates import Candidates
from inlay.ui.panels.fill_form import FillForm
from inlay.ui.panels.fill_jobs import FillJobs
from inlay.ui.panels.fill_run import FillRun
from inlay.ui.panels.spec import PanelSpec
from inlay.ui.tasks import Tasks
from inlay.ui.widgets.low_scroll import LowScroll
from inlay.ui.widgets.tab_chain import chain

LEAST = 44  # logical pixels of the form that are always seen


class FillPanel(QWidget):
    """Form, button, jobs and results below each other. In a low dock the form scrolls; the rest is always seen."""

    def __init__(self, editor: Editor) -> None:
        super().__init__()
        self.setObjectName("fill")
        self.setAccessibleName(tr("Fill"))
        self._tasks = Tasks(editor.failed.emit)
        self.form = FillForm(editor, self._tasks)
        self.form_area = LowScroll(self.form, self, LEAST)
        self.run = FillRun(editor, self._tasks, self)
        self.jobs = FillJobs(editor, self)
        self.candidates = Candidates(editor, self._tasks, self)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        column.setSpacing(8)
        for part in (self.form_area, self.run, self.jobs, self.candidates):
            column.addWidget(part)
        column.addStretch(1)
        self.form.add_row(self.run.grow)
        self.form.changed.connect(self._chain)
        self._chain()

    def _chain(self) -> None:
        chain(self.form.last, self.run, self.jobs, self.candidates)

    def focus_prompt(self) -> None:
        """Let the person write what should be there, where the model reads it."""
        if not self.form.prompt.isHidden():
            self.form.prompt.setFocus()


PANEL = PanelSpec("fill", tr("Fill"), "right", FillPanel, order=20, stretch=3, grows=True)
