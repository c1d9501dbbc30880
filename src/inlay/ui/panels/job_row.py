"""One job in the Jobs panel: what it is, where it is, what it costs, and what can be done with it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QProgressBar, QPushButton, QToolButton, QVBoxLayout, QWidget

from inlay.base.text import tr
from inlay.editor.editor import Editor
from inlay.jobs.job import Job
from inlay.jobs.states import JobState
from inlay.ui.panels.job_text import (
    RUNNING,
    cancel_help,
    in_brief,
    needs_decision,
    offers,
    question,
    title_of,
    told,
    yes_to,
)
from inlay.ui.theme.icons import icon
from inlay.ui.widgets.labels import ElidedLabel, HintLabel, plain_tooltip


class JobRow(QWidget):
    """Title and small buttons, who works on it, the bar while it runs, what is to be told, and what is to be decided.

    What costs money or loses a paid result is asked about in the row itself, and done by a second press.
    """

    save_wanted = Signal(str)  # the job's id

    def __init__(self, editor: Editor, job: Job, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._editor, self._id, self._job = editor, job.id, job
        self._asked = ""
        self.setObjectName(f"jobs.{job.id}")
        self.title = ElidedLabel(parent=self)
        self.where = ElidedLabel(parent=self)
        self.where.setProperty("role", "quiet")
        self.told = HintLabel(parent=self)
        self.bar = QProgressBar(self)
        self.bar.setTextVisible(False)
        self.bar.setFixedHeight(6)
        self.buttons: dict[str, QAbstractButton] = {
            "up": self._small("up", tr("Earlier"), tr("Let it go before the one above")),
            "down": self._small("down", tr("Later"), tr("Let the one below go first")),
            "cancel": self._small("cancel", tr("Cancel"), ""),
            "check": self._large(tr("Check again"), tr("Ask the service whether the result is there now")),
            "send": self._large(tr("Send again…"), tr("Order it anew; it may be charged twice")),
            "save": self._large(tr("Save result…"), tr("Write what the service sent as a file")),
            "forget": self._large(tr("Forget"), tr("Take it off this list")),
        }
        self.yes = self._large("", tr("Do it"))
        self.no = self._large(tr("Back"), tr("Leave it as it is"))
        self._name()
        self._lay_out()
        for name, button in self.buttons.items():
            button.clicked.connect(lambda _on, name=name: self._press(name))
        self.yes.clicked.connect(lambda: self._do(self._asked))
        self.no.clicked.connect(lambda: self._ask(""))
        self.show_job(job)

    def _small(self, picture: str, text: str, tip: str) -> QToolButton:
        button = QToolButton(self)
        button.setIcon(icon(picture))
        button.setIconSize(QSize(16, 16))
        button.setAutoRaise(True)
        button.setToolTip(tip)
        button.setAccessibleName(text)
        return button

    def _large(self, text: str, tip: str) -> QPushButton:
        button = QPushButton(text, self)
        button.setAccessibleName(text.rstrip("…"))
        button.setToolTip(tip)
        return button

    def _name(self) -> None:
        name = self.objectName()
        parts = {
            **self.buttons,
            "yes": self.yes,
            "no": self.no,
            "bar": self.bar,
            "told": self.told,
            "title": self.title,
        }
        for part, widget in {**parts, "where": self.where}.items():
            widget.setObjectName(f"{name}.{part}")

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(2)
        head.addWidget(self.title, 1)
        for name in ("up", "down", "cancel"):
            head.addWidget(self.buttons[name])
        foot = QHBoxLayout()
        foot.setSpacing(8)
        for widget in (
            self.buttons["check"],
            self.buttons["send"],
            self.buttons["save"],
            self.yes,
            self.no,
            self.buttons["forget"],
        ):
            foot.addWidget(widget)
        foot.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(head)
        column.addWidget(self.where)
        column.addWidget(self.bar)
        column.addWidget(self.told)
        column.addLayout(foot)

    # Showing

    def show_job(self, job: Job) -> None:
        """Show where the job is now."""
        if job.state is not self._job.state:
            self._asked = ""
        self._job = job
        self.title.setText(title_of(job))
        self.where.setText(in_brief(job))
        self.told.say(question(job, self._asked) or told(job))
        self.told.setToolTip("" if job.error is None else plain_tooltip(job.error.sentence()))
        self.setAccessibleName(tr("{title}, {where}").format(title=title_of(job), where=in_brief(job)))
        self.setAccessibleDescription(told(job))
        self.bar.setVisible(job.state in RUNNING)
        self.bar.setRange(0, 0 if job.progress is None else 1000)
        if job.progress is not None:
            self.bar.setValue(round(1000 * min(1.0, max(0.0, job.progress))))
        self.bar.setAccessibleName(tr("Progress of {title}").format(title=job.title))
        self._show_buttons()

    def _show_buttons(self) -> None:
        job, offered = self._job, offers(self._job)
        for name, button in self.buttons.items():
            button.setVisible(name in offered and not self._asked)
        self.yes.setVisible(bool(self._asked))
        self.no.setVisible(bool(self._asked))
        self.yes.setText(yes_to(self._asked))
        self.yes.setAccessibleName(self.yes.text())
        self.buttons["cancel"].setToolTip(cancel_help(job))
        if job.state is JobState.QUEUED:
            waiting = self._editor.jobs.waiting(job.request.provider)
            self.buttons["up"].setEnabled(job.id in waiting[1:])
            self.buttons["down"].setEnabled(job.id in waiting[:-1])

    # Doing

    def _press(self, name: str) -> None:
        if question(self._job, name):
            self._ask(name)
        else:
            self._do(name)

    def _ask(self, name: str) -> None:
        """Say what it means, and wait for a second press on another button; an empty name takes it back."""
        before, self._asked = self._asked or name, name
        self.show_job(self._job)
        # The keyboard never lands on what spends money.
        (self.no if name else self.buttons[before]).setFocus(Qt.FocusReason.OtherFocusReason)

    def _do(self, name: str) -> None:
        jobs = self._editor.jobs
        acts: dict[str, Callable[[], object]] = {
            "up": lambda: jobs.move(self._id, -1),
            "down": lambda: jobs.move(self._id, 1),
            "cancel": lambda: jobs.cancel(self._id),
            "check": lambda: jobs.check_again(self._id),
            "send": lambda: jobs.send_again(self._id),
            "save": lambda: self.save_wanted.emit(self._id),
            "forget": lambda: jobs.forget(self._id),
        }
        self._asked = ""
        self._editor.attempt(acts[name])

    @property
    def needs_decision(self) -> bool:
        """Whether the job waits for the person."""
        return needs_decision(self._job)
