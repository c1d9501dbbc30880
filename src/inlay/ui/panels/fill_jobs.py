"""The fills under way: what each is doing, how far it is, what it costs, and a way to stop it."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from inlay.base.settings import Settings
from inlay.base.text import tr, tr_count
from inlay.editor.editor import Editor
from inlay.fill.plan.money_text import cost_text
from inlay.jobs.job import Job
from inlay.jobs.states import JobState
from inlay.providers.catalogue import services
from inlay.ui.keymap.current import with_key
from inlay.ui.panels.listen import listen
from inlay.ui.widgets.labels import HintLabel
from inlay.ui.widgets.progress_line import ProgressLine

MOST_LINES = 3


def job_text(job: Job, among_others: bool = False) -> str:
    """What a job is doing, and its price where it has one; of several, with what tells it apart."""
    strength = job.request.params.get("strength")
    status = job.status
    if among_others and isinstance(strength, int | float):
        status = tr("strength {value:g}: {status}").format(value=strength, status=status)
    return status if job.cost.is_free else f"{status}  ·  {cost_text(job.cost)}"


CANCEL = "fill.cancel"


class FillJobs(QWidget):
    """One line a job, the oldest on top; takes no room while there is none. All jobs are in the Jobs panel."""

    def __init__(self, editor: Editor, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._editor = editor
        self.lines: dict[str, ProgressLine] = {}
        self.more = HintLabel(parent=self)
        self.more.setObjectName("fill.jobs.more")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(8)
        self._column.addWidget(self.more)
        listen(self, editor.jobs_changed, lambda _job: self._follow())
        listen(self, editor.session_changed, self._follow)
        self._follow()

    def _follow(self) -> None:
        active = [job for job in self._editor.jobs.active.values() if not _is_parked(job)]
        shown = {job.id: job for job in active[:MOST_LINES]}
        for job_id in [each for each in self.lines if each not in shown]:
            line = self.lines.pop(job_id)
            self._column.removeWidget(line)
            line.hide()
            line.deleteLater()
        for number, job in enumerate(shown.values()):
            self._show(self._line(job, number), job, len(active) > 1)
        rest = len(active) - len(shown)
        self.more.say(tr_count("{count} more", "{count} more", rest) if rest else "")
        self.setVisible(bool(self.lines))

    def _line(self, job: Job, number: int) -> ProgressLine:
        line = self.lines.get(job.id)
        if line is None:
            line = ProgressLine(tr("Cancel"), label=tr("Progress of {title}").format(title=job.title), parent=self)
            line.cancelled.connect(lambda job_id=job.id: self._press(job_id))
            self.lines[job.id] = line
            self._column.insertWidget(self._column.count() - 1, line)
        # The first line has the plain names, whichever job it belongs to.
        name = "fill" if number == 0 else f"fill.{number + 1}"
        line.setObjectName(f"{name}.job")
        line.button.setObjectName(f"{name}.cancel")
        line.bar.setObjectName(f"{name}.progress")
        line.message.setObjectName(f"{name}.status")
        return line

    def _show(self, line: ProgressLine, job: Job, among_others: bool) -> None:
        at_rest = job.state in (JobState.UNKNOWN, JobState.OVERDUE) or job.has_ended
        doing, home = job_text(job, among_others), self._editor.session_of(job)
        if home is not None and home is not self._editor.session:
            doing = tr("{name}: {what}").format(name=home.name, what=doing)
        line.show_progress(doing, 0.0 if at_rest else job.progress)
        text, tip = _offer(job, self._editor.settings)
        line.button.setText(text)
        line.button.setAccessibleName(text)
        line.button.setToolTip(tip)
        line.button.setEnabled(not job.has_ended)

    def _press(self, job_id: str) -> None:
        """What the button says: stop it, ask the service once more, or put the line away."""
        jobs = self._editor.jobs
        job = jobs.active.get(job_id)
        if job is None:
            return
        if job.state is JobState.OVERDUE:
            self._editor.attempt(lambda: jobs.check_again(job_id))
        elif job.state is JobState.UNKNOWN:
            self._editor.attempt(lambda: jobs.forget(job_id))
        else:
            self._editor.cancel_job(job_id)


def _offer(job: Job, settings: Settings) -> tuple[str, str]:
    """The button of a line, and what it will do; about money it promises nothing."""
    if job.state is JobState.OVERDUE:
        return tr("Check again"), tr("Ask the service whether the result is there now")
    if job.state is JobState.UNKNOWN:
        return tr("Put away"), tr("Nobody knows whether the service took the order; it isn't sent again by itself")
    spec = services().get(job.request.provider)
    if spec is None or not spec.hosts:
        return tr("Cancel"), with_key(tr("Stop this fill; the mask stays"), settings, CANCEL)
    if job.state in (JobState.QUEUED, JobState.UPLOADING):
        return tr("Cancel"), with_key(tr("Stop this fill; nothing was ordered yet"), settings, CANCEL)
    tip = tr("Ask {service} to stop; it may be charged all the same").format(service=spec.title)
    return tr("Cancel"), with_key(tip, settings, CANCEL)


def _is_parked(job: Job) -> bool:
    """Whether its result waits for a picture that isn't open: nothing is under way here; the Jobs panel has it."""
    return job.state is JobState.DONE and not job.results
