"""The fills under way: what each is doing, how far it is, and a way to stop it."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from inlay.base.text import tr
from inlay.editor.editor import Editor
from inlay.jobs.job import Job
from inlay.ui.panels.listen import listen
from inlay.ui.widgets.progress_line import ProgressLine


class FillJobs(QWidget):
    """One line a job, the oldest on top; takes no room while there is none."""

    def __init__(self, editor: Editor, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._editor = editor
        self.lines: dict[str, ProgressLine] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(8)
        listen(self, editor.jobs_changed, lambda _job: self._follow())
        self._follow()

    def _follow(self) -> None:
        active = self._editor.jobs.active
        for job_id in [each for each in self.lines if each not in active]:
            line = self.lines.pop(job_id)
            self._column.removeWidget(line)
            line.hide()
            line.deleteLater()
        for number, job in enumerate(active.values()):
            self._line(job, number).show_progress(job.status, job.progress)
        self.setVisible(bool(self.lines))

    def _line(self, job: Job, number: int) -> ProgressLine:
        line = self.lines.get(job.id)
        if line is None:
            line = ProgressLine(tr("Cancel"), label=tr("Progress of {title}").format(title=job.title), parent=self)
            line.button.setToolTip(tr("Stop this fill (Shift+X); the mask stays"))
            line.cancelled.connect(lambda job_id=job.id: self._editor.cancel_job(job_id))
            self.lines[job.id] = line
            self._column.addWidget(line)
        # The first line has the plain names, whichever job it belongs to.
        name = "fill" if number == 0 else f"fill.{number + 1}"
        line.setObjectName(f"{name}.job")
        line.button.setObjectName(f"{name}.cancel")
        line.bar.setObjectName(f"{name}.progress")
        line.message.setObjectName(f"{name}.status")
        return line
