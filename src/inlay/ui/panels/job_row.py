"""One job in the Jobs panel: what it is, where it is, what it costs, and what can be done with it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QProgressBar, QToolButton, QWidget

from inlay.base.text import tr
from inlay.editor.editor import Editor
from inlay.fill.plan.money_text import cost_text
from inlay.jobs.job import Job
from inlay.jobs.states import JobState
from inlay.providers.catalogue import service
from inlay.ui.theme.icons import icon
from inlay.ui.widgets.labels import ElidedLabel, HintLabel

S = JobState
RUNNING = frozenset({S.UPLOADING, S.SENDING, S.WAITING, S.FETCHING})


class JobRow(QWidget):
    """Title and buttons on the first line, then the bar while it runs, then what is to be told."""

    def __init__(self, editor: Editor, job: Job, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._editor, self._id = editor, job.id
        self.setObjectName(f"jobs.{job.id}")
        self.title = ElidedLabel(parent=self)
        self.told = HintLabel(parent=self)
        self.bar = QProgressBar(self)
        self.bar.setTextVisible(False)
        self.bar.setFixedHeight(6)
        jobs = editor.jobs
        self.buttons = {
            "up": self._button("up", tr("Earlier"), lambda: jobs.move(self._id, -1)),
            "down": self._button("down", tr("Later"), lambda: jobs.move(self._id, 1)),
            "check": self._button("another", tr("Check again"), lambda: jobs.check_again(self._id)),
            "send": self._button("fill", tr("Send again: it may be charged twice"), lambda: jobs.send_again(self._id)),
            "forget": self._button("trash", tr("Forget this job"), lambda: jobs.forget(self._id)),
            "cancel": self._button("cancel", tr("Cancel"), lambda: jobs.cancel(self._id)),
        }
        self._lay_out()
        self.show_job(job)

    def _button(self, picture: str, text: str, act: Callable[[], object]) -> QToolButton:
        button = QToolButton(self)
        button.setIcon(icon(picture))
        button.setIconSize(QSize(16, 16))
        button.setAutoRaise(True)
        button.setToolTip(text)
        button.setAccessibleName(text)
        button.clicked.connect(lambda: self._editor.attempt(act))
        return button

    def _lay_out(self) -> None:
        across = QHBoxLayout()
        across.setSpacing(2)
        for name, button in self.buttons.items():
            button.setObjectName(f"{self.objectName()}.{name}")
            across.addWidget(button)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(3)
        grid.addWidget(self.title, 0, 0)
        grid.addLayout(across, 0, 1, Qt.AlignmentFlag.AlignRight)
        grid.addWidget(self.bar, 1, 0, 1, 2)
        grid.addWidget(self.told, 2, 0, 1, 2)
        grid.setColumnStretch(0, 1)

    def show_job(self, job: Job) -> None:
        """Show where the job is now."""
        spec = service(job.request.provider)
        self.title.setText(tr("{title} · {service}").format(title=job.title, service=spec.title))
        self.setAccessibleName(self.title.text())
        self.told.say(job_text(job))
        self.bar.setVisible(job.state in RUNNING)
        self.bar.setRange(0, 0 if job.progress is None else 1000)
        if job.progress is not None:
            self.bar.setValue(round(1000 * min(1.0, max(0.0, job.progress))))
        self.bar.setAccessibleName(tr("Progress of {title}").format(title=job.title))
        shown = buttons_of(job.state)
        for name, button in self.buttons.items():
            button.setVisible(name in shown)


def buttons_of(state: JobState) -> frozenset[str]:
    """What can be done with a job in this state."""
    if state is S.QUEUED:
        return frozenset({"up", "down", "cancel"})
    if state is S.UNKNOWN:
        return frozenset({"send", "forget"})
    if state is S.OVERDUE:
        return frozenset({"check", "cancel"})
    return frozenset({"cancel"}) if state in RUNNING else frozenset({"forget"})


def job_text(job: Job) -> str:
    """Where a job is and what it costs, in a line or two."""
    words = [job.error.sentence() if job.error is not None else job.status]
    if job.billed is not None:
        words.append(tr("Billed ${amount:.2f}.").format(amount=job.billed))
    elif not job.cost.is_free:
        words.append(tr("Price: {price}.").format(price=cost_text(job.cost)))
    if job.state is S.DONE and job.error is None:
        words = [tr("The result waits: open the picture it belongs to."), *words[1:]]
    return " ".join(words)
