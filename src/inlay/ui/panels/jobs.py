"""The Jobs panel: every fill that is under way or waits for a decision, whichever picture it belongs to."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QScrollArea, QStackedLayout, QVBoxLayout, QWidget

from inlay.base.text import tr
from inlay.editor.editor import Editor
from inlay.jobs.job import Job
from inlay.ui.panels.job_row import JobRow
from inlay.ui.panels.listen import listen
from inlay.ui.panels.spec import PanelSpec
from inlay.ui.widgets.labels import HintLabel


class JobsPanel(QWidget):
    """Rows in the order in which the jobs will be done."""

    def __init__(self, editor: Editor) -> None:
        super().__init__()
        self.setObjectName("jobs")
        self.setAccessibleName(tr("Jobs"))
        self._editor = editor
        self.rows: dict[str, JobRow] = {}
        self.empty = HintLabel(
            tr("No fill is under way. What you send is listed here until its result is in the picture."),
            self,
            centred=True,
        )
        self.empty.setObjectName("jobs.empty")
        self._list = QWidget()
        self._column = QVBoxLayout(self._list)
        self._column.setContentsMargins(8, 8, 8, 8)
        self._column.setSpacing(12)
        self._column.addStretch(1)
        area = QScrollArea(self)
        area.setObjectName("jobs.list")
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidget(self._list)
        self._pages = QStackedLayout(self)
        self._pages.addWidget(self.empty)
        self._pages.addWidget(area)
        listen(self, editor.jobs_changed, self._changed)
        self._follow()

    def _changed(self, job: Job) -> None:
        """A row that is there already only shows its job anew: progress comes many times a second."""
        row = self.rows.get(job.id)
        if row is not None and job.id in self._editor.jobs.active and self._order() == list(self.rows):
            row.show_job(job)
        else:
            self._follow()

    def _order(self) -> list[str]:
        return list(self._editor.jobs.active)

    def _follow(self) -> None:
        active = self._editor.jobs.active
        for job_id in [each for each in self.rows if each not in active]:
            row = self.rows.pop(job_id)
            self._column.removeWidget(row)
            row.hide()
            row.deleteLater()
        for place, (job_id, job) in enumerate(active.items()):
            row = self.rows.get(job_id) or JobRow(self._editor, job, self._list)
            row.show_job(job)
            self.rows[job_id] = row
            self._column.insertWidget(place, row)
        self.rows = {job_id: self.rows[job_id] for job_id in active}
        self._pages.setCurrentIndex(1 if active else 0)


PANEL = PanelSpec("jobs", tr("Jobs"), "right", JobsPanel, order=40, stretch=2, beside="history")
