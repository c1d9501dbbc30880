"""The Jobs panel: every fill that is under way or waits for a decision, whichever picture it belongs to."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDockWidget, QFrame, QPushButton, QScrollArea, QStackedLayout, QVBoxLayout, QWidget

from inlay.base.text import tr
from inlay.editor.editor import Editor
from inlay.jobs.job import Job
from inlay.jobs.states import JobState
from inlay.ui.dialogs.ask import ask_save
from inlay.ui.panels.job_row import JobRow
from inlay.ui.panels.job_text import needs_decision
from inlay.ui.panels.listen import listen
from inlay.ui.panels.spec import PanelSpec
from inlay.ui.tasks import Tasks
from inlay.ui.widgets.labels import HintLabel

TITLE = tr("Jobs")


class JobsPanel(QWidget):
    """Rows in the order in which the jobs will be done; the tab says how many there are."""

    def __init__(self, editor: Editor) -> None:
        super().__init__()
        self.setObjectName("jobs")
        self.setAccessibleName(TITLE)
        self._editor = editor
        self._tasks = Tasks(editor.failed.emit)
        self.rows: dict[str, JobRow] = {}
        self._lines: dict[str, QFrame] = {}
        self._states: dict[str, JobState] = {}
        self.empty = HintLabel(
            tr("No fill is under way. What you send is listed here until its result is in the picture."),
            self,
            centred=True,
        )
        self.empty.setObjectName("jobs.empty")
        self.check_all = QPushButton(tr("Check all again"))
        self.check_all.setObjectName("jobs.check_all")
        self.check_all.setAccessibleName(self.check_all.text())
        self.check_all.setToolTip(tr("Ask the services for every result that is overdue"))
        self.check_all.clicked.connect(self._check_all)
        self._list = QWidget()
        self._column = QVBoxLayout(self._list)
        self._column.setContentsMargins(8, 8, 8, 8)
        self._column.setSpacing(8)
        self._column.addWidget(self.check_all, 0, Qt.AlignmentFlag.AlignLeft)
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

    def minimumSizeHint(self) -> QSize:
        """Qt's own: the list scrolls, so a low and narrow dock will do."""
        return QSize(120, 64)

    def showEvent(self, event: QShowEvent) -> None:
        """Qt's own: by now the panel stands in its dock."""
        super().showEvent(event)
        self._show_count()

    def _changed(self, job: Job) -> None:
        """A row whose job is where it was only shows it anew: progress comes many times a second."""
        row = self.rows.get(job.id)
        active = self._editor.jobs.active
        if row is not None and self._states.get(job.id) is job.state and list(active) == list(self.rows):
            row.show_job(job)
        else:
            self._follow()

    def _follow(self) -> None:
        active = self._editor.jobs.active
        for job_id in [each for each in self.rows if each not in active]:
            self._take_out(job_id)
        for place, job in enumerate(active.values()):
            self._put(place, job)
        self.rows = {job_id: self.rows[job_id] for job_id in active}
        self._states = {job_id: job.state for job_id, job in active.items()}
        self.check_all.setVisible(sum(job.state is JobState.OVERDUE for job in active.values()) > 1)
        self._pages.setCurrentIndex(1 if active else 0)
        self._show_count()

    def _check_all(self) -> None:
        for job in tuple(self._editor.jobs.active.values()):
            self._editor.jobs.check_again(job.id)  # those that aren't overdue stay as they are

    def _put(self, place: int, job: Job) -> None:
        """Show a job at its place, a line above all but the first."""
        row = self.rows.get(job.id)
        if row is None:
            row = self.rows[job.id] = JobRow(self._editor, job, self._list)
            row.save_wanted.connect(lambda job_id: self._tasks.spawn(self._save(job_id)))
            self._lines[job.id] = line = QFrame(self._list)
            line.setProperty("role", "line")
            line.setFixedHeight(1)
        row.show_job(job)
        line = self._lines[job.id]
        line.setVisible(place > 0)
        for at, widget in ((2 * place + 1, line), (2 * place + 2, row)):
            if self._column.indexOf(widget) != at:
                self._column.insertWidget(at, widget)

    async def _save(self, job_id: str) -> None:
        """Ask where to, and write a result that no picture has taken."""
        folder = Path(self._editor.settings.get("folder.export", "") or Path.home())
        kinds = ((tr("Pictures"), ("*.png", "*.jpg", "*.webp")),)
        path = await ask_save(self.window(), tr("Save result"), "dialog.save_result", folder / tr("result.png"), kinds)
        if path is not None:
            written = await self._editor.save_result(job_id, path)
            names = ", ".join(each.name for each in written)
            self._editor.message.emit(tr("Saved {name}").format(name=names))

    def _take_out(self, job_id: str) -> None:
        for widget in (self.rows.pop(job_id), self._lines.pop(job_id)):
            self._column.removeWidget(widget)
            widget.hide()
            widget.deleteLater()

    def _show_count(self) -> None:
        """Let the tab say how many jobs there are, and whether one waits for the person."""
        dock = self.parentWidget()
        if isinstance(dock, QDockWidget):
            title = tab_title(list(self._editor.jobs.active.values()))
            if dock.windowTitle() != title:
                dock.setWindowTitle(title)


def tab_title(jobs: list[Job]) -> str:
    """What stands on the tab."""
    waiting = sum(needs_decision(job) for job in jobs)
    if waiting == len(jobs) and jobs:
        return tr("Jobs ({count} to decide)").format(count=waiting)
    if waiting:
        return tr("Jobs ({count}, {waiting} to decide)").format(count=len(jobs), waiting=waiting)
    return tr("Jobs ({count})").format(count=len(jobs)) if jobs else TITLE


PANEL = PanelSpec("jobs", TITLE, "right", JobsPanel, order=40, stretch=2, beside="history")
